import { StudioError } from '../../base/errors';

const WRITING = new Set(['to', 'wideTo', 'post', 'publish', 'endpoint']);
/** Packages without a way to write or to send; not `experimental` nor `influxdata/influxdb`, which hold a `to`. */
const READING = new Set([
  ...['array', 'bitwise', 'date', 'dict', 'interpolate', 'join', 'json', 'math', 'regexp', 'runtime', 'sampledata'],
  ...['strings', 'system', 'timezone', 'types', 'influxdata/influxdb/schema', 'influxdata/influxdb/v1'],
  ...['contrib/tomhollingsworth/events', 'date/boundaries', 'experimental/aggregate', 'experimental/array'],
  ...['experimental/date/boundaries', 'experimental/geo', 'experimental/json', 'experimental/query'],
]);

/** Two backslashes before a slash are read in two ways by Flux itself: such a regex is none here. */
const TOKEN =
  /(?<blank>\s+|\/\/[^\n]*)|(?<word>[\p{L}_][\p{L}\p{N}_]*)|(?<number>\d[\p{L}\p{N}_.]*)|(?<regex>\/(?:[^/\\\n]|\\(?!\\+\/)[^\n])+\/)|(?<sign>[^"])/uy;
/** What a string is made of up to its end or to the code inside it. */
const STRING = /(?:\\[\s\S]|\$(?!\{)|[^"\\$])*(?:"|\$\{)/y;
/** Words that an operand follows: a slash there begins a regex, after other words it divides. */
const BEFORE_OPERAND = /^(?:and|or|not|exists|return|if|then|else)$/;

/**
 * Checks that a person's own text only reads: outside of plain strings (the code in "${…}" is code) no word that writes
 * or sends, and no import beyond packages known to read. It catches slips and tricks of spelling; what a token may write
 * is for the token.
 * @throws StudioError `bad-query` at `text` otherwise.
 */
export function onlyReads(own: string): void {
  /** Of each string whose code is being read: the braces open in that code. */
  const inside: number[] = [];
  let before = '';
  let importing = false;
  for (let at = 0; at < own.length; ) {
    const closing = own[at] === '}' && inside.at(-1) === 0;
    if (own[at] === '"' || closing) {
      if (closing) inside.pop();
      const part = stringAt(own, at);
      at += part.length;
      if (importing && !READING.has(part.slice(1, -1))) throw imports(part);
      if (part.endsWith('{')) inside.push(0);
      // A statement begins after an import, so that a slash there would begin a regex.
      before = importing || part.endsWith('{') ? '(' : '"';
      importing = false;
      continue;
    }
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(own)?.groups ?? {};
    const { blank, word, number } = found;
    const divides = /[\p{L}\p{N}_")\]}]$/u.test(before) && !BEFORE_OPERAND.test(before);
    if (found.regex === undefined && own[at] === '/' && blank === undefined && !divides) throw unclear(own, at);
    const token = blank ?? word ?? number ?? (divides ? undefined : found.regex) ?? (own[at] as string);
    at += token.length;
    if (blank !== undefined) continue;
    if (word !== undefined && WRITING.has(word)) throw writes(word);
    // Flux ends a number where a name begins: 1to() is 1 and to().
    if (number !== undefined && [...WRITING].some((name) => number.endsWith(name))) throw writes(number);
    if (/^(?:package|builtin|testcase)$/.test(token)) throw unclear(own, at - token.length);
    if (importing && (word === undefined || before !== 'import')) throw imports(token);
    if (token === 'import') importing = true;
    if (inside.length > 0 && (token === '{' || token === '}'))
      inside[inside.length - 1] = (inside.at(-1) ?? 0) + (token === '{' ? 1 : -1);
    before = number === undefined ? token : '0'; // 1. is a number too.
  }
}

/** The string, or the part of it up to its code, that begins at `at`, with the signs around it. */
function stringAt(own: string, at: number): string {
  STRING.lastIndex = at + 1;
  const rest = STRING.exec(own)?.[0];
  // Flux takes $$ before a brace for two plain dollars, other readers do not.
  if (rest === undefined || rest.endsWith('$$\x7b')) throw unclear(own, at);
  return own.slice(at, at + 1 + rest.length);
}

const writes = (word: string): StudioError =>
  new StudioError('bad-query', `This query says ${word}, which writes or sends, and a query here only reads.`, {
    next: `Take ${word} out of it; write a field of that name as r["${word}"].`,
    place: 'text',
    value: word,
  });

const imports = (path: string): StudioError =>
  new StudioError('bad-query', `This query imports ${path}, which may write or send, and a query here only reads.`, {
    next: `Import only these: ${[...READING].join(', ')}.`,
    place: 'text',
    value: path,
  });

const unclear = (own: string, at: number): StudioError =>
  new StudioError('bad-query', `It is not clear how “${own.slice(at, at + 20)}” in this query is to be read.`, {
    next: 'Close every string and every regex, and leave out package, builtin and testcase.',
    place: 'text',
    value: own.slice(at, at + 80),
  });
