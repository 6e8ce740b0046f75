import type { Language, Token } from './lex';
import { said } from './lex';

/** What would fit at a place of a query. */
export type Fitting =
  | { readonly kind: 'database' }
  | { readonly kind: 'measurement' }
  | { readonly kind: 'column'; readonly only?: 'field' | 'tag' }
  | { readonly kind: 'value'; readonly tag: string }
  | { readonly kind: 'function' }
  | { readonly kind: 'grouping' }
  | { readonly kind: 'window function' }
  | { readonly kind: 'parameter'; readonly of: string }
  | { readonly kind: 'keyword' };

/** What fits after some pieces of a query; `quote` is open there. Names and functions come in the order given. */
export const wanted = (language: Language, before: readonly Token[], quote: string): readonly Fitting[] =>
  language === 'flux' ? inFlux(before, quote) : inSelect(language, before, quote);

/** Where a query's names live: the measurement and the database that its text names. */
export function named(
  language: Language,
  tokens: readonly Token[],
): { readonly measurement?: string; readonly database?: string } {
  return language === 'flux' ? namedInFlux(tokens) : namedInSelect(language, tokens);
}

const is = (token: Token | undefined, text: string): boolean => token?.text.toLowerCase() === text;

const clauses = ['select', 'from', 'join', 'where', 'by', 'on', 'key', 'show', 'limit', 'and', 'or', 'having'];
const comparing = ['=', '!=', '<>', '=~', '!~', '<', '>', '<=', '>='];

/** InfluxQL and SQL: what fits follows from the clause one is in. */
function inSelect(language: Language, tokens: readonly Token[], quote: string): readonly Fitting[] {
  const stack: string[] = [];
  let clause = '';
  for (const token of tokens) {
    const word = token.text.toLowerCase();
    if (token.text === ';') clause = '';
    else if (token.text === '(') stack.push(clause);
    else if (token.text === ')') clause = stack.pop() ?? '';
    else if (token.kind === 'word' && clauses.includes(word)) clause = word === 'and' || word === 'or' ? 'where' : word;
  }
  const value = heldAgainst(language, tokens);
  if (quote === "'" || (quote === '' && value !== undefined))
    return value === undefined ? [] : [{ kind: 'value', tag: value }];
  const name = quote === '"';
  const keyword = name ? [] : [{ kind: 'keyword' } as const];
  const call = name ? [] : [{ kind: 'function' } as const];
  switch (clause) {
    case '':
    case 'show':
    case 'limit':
      return name ? [{ kind: 'column' }] : keyword;
    case 'from':
    case 'join':
      return [{ kind: 'measurement' }, ...keyword];
    case 'on':
      return language === 'influxql' ? [{ kind: 'database' }] : [{ kind: 'column' }];
    case 'key':
      return [{ kind: 'column', only: 'tag' }];
    case 'by':
      if (language === 'sql') return [{ kind: 'column' }, ...call, ...keyword];
      return [{ kind: 'column', only: 'tag' }, ...(name ? [] : [{ kind: 'grouping' } as const])];
    case 'where':
      return [{ kind: 'column' }, ...keyword, ...(language === 'sql' ? call : [])];
    default:
      return [{ kind: 'column' }, ...call, ...keyword];
  }
}

/** The column that a value is held against: `"host" =`, `host IN ('a',`. */
function heldAgainst(language: Language, tokens: readonly Token[]): string | undefined {
  let at = tokens.length - 1;
  if (!comparing.includes(tokens[at]?.text ?? '')) {
    if (!is(tokens[at], '(') && !is(tokens[at], ',')) return undefined;
    while (is(tokens[at], ',') || tokens[at]?.kind === 'string') at--;
    if (!is(tokens[at], '(') || !is(tokens[at - 1], 'in')) return undefined;
    at--;
    if (is(tokens[at - 1], 'not')) at--;
  }
  const column = tokens[at - 1];
  return column?.kind === 'name' || column?.kind === 'word' ? said(language, column.text) : undefined;
}

/** The measurement of the last FROM that names one; the database after ON. `db.rp.measurement` ends in the measurement. */
function namedInSelect(language: Language, tokens: readonly Token[]) {
  let measurement: string | undefined;
  let database: string | undefined;
  const isName = (token: Token | undefined): token is Token => token?.kind === 'name' || token?.kind === 'word';
  tokens.forEach((token, i) => {
    if (token.kind !== 'word') return;
    const next = tokens[i + 1];
    if (is(token, 'on') && language === 'influxql' && isName(next)) database = said(language, next.text);
    if (!is(token, 'from') || !isName(next)) return;
    let at = i + 1;
    while (is(tokens[at + 1], '.')) at += isName(tokens[at + 2]) ? 2 : 1;
    const last = tokens[at];
    if (isName(last)) measurement = said(language, last.text);
  });
  return { ...(measurement !== undefined && { measurement }), ...(database !== undefined && { database }) };
}

/** Flux: what fits follows from the signs right before, and from the call one is in. */
function inFlux(tokens: readonly Token[], quote: string): readonly Fitting[] {
  const [three, two, one] = [tokens.at(-3), tokens.at(-2), tokens.at(-1)];
  const { call, parameter } = callAt(tokens);
  if (quote !== '') {
    if (is(one, ':') && is(two, 'bucket')) return [{ kind: 'database' }];
    const column = comparedColumn(tokens);
    if (column === '_measurement') return [{ kind: 'measurement' }];
    if (column === '_field') return [{ kind: 'column', only: 'field' }];
    if (column !== undefined) return [{ kind: 'value', tag: column }];
    if (is(one, '[') && two?.kind === 'word' && !is(two, 'columns')) return [{ kind: 'column', only: 'tag' }];
    return ['columns', 'column', 'on', 'rowKey', 'columnKey'].includes(parameter)
      ? [{ kind: 'column', only: 'tag' }]
      : [];
  }
  if (is(one, '.') && two?.kind === 'word') return [{ kind: 'column', only: 'tag' }];
  if (is(one, ':') && is(two, 'fn') && (call === 'aggregateWindow' || is(three, ',')))
    return [{ kind: 'window function' }];
  if (is(one, '|>')) return [{ kind: 'function' }];
  if ((is(one, '(') || is(one, ',')) && call !== '') return [{ kind: 'parameter', of: call }];
  return [{ kind: 'function' }, { kind: 'keyword' }];
}

/** The call whose brackets are open, and the parameter one is at. */
function callAt(tokens: readonly Token[]): { readonly call: string; readonly parameter: string } {
  const open: { call: string; parameter: string }[] = [];
  tokens.forEach((token, i) => {
    if (token.text === '(') {
      const before = tokens[i - 1];
      open.push({ call: before?.kind === 'word' ? before.text : '', parameter: '' });
    } else if (token.text === ')') open.pop();
    else if (token.text === ':') {
      const top = open.at(-1);
      if (top !== undefined) top.parameter = tokens[i - 1]?.text ?? '';
    }
  });
  return open.at(-1) ?? { call: '', parameter: '' };
}

/** The column a text is held against: `r.host ==`, `r["host"] !=`. */
function comparedColumn(tokens: readonly Token[]): string | undefined {
  const operator = tokens.at(-1);
  if (!is(operator, '==') && !is(operator, '!=')) return undefined;
  const last = tokens.at(-2);
  if (last?.kind === 'word' && is(tokens.at(-3), '.')) return last.text;
  const column = tokens.at(-3);
  return is(last, ']') && column?.kind === 'string' && is(tokens.at(-4), '[') ? said('flux', column.text) : undefined;
}

/** The bucket of the last `bucket: "…"`, and the measurement of the last `_measurement == "…"`. */
function namedInFlux(tokens: readonly Token[]) {
  let measurement: string | undefined;
  let database: string | undefined;
  tokens.forEach((token, i) => {
    if (token.kind !== 'string') return;
    const before = tokens.slice(0, i);
    if (is(before.at(-1), ':') && is(before.at(-2), 'bucket')) database = said('flux', token.text);
    if (comparedColumn(before) === '_measurement') measurement = said('flux', token.text);
  });
  return { ...(measurement !== undefined && { measurement }), ...(database !== undefined && { database }) };
}
