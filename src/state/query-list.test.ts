import { describe, expect, it } from 'vitest';
import { StudioError } from '../base/errors';
import { regular, type SeriesFrame } from '../frame/frame';
import { emptyQuery, type SeriesQuery } from '../frame/query';
import { seriesName } from '../frame/table';
import type { Recipe } from '../pipeline/recipe';
import type { QueryResult } from '../sources/types';
import type { Deps } from './deps';
import {
  addQuery,
  atOwnSteps,
  dropInHand,
  dropQuery,
  hasOwnText,
  joined,
  putField,
  queriesOf,
  readEach,
  takeUp,
  unready,
} from './query-list';
import { changeRecipe, recipeOf, undoRecipe } from './recipe-actions';
import { createStudio } from './store';

const hour = 3_600_000;
const range = { start: 0, stop: 100 * hour };
const cpu: SeriesQuery = { ...emptyQuery, database: 'a', measurement: 'cpu', fields: ['usage'], everyMs: hour, range };
const mem: SeriesQuery = { ...cpu, measurement: 'mem', fields: ['used'], range: { start: 5, stop: 6 } };
const own: SeriesQuery = { ...emptyQuery, text: 'SELECT 1' };

const deps = (recipe: Partial<Recipe>): Deps => {
  const made = { store: createStudio() } as Deps;
  changeRecipe(made, recipe);
  return made;
};
const series = (key: string, labels: Record<string, string> = {}): SeriesFrame => {
  const frame = regular(0, hour, Float64Array.of(1, 2, 3), key);
  return { ...frame, columns: frame.columns.map((column) => ({ ...column, labels })) };
};
const result = (frames: readonly SeriesFrame[], more: Partial<QueryResult> = {}): QueryResult => ({
  frames,
  rows: 3,
  notes: [],
  text: 'q',
  ...more,
});
const answered = (query: SeriesQuery, brought: QueryResult) => ({ query, result: brought, seconds: 1 });

describe('the queries of a recipe', () => {
  it('are the one in hand and those beside it, over its range and in its zone', () => {
    expect(queriesOf({ query: cpu })).toEqual([cpu]);
    const zoned = { ...cpu, zone: 'America/St_Johns' };
    expect(queriesOf({ query: zoned, more: [{ ...mem, zone: 'UTC' }, emptyQuery] })).toEqual([
      zoned,
      { ...mem, range, zone: 'America/St_Johns' },
    ]);
    expect(queriesOf({ query: { ...emptyQuery, range }, more: [mem] })).toEqual([{ ...mem, range }]);
    expect(queriesOf({ query: emptyQuery })).toEqual([emptyQuery]);
  });

  it('are ready when they ask for something, over a range where they are built', () => {
    expect(unready({ query: cpu })).toBeUndefined();
    expect(unready({ query: emptyQuery })).toMatchObject({ place: 'fields' });
    expect(unready({ query: { ...emptyQuery, text: '  ' } })).toMatchObject({ place: 'text' });
    expect(unready({ query: own })).toBeUndefined();
    expect(unready({ query: { ...cpu, range: { start: 2, stop: 1 } } })).toMatchObject({ place: 'range' });
    expect(unready({ query: own, more: [mem] })).toMatchObject({ place: 'range' });
  });

  it('tell when one of them is a text of the person’s own, wherever it stands', () => {
    expect(hasOwnText({ query: cpu, more: [mem] })).toBe(false);
    expect(hasOwnText({ query: cpu, more: [own] })).toBe(true);
    expect(hasOwnText({ query: own })).toBe(true);
  });

  it('are added, taken up, taken out, and all of it undone', () => {
    const on = deps({ query: cpu });
    addQuery(on);
    expect(recipeOf(on).query).toMatchObject({ fields: [], database: 'a', everyMs: hour, range });
    addQuery(on);
    expect(recipeOf(on).more).toEqual([cpu]);
    putField(on, { database: 'a', measurement: 'mem', field: 'used' });
    expect(recipeOf(on).query).toEqual({ ...mem, range });
    takeUp(on, 0);
    expect(recipeOf(on)).toMatchObject({ query: cpu, more: [{ ...mem, range }] });
    dropQuery(on, 0);
    expect(recipeOf(on).more).toBeUndefined();
    undoRecipe(on);
    dropInHand(on);
    expect(recipeOf(on).query).toEqual({ ...mem, range });
    expect(recipeOf(on).more).toBeUndefined();
    dropInHand(on);
    expect(recipeOf(on).query).toEqual({ ...mem, range });
  });

  it('leave nothing behind when one is taken up in place of an empty one', () => {
    const on = deps({ query: { ...emptyQuery, range }, more: [mem] });
    takeUp(on, 0);
    expect(recipeOf(on)).toMatchObject({ query: { ...mem, range } });
    expect(recipeOf(on).more).toBeUndefined();
  });
});

describe('reading several queries', () => {
  it('goes one by one, and says which of them failed', async () => {
    const now = (): number => 0;
    const seen: string[] = [];
    const one = async (query: SeriesQuery): Promise<QueryResult> => {
      seen.push(query.measurement);
      if (query.measurement === 'mem') throw new StudioError('bad-query', 'No.', { place: 'text', value: '@1:2-1:3' });
      return result([]);
    };
    await expect(readEach({ now }, [cpu, mem], one)).rejects.toMatchObject({
      message: 'Query 2 of 2: No.',
      place: 'more',
    });
    await expect(readEach({ now }, [mem, cpu], one)).rejects.toMatchObject({ message: 'No.', place: 'text' });
    expect(seen).toEqual(['cpu', 'mem', 'mem']);
  });

  it('joins what came; series of one name are told apart by what their queries differ in', () => {
    const names = (queries: readonly SeriesQuery[]): string[] =>
      joined(queries.map((query) => answered(query, result([series('value', { host: 'a' })])))).frames.map((frame) =>
        seriesName(frame),
      );
    const other = { ...cpu, measurement: 'disk' };
    expect(names([cpu, other])).toEqual(['value host=a measurement=cpu', 'value host=a measurement=disk']);
    expect(names([cpu, { ...cpu, database: 'b' }])).toEqual(['value host=a database=a', 'value host=a database=b']);
    expect(names([cpu, { ...cpu, aggregate: 'max' }])).toEqual([
      'value host=a aggregate=mean',
      'value host=a aggregate=max',
    ]);
    expect(names([cpu, cpu])).toEqual(['value host=a query=1', 'value host=a query=2']);
  });

  it('leaves names alone that are alone, and adds up the rest', () => {
    const all = joined([
      answered(cpu, result([series('a')], { notes: ['n'], bytes: 10, text: 'one', bad: { count: 2, first: [] } })),
      answered(mem, result([series('b')], { notes: ['n', 'm'], bytes: 5, text: 'two', missing: [range] })),
    ]);
    expect(all.frames.map((frame) => seriesName(frame))).toEqual(['a', 'b']);
    expect(all).toMatchObject({ rows: 6, bytes: 15, notes: ['n', 'm'], text: 'one\n\ntwo', missing: [range] });
    expect(all.bad?.count).toBe(2);
    expect(all.mended).toBeUndefined();
    const mended = { duplicates: 1, unordered: 2, badTimes: 3, infinite: 4 };
    const counted = answered(cpu, result([series('a')], { mended }));
    expect(joined([counted, answered(mem, result([])), counted]).mended).toEqual({
      duplicates: 2,
      unordered: 4,
      badTimes: 6,
      infinite: 8,
    });
    const alone = result([series('a')]);
    expect(joined([answered(cpu, alone)])).toBe(alone);
  });

  it('mends each interval that is shorter than its answer’s step, and no other', () => {
    const often = { ...cpu, everyMs: 60_000 };
    const even = result([regular(0, hour, new Float64Array(50), 'x')]);
    expect(atOwnSteps({ query: cpu, more: [often] }, [answered(cpu, even), answered(often, even)])).toMatchObject({
      query: cpu,
      more: [{ everyMs: hour }],
    });
    expect(atOwnSteps({ query: cpu }, [answered(cpu, even)])).toBeUndefined();
    expect(atOwnSteps({ query: { ...emptyQuery, range }, more: [often] }, [answered(often, even)])).toMatchObject({
      more: [{ everyMs: hour }],
    });
  });
});
