import type { SourceDefinition } from '../../sources/types';

/** The languages queries are written in. */
export type Language = Exclude<SourceDefinition['language'], 'none'>;

/** What a piece of a query is. `name` = an identifier in quotes; `time` = a moment or a length of time. */
export type Kind = 'blank' | 'comment' | 'string' | 'name' | 'regex' | 'time' | 'number' | 'word' | 'sign';

export interface Token {
  readonly kind: Kind;
  readonly text: string;
  /** Where it begins in the text. */
  readonly start: number;
}

/** Something between two signs that may run over several lines. */
interface Span {
  readonly kind: 'comment' | 'string' | 'name';
  readonly open: string;
  readonly close: string;
  /** What stands inside, up to the close. */
  readonly body: RegExp;
}

/** What carries over from piece to piece and from line to line. */
export interface Lexing {
  inside?: Span | undefined;
  /** The piece before, blanks and comments left out: a slash begins a regex only after some. */
  before: string;
}

const escaped = (quote: string): RegExp => new RegExp(`(?:\\\\.|[^${quote}\\\\])*`, 'y');
const doubled = (quote: string): RegExp => new RegExp(`(?:${quote}${quote}|[^${quote}])*`, 'y');
const block: Span = { kind: 'comment', open: '/*', close: '*/', body: /(?:(?!\*\/).)*/y };

const spans: Readonly<Record<Language, readonly Span[]>> = {
  flux: [{ kind: 'string', open: '"', close: '"', body: escaped('"') }],
  influxql: [
    { kind: 'string', open: "'", close: "'", body: escaped("'") },
    { kind: 'name', open: '"', close: '"', body: escaped('"') },
    block,
  ],
  sql: [
    { kind: 'string', open: "'", close: "'", body: doubled("'") },
    { kind: 'name', open: '"', close: '"', body: doubled('"') },
    block,
  ],
};

const time = /\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?|(?:\d+(?:ns|us|µs|u|µ|ms|s|mo|m|h|d|w|y))+(?!\w)/y;
const word = /[A-Za-z_]\w*/y;
const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const regex = /\/(?:\\.|[^/\\])+\/i?/y;
const sign = /\|>|=>|==|!=|<=|>=|<>|=~|!~|<-|::|[^\s\w]/y;
const blank = /\s+/y;
const comments: Readonly<Record<Language, RegExp>> = { flux: /\/\/.*/y, influxql: /--.*/y, sql: /--.*/y };
/** What may come before a regex: an operator of theirs, a comma, an open bracket; FROM and BY in InfluxQL. */
const beforeRegex = /^(?:=~|!~|==|[,(:=]|from|by)$/i;

const matched = (pattern: RegExp, line: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(line)?.[0];
};

/** The next piece of a line from `at` on; `state` is carried along. Every piece is at least one character long. */
export function step(language: Language, line: string, at: number, state: Lexing): { kind: Kind; end: number } {
  const span = state.inside ?? spans[language].find(({ open }) => line.startsWith(open, at));
  if (span !== undefined) {
    const from = state.inside === undefined ? at + span.open.length : at;
    const bodyEnd = from + (matched(span.body, line, from)?.length ?? 0);
    const closed = line.startsWith(span.close, bodyEnd);
    state.inside = closed ? undefined : span;
    if (span.kind !== 'comment') state.before = span.close;
    return { kind: span.kind, end: closed ? bodyEnd + span.close.length : line.length };
  }
  const rules: readonly (readonly [Kind, RegExp])[] = [
    ['blank', blank],
    ['comment', comments[language]],
    ...(language !== 'sql' && beforeRegex.test(state.before) ? [['regex', regex] as const] : []),
    ...(language !== 'sql' ? [['time', time] as const] : []),
    ['number', number],
    ['word', word],
    ['sign', sign],
  ];
  for (const [kind, pattern] of rules) {
    const text = matched(pattern, line, at);
    if (text === undefined || text === '') continue;
    if (kind !== 'blank' && kind !== 'comment') state.before = text;
    return { kind, end: at + text.length };
  }
  return { kind: 'sign', end: at + 1 };
}

/**
 * A text in pieces, blanks and comments left out. `inside` is the quote that is still open at its end, if one is, and
 * `from` where that begins.
 */
export function lex(
  language: Language,
  text: string,
): {
  readonly tokens: readonly Token[];
  readonly inside?: { readonly quote: string; readonly from: number } | 'comment';
} {
  const state: Lexing = { before: '' };
  const tokens: Token[] = [];
  let start = 0;
  let opened = 0;
  let last: Kind = 'blank';
  for (const line of text.split('\n')) {
    for (let at = 0; at < line.length; ) {
      if (state.inside === undefined) opened = start + at;
      const { kind, end } = step(language, line, at, state);
      if (kind !== 'blank' && kind !== 'comment') tokens.push({ kind, text: line.slice(at, end), start: start + at });
      last = end === line.length ? kind : 'blank';
      at = end;
    }
    start += line.length + 1;
    if (line === '') last = 'blank';
  }
  const { inside } = state;
  if (inside !== undefined)
    return { tokens, inside: inside.kind === 'comment' ? 'comment' : { quote: inside.open, from: opened } };
  return last === 'comment' && !text.endsWith('*/') && !text.endsWith('\n')
    ? { tokens, inside: 'comment' }
    : { tokens };
}

/** What a quoted piece says: its quotes and escapes taken away. */
export function said(language: Language, text: string): string {
  const [quote = ''] = text;
  if (quote !== '"' && quote !== "'") return text;
  const bare = text.length > 1 && text.endsWith(quote) ? text.slice(1, -1) : text.slice(1);
  if (language === 'sql') return bare.replaceAll(quote + quote, quote);
  return bare.replace(/\\([\s\S])/g, (_, sign: string) => ({ n: '\n', t: '\t', r: '\r' })[sign] ?? sign);
}
