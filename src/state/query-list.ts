import { StudioError } from '../base/errors';
import type { Column, SeriesFrame } from '../frame/frame';
import { emptyQuery, type SeriesQuery } from '../frame/query';
import { seriesName } from '../frame/table';
import type { Recipe } from '../pipeline/recipe';
import { joinedMended } from '../sources/assemble';
import type { QueryResult } from '../sources/types';
import type { Deps } from './deps';
import { record } from './history';
import { changeRecipe, recipeOf } from './recipe-actions';
import { atItsOwnStep } from './suggest';

/** Whether anything is asked for: a field, or a text of one's own. */
export const asksFor = (query: Pick<SeriesQuery, 'fields' | 'text'>): boolean =>
  query.text === undefined ? query.fields.length > 0 : query.text.trim() !== '';

/** Whether a query, the one in hand or one read beside it, is a text of the person's own. */
export const hasOwnText = ({ query, more = [] }: Pick<Recipe, 'query' | 'more'>): boolean =>
  [query, ...more].some(({ text }) => text !== undefined);

/**
 * The queries a recipe reads: the one in hand first, then those beside it, all over its range and in its zone. A query in
 * hand for nothing yet is left out where there are others.
 */
export function queriesOf({ query, more = [] }: Pick<Recipe, 'query' | 'more'>): readonly SeriesQuery[] {
  const { range, zone } = query;
  const beside = more.filter(asksFor).map(({ zone: _, ...other }) => ({ ...other, range, ...(zone && { zone }) }));
  return beside.length > 0 && !asksFor(query) ? beside : [query, ...beside];
}

/** What keeps a query from being read, in words; undefined when nothing does. */
export function unready(recipe: Pick<Recipe, 'query' | 'more'>): StudioError | undefined {
  const { query, more = [] } = recipe;
  if (![query, ...more].some(asksFor)) {
    return query.text === undefined
      ? new StudioError('bad-input', 'No field is chosen.', {
          place: 'fields',
          next: 'Choose a field in the catalogue.',
        })
      : new StudioError('bad-input', 'The query is empty.', {
          place: 'text',
          next: 'Write one, or go back to the builder.',
        });
  }
  const built = queriesOf(recipe).some(({ text }) => text === undefined);
  if (built && !(query.range.stop > query.range.start)) {
    return new StudioError('bad-input', 'The range ends before it begins.', {
      place: 'range',
      next: 'Choose a later end.',
    });
  }
  return undefined;
}

/** What each query of a read brought, in the order in which they were read. */
export interface Answered {
  readonly query: SeriesQuery;
  readonly result: QueryResult;
  readonly seconds: number;
}

/** Reads queries one after the other, each by `one`. Stops at the first that fails. */
export async function readEach(
  { now }: Pick<Deps, 'now'>,
  queries: readonly SeriesQuery[],
  one: (query: SeriesQuery) => Promise<QueryResult>,
): Promise<readonly Answered[]> {
  const answered: Answered[] = [];
  for (const query of queries) {
    const started = now();
    try {
      answered.push({ query, result: await one(query), seconds: (now() - started) / 1000 });
    } catch (error) {
      throw answered.length === 0 ? error : ofAnother(error, answered.length + 1, queries.length);
    }
  }
  return answered;
}

/** A fault of a query beside the one in hand: its place is not in the text one looks at. */
function ofAnother(error: unknown, place: number, of: number): unknown {
  if (!(error instanceof StudioError) || error.code === 'cancelled') return error;
  return new StudioError(error.code, `Query ${place} of ${of}: ${error.message}`, {
    place: 'more',
    next: 'Take that query up to mend it, or take it out.',
    value: error.value,
    cause: error,
  });
}

/** The queries at the intervals their answers really have (`atItsOwnStep`); undefined when all of them are. */
export function atOwnSteps(
  { query, more = [] }: Pick<Recipe, 'query' | 'more'>,
  answered: readonly Answered[],
): Pick<Recipe, 'query' | 'more'> | undefined {
  const results = answered.map(({ result }) => result);
  const mended = [query, ...more].map((one) => (asksFor(one) ? atItsOwnStep(one, results.shift()?.frames ?? []) : one));
  const [first = query, ...others] = mended;
  if (first === query && others.every((one, i) => one === more[i])) return undefined;
  return { query: first, ...(others.length > 0 && { more: others }) };
}

/** What sets queries apart, in the order in which one would say it. */
const marks: readonly (readonly [string, (query: SeriesQuery) => string])[] = [
  ['measurement', ({ measurement }) => measurement],
  ['database', ({ database }) => database],
  ['aggregate', ({ aggregate, amount }) => (amount === undefined ? aggregate : `${aggregate} ${amount}`)],
];

/**
 * The answers of several queries as one. Series that would go by one name are told apart by a label of what their queries
 * differ in: the measurement, else the database, else the aggregate, else the query's number.
 */
export function joined(answered: readonly Answered[]): QueryResult {
  const queries = answered.map(({ query }) => query);
  const results = answered.map(({ result }) => result);
  const [only, ...others] = results;
  if (only !== undefined && others.length === 0) return only;
  const owners = new Map<string, Set<number>>();
  results.forEach(({ frames }, owner) => {
    for (const frame of frames) {
      frame.columns.forEach((_, i) => {
        const name = seriesName(frame, i);
        owners.set(name, (owners.get(name) ?? new Set()).add(owner));
      });
    }
  });
  const marked = (frame: SeriesFrame, column: Column, i: number, owner: number): Column => {
    const sharing = [...(owners.get(seriesName(frame, i)) ?? [])];
    return sharing.length < 2
      ? column
      : { ...column, labels: { ...column.labels, ...markOf(queries, sharing, owner) } };
  };
  const bytes = results.reduce((sum, result) => sum + (result.bytes ?? 0), 0);
  const bad = results.flatMap((result) => result.bad ?? []);
  const missing = results.flatMap((result) => result.missing ?? []);
  const mended = joinedMended(results.map((result) => result.mended));
  return {
    frames: results.flatMap(({ frames }, owner) =>
      frames.map((frame) => ({ ...frame, columns: frame.columns.map((column, i) => marked(frame, column, i, owner)) })),
    ),
    rows: results.reduce((sum, { rows }) => sum + rows, 0),
    notes: [...new Set(results.flatMap(({ notes }) => notes))],
    text: results.map(({ text }) => text).join('\n\n'),
    ...(bytes > 0 && { bytes }),
    ...(bad.length > 0 && {
      bad: {
        count: bad.reduce((sum, { count }) => sum + count, 0),
        first: bad.flatMap(({ first }) => first).slice(0, 20),
      },
    }),
    ...(missing.length > 0 && { missing }),
    ...(mended !== undefined && { mended }),
  };
}

function markOf(queries: readonly SeriesQuery[], sharing: readonly number[], owner: number): Record<string, string> {
  for (const [label, of] of marks) {
    const said = sharing.map((at) => of(queries[at] ?? emptyQuery));
    if (new Set(said).size === said.length) return { [label]: of(queries[owner] ?? emptyQuery) };
  }
  return { query: String(owner + 1) };
}

/** Lays the query in hand beside the others and takes up an empty one of the same database, interval, range and zone. */
export function addQuery(deps: Deps): void {
  const { query, more = [] } = recipeOf(deps);
  if (!asksFor(query)) return;
  const { database, aggregate, everyMs, range, zone } = query;
  const next = { ...emptyQuery, database, aggregate, everyMs, range, ...(zone && { zone }) };
  changeRecipe(deps, { query: next, more: [...more, query] });
}

/** Takes a field into the query in hand where others are read beside it: their range and interval stay. */
export function putField(
  deps: Deps,
  path: { readonly database: string; readonly measurement: string; readonly field: string },
): void {
  const { aggregate, everyMs, range, zone } = recipeOf(deps).query;
  const { database, measurement, field } = path;
  const taken = { ...emptyQuery, database, measurement, fields: [field], aggregate, everyMs, range };
  changeRecipe(deps, { query: { ...taken, ...(zone && { zone }) } });
}

/** Takes up the query at a place beside; the one in hand is laid in its place, unless it asks for nothing. */
export function takeUp(deps: Deps, place: number): void {
  const { query, more = [] } = recipeOf(deps);
  const taken = more[place];
  if (taken === undefined) return;
  const { range, zone } = query;
  const { zone: _, ...other } = taken;
  putQueries(
    deps,
    { ...other, range, ...(zone && { zone }) },
    more.flatMap((beside, i) => (i !== place ? [beside] : asksFor(query) ? [query] : [])),
  );
}

/** Takes a query beside out; undoable. */
export function dropQuery(deps: Deps, place: number): void {
  const { query, more = [] } = recipeOf(deps);
  putQueries(
    deps,
    query,
    more.filter((_, i) => i !== place),
  );
}

/** Takes the query in hand out; the first of those beside comes in its place. */
export function dropInHand(deps: Deps): void {
  const { query, more = [] } = recipeOf(deps);
  const [next, ...rest] = more;
  if (next === undefined) return;
  const { zone: _, ...other } = next;
  putQueries(deps, { ...other, range: query.range, ...(query.zone && { zone: query.zone }) }, rest);
}

function putQueries(deps: Deps, query: SeriesQuery, more: readonly SeriesQuery[]): void {
  deps.store.setState(({ recipe }) => {
    const { more: _, ...present } = recipe.present;
    const next = { ...present, query, ...(more.length > 0 && { more }) };
    return { recipe: record(recipe, next) };
  });
}
