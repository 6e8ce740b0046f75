import { StudioError } from '../../base/errors';

/** Everything a statement is made of. What a dialect of SQL could read in another way is none of these. */
const TOKEN =
  /(?<blank>[ \t\n]+|--[^\n]*|\/\*(?:(?!\/\*|\*\/)[\s\S])*\*\/)|(?<quoted>"(?:""|[^"])*"|'(?:''|[^'])*')|(?<word>[\p{L}_][\p{L}\p{N}_]*)|(?<number>\d[\w.]*|\.\d[\w.]*)|(?<sign>[^"'`$#\\])/uy;
const NUMBER = /^(?:\d+\.?\d*|\.\d+)(?:e\d*)?$/i;
const READING = /^(?:select|with|show|explain|describe)$/i;
const WRITING =
  /^(?:insert|update|delete|merge|upsert|replace|copy|create|drop|alter|truncate|grant|revoke|into|call|execute|prepare|unload|attach|vacuum)$/i;

/**
 * Checks that a person's own SQL only reads: one statement, SELECT, WITH, SHOW, EXPLAIN or DESCRIBE, and no word outside
 * of quotes that writes. One scan from left to right, for each of names, strings and comments can hide the beginning of
 * the others. Strings and comments that dialects end in different places (a backslash before a quote, a comment in a
 * comment, dollar quotes, prefixed strings) are refused.
 * @throws StudioError `bad-query` at `text` otherwise.
 */
export function onlyReads(text: string): void {
  const source = text.replaceAll('\r\n', '\n');
  const control = /[^\P{Cc}\t\n]/u.exec(source);
  if (control !== null) throw unclear(source, control.index);
  let before = '';
  let touching = '';
  let ended = false;
  for (let at = 0; at < source.length; ) {
    TOKEN.lastIndex = at;
    const { blank, quoted, word, number, sign } = TOKEN.exec(source)?.groups ?? {};
    const token = blank ?? quoted ?? word ?? number ?? sign;
    if (token === undefined || (sign === '/' && source[at + 1] === '*')) throw unclear(source, at);
    if (number !== undefined && !NUMBER.test(number)) throw unclear(source, at);
    const prefixed = quoted !== undefined && /[\p{L}\p{N}_"'&]$/u.test(touching);
    if (prefixed || (quoted !== undefined && /\\['"]/.test(quoted))) throw unclear(source, at);
    at += token.length;
    touching = token;
    if (blank !== undefined) {
      touching = '';
      continue;
    }
    if (ended) throw writes(source.slice(at - token.length), 'Ask one statement at a time.');
    if (before === '' && token !== ';' && !READING.test(token)) throw writes(source.slice(at - token.length));
    // replace(…) is a function of texts.
    if (word !== undefined && WRITING.test(word) && !(/^replace$/i.test(word) && /^\s*\(/.test(source.slice(at))))
      throw writes(source.slice(at - token.length));
    ended = token === ';' && before !== '';
    before = token;
  }
}

const writes = (
  statement: string,
  next = 'Begin it with SELECT, WITH, SHOW, EXPLAIN or DESCRIBE, and put a column that is called like a statement in double quotes.',
): StudioError =>
  new StudioError('bad-query', 'A query here is one statement that only reads, and this one does not, or does more.', {
    next,
    place: 'text',
    value: statement.slice(0, 80),
  });

const unclear = (source: string, at: number): StudioError =>
  new StudioError('bad-query', `It is not clear how “${source.slice(at, at + 20)}” in this query is to be read.`, {
    next: 'Close every quote and comment, put a space before every string, and leave out `, $, # and backslashes before quotes.',
    place: 'text',
    value: source.slice(at, at + 80),
  });
