import { StudioError } from '../base/errors';

/** Everything a statement is made of, but for slashes, which are read by where they stand. */
const TOKEN =
  /(?<blank>[ \t\n]+|--[^\n]*|\/\*[\s\S]*?\*\/)|(?<quoted>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|(?<word>[a-z_]\w*)|(?<number>\d[\w.µ]*|\.\d[\w.µ]*)|(?<sign>=~|!~|[^"'\\/])/iy;
/** A regex ends at the first slash without a backslash before it; two backslashes there are read differently by servers. */
const REGEX = /\/(?:[^/\\\n]|\\(?!\\+\/)[^\n])*\//y;
const NUMBER = /^(?:[\d.]+|\d+[iu]|(?:\d+(?:ns|us|u|µs|µ|ms|s|m|h|d|w))+)$/;
const READING = /^(?:select|show|explain)$/i;
/** Words after which a slash begins a regex, as it does after any sign but those that end an operand. */
const BEFORE_REGEX = /^(?:select|from|by|=~|!~|[^\w"')\]*.])$/i;

/**
 * Checks that a person's own text only reads: SELECT without INTO, SHOW and EXPLAIN. One scan from left to right, for
 * each of names, strings, regexes and comments can hide the beginning of the others. What two servers could read in two
 * ways is refused.
 * @throws StudioError `bad-query` at `text` otherwise.
 */
export function onlyReads(text: string): void {
  const source = text.replace(/\r\n?/g, '\n'); // As InfluxDB does: a lone \r ends a comment.
  const control = /[^\P{Cc}\t\n]/u.exec(source);
  if (control !== null) throw unclear(source, control.index);
  /** Whether a slash after an operand divides, inside each open parenthesis: among fields and conditions, not after FROM. */
  let divides = [false];
  let before = ';';
  for (let at = 0; at < source.length; ) {
    TOKEN.lastIndex = at;
    const { blank, quoted, word, number, sign } = TOKEN.exec(source)?.groups ?? {};
    const token = blank ?? quoted ?? word ?? number ?? sign ?? slash(source, at, before, divides.at(-1) === true);
    if (number !== undefined && !NUMBER.test(number)) throw unclear(source, at);
    at += token.length;
    if (blank !== undefined) continue;
    const begins = before === ';' && token !== ';';
    if ((begins && !READING.test(token)) || /^into$/i.test(token)) throw writes(source.slice(at - token.length));
    if (/^(?:select|where|by)$/i.test(token)) divides[divides.length - 1] = true;
    else if (/^from$/i.test(token)) divides[divides.length - 1] = false;
    else if (token === '(') divides.push(divides.at(-1) === true);
    else if (token === ')') divides.pop();
    else if (token === ';') divides = [false];
    before = token;
  }
}

/** A slash at `at`: a whole regex, or a division. */
function slash(source: string, at: number, before: string, divides: boolean): string {
  if (source[at] !== '/') throw unclear(source, at);
  const measurement = before === '.' && !divides;
  if (!BEFORE_REGEX.test(before) && !measurement) {
    if (before === '.' || !divides) throw unclear(source, at);
    return '/';
  }
  REGEX.lastIndex = at;
  const regex = REGEX.exec(source)?.[0];
  if (regex === undefined) throw unclear(source, at);
  return regex;
}

const writes = (statement: string): StudioError =>
  new StudioError('bad-query', 'This query would change the database, and a query here only reads.', {
    next: 'Begin it with SELECT, SHOW or EXPLAIN, without INTO.',
    place: 'text',
    value: statement.slice(0, 80),
  });

const unclear = (source: string, at: number): StudioError =>
  new StudioError('bad-query', `It is not clear how “${source.slice(at, at + 20)}” in this query is to be read.`, {
    next: 'Close every quote and regex on its line, put a space between numbers and words, and divide only in fields and conditions.',
    place: 'text',
    value: source.slice(at, at + 80),
  });
