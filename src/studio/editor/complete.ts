import type { CatalogNode, CatalogPath } from '../../sources/types';
import { type Language, lex } from './lex';
import { type Fitting, named, wanted } from './wanted';
import { functions, groupings, keywords, parameters, type Word, windowFunctions } from './words';

/** One thing that fits. `insert` is the whole text of it, quotes included. */
export interface Suggestion {
  readonly label: string;
  readonly insert: string;
  readonly kind: CatalogNode['kind'] | 'function' | 'keyword' | 'parameter';
  readonly help?: string;
}

/** What fits at a place. `from` is where its letters begin; `open` is the quote before them, to be replaced with it. */
export interface Completion {
  readonly from: number;
  readonly open: string;
  readonly suggestions: readonly Suggestion[];
}

/** What completion asks the source: one level of its catalogue. */
export type Names = (path: CatalogPath) => Promise<readonly CatalogNode[]>;

/** Where names are looked up when the text itself does not say. */
export interface Around {
  readonly database: string;
  readonly measurement: string;
}

/**
 * What fits at `at` in a query: names of the source by what stands around, functions and keywords with a line of help.
 * Undefined where nothing does: in comments, after a number. `asked` = the person asked for it by a key; without, single
 * spots where anything may come stay quiet.
 */
export async function complete(
  language: Language,
  text: string,
  at: number,
  around: Around,
  names: Names,
  asked: boolean,
): Promise<Completion | undefined> {
  const { tokens, inside } = lex(language, text.slice(0, at));
  if (inside === 'comment') return undefined;
  const quote = inside?.quote ?? '';
  const last = tokens.at(-1);
  const typing = inside === undefined && last?.kind === 'word' && last.start + last.text.length === at;
  if (
    inside === undefined &&
    !typing &&
    (last?.kind === 'number' || last?.kind === 'time') &&
    last.start + last.text.length === at
  ) {
    return undefined;
  }
  const from = inside !== undefined ? inside.from + quote.length : typing ? (last?.start ?? at) : at;
  const before = tokens.filter(({ start }) => start < (inside?.from ?? from));
  const fitting = wanted(language, before, quote);
  const told = quote !== '' || typing || last?.text === '.' || asked;
  if (!told) return undefined;
  const whole = whereOf(language, text, at, quote, around);
  const found = await Promise.all(fitting.map((fit) => suggestionsFor(language, fit, whole, names, before, quote)));
  const unique = new Map(found.flat().map((one) => [`${one.kind} ${one.label}`, one]));
  return { from, open: quote, suggestions: [...unique.values()] };
}

/** The database and measurement of the text, what is being typed left out. */
function whereOf(language: Language, text: string, at: number, quote: string, around: Around): Around {
  const head = lex(language, text.slice(0, at)).tokens;
  const rest = text.slice(at);
  const close = quote === '' ? 0 : (rest.split('\n')[0]?.indexOf(quote) ?? -1);
  const tail = lex(language, rest.slice(quote === '' ? (/^\w*/.exec(rest)?.[0].length ?? 0) : close + 1)).tokens;
  const before = named(language, head.slice(0, quote === '' && head.at(-1)?.kind !== 'word' ? head.length : -1));
  return { ...around, ...named(language, tail), ...before };
}

async function suggestionsFor(
  language: Language,
  fit: Fitting,
  { database, measurement }: Around,
  names: Names,
  before: readonly { readonly text: string }[],
  quote: string,
): Promise<readonly Suggestion[]> {
  const ask = async (path: CatalogPath): Promise<readonly CatalogNode[]> => {
    try {
      return await names(path);
    } catch {
      return []; // The catalogue beside the editor says what is wrong.
    }
  };
  switch (fit.kind) {
    case 'function':
      return fluently(functions[language], 'function', language, before);
    case 'keyword':
      return keywords[language].map(worded('keyword'));
    case 'grouping':
      return groupings.map(worded('function'));
    case 'window function':
      return windowFunctions.map(worded('function'));
    case 'parameter':
      return (parameters[fit.of] ?? []).map(worded('parameter'));
    case 'database':
      return (await ask({})).map((node) => of(node, quoted(language, node.name, 'name')));
    case 'measurement':
      if (database === '' && language !== 'sql') return [];
      return (await ask({ database })).map((node) => of(node, quoted(language, node.name, 'name')));
    case 'value':
      if (measurement === '') return [];
      return (await ask({ database, measurement, tag: fit.tag })).map((node) =>
        of(node, quoted(language, node.name, 'text')),
      );
    case 'column': {
      const time: readonly CatalogNode[] =
        language === 'flux' || fit.only === 'tag' ? [] : [{ kind: 'field', name: 'time', detail: 'time' }];
      const own: readonly CatalogNode[] =
        language === 'flux' && fit.only === 'tag'
          ? ['_measurement', '_field', '_value', '_time'].map((name) => ({
              kind: 'tag' as const,
              name,
              detail: 'column',
            }))
          : [];
      const nodes = measurement === '' ? [] : await ask({ database, measurement });
      return [...own, ...nodes.filter(({ kind }) => fit.only === undefined || kind === fit.only), ...time].map((node) =>
        of(
          node,
          language === 'flux' && quote === '' && before.at(-1)?.text === '.' ? node.name : column(language, node.name),
        ),
      );
    }
  }
}

const of = ({ kind, name, detail, count }: CatalogNode, insert: string): Suggestion => {
  const help = detail ?? (count === undefined ? kind : `${kind}, ${count}`);
  return { label: name, insert, kind, help };
};

const worded =
  (kind: Suggestion['kind']) =>
  ({ name, help, insert = name }: Word): Suggestion => ({ label: name, insert, kind, help });

/** Functions, without those that only begin a Flux query where one is in the middle of it. */
const fluently = (
  list: readonly Word[],
  kind: Suggestion['kind'],
  language: Language,
  before: readonly { readonly text: string }[],
): readonly Suggestion[] =>
  list
    .filter(
      ({ name }) => language !== 'flux' || (before.at(-1)?.text === '|>') !== ['from', 'union', 'join'].includes(name),
    )
    .map(worded(kind));

const column = (language: Language, name: string): string =>
  name === 'time' && language !== 'flux' ? name : quoted(language, name, 'name');

/** A name or a text in the quotes of its language. */
export function quoted(language: Language, text: string, as: 'name' | 'text'): string {
  if (language === 'sql') {
    const quote = as === 'name' ? '"' : "'";
    return quote + text.replaceAll(quote, quote + quote) + quote;
  }
  const quote = language === 'flux' || as === 'name' ? '"' : "'";
  const escaped = text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('\n', '\\n');
  return quote + (language === 'flux' ? escaped.replaceAll('${', '\\${') : escaped) + quote;
}
