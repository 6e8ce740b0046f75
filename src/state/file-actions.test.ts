import { expect, it } from 'vitest';
import type { Jobs } from '../engine/jobs';
import type { Engine } from '../engine/protocol';
import { regular } from '../frame/frame';
import { initialRecipe } from '../pipeline/recipe';
import { openVault } from '../vault/open';
import type { Deps } from './deps';
import { openFile, takeColumns } from './file-actions';
import { historyOf } from './history';
import { pointAt } from './open-actions';
import { recipeOf } from './recipe-actions';
import { createStudio } from './store';
import { train } from './work-actions';

const words: Readonly<Record<string, readonly string[]>> = {
  site: ['Nord'],
  host: ['a', 'b', 'c'],
  remark: Array.from({ length: 80 }, (_, i) => `no. ${i}`),
};

/** An engine that knows one file of 100 rows with these columns of words. */
const engine = {
  run: async (job: string, input: { readonly path?: Readonly<Record<string, string>> }) => {
    const { path } = input;
    if (job === 'extent') return { start: 0, stop: 100 };
    if (job !== 'catalog') throw new Error(`nobody answers ${job}`);
    if (path?.measurement !== undefined) {
      const tags = Object.entries(words).map(([name, all]) => ({ kind: 'tag', name, count: all.length }));
      return [{ kind: 'field', name: 'load' }, ...tags];
    }
    return [{ kind: path?.database === undefined ? 'database' : 'measurement', name: 'file', count: 100 }];
  },
  close: () => {},
} as unknown as Engine<Jobs>;

/** A studio at which a file of this engine is open. */
function depsOf(engine: Engine<Jobs>): Deps {
  const deps: Deps = {
    store: createStudio(),
    engine,
    vault: openVault(),
    save: () => {},
    now: () => 0,
    held: { secrets: {}, file: undefined, catalog: new Map(), horizonChosen: false },
    running: new Map(),
  };
  deps.store.setState({
    connection: { source: 'csv', params: {}, state: { status: 'done', value: { product: 'a file' }, seconds: 0 } },
  });
  return deps;
}

it('groups a file by words that set its series apart: not by one word alone, nor by one for nearly every row', async () => {
  const deps = depsOf(engine);
  await takeColumns(deps);
  expect(recipeOf(deps).query).toMatchObject({ fields: ['load'], aggregate: 'none', groupBy: ['host'] });
});

it('keeps what is in the last bucket in the range of a file read in means', async () => {
  const [start, minute, rows] = [1.7e12, 60_000, 1_000_000];
  const last = start + (rows - 1) * 1000;
  const first = Math.floor(start / (5 * minute)) * 5 * minute;
  const time = Float64Array.from(
    { length: Math.floor((last - first) / (5 * minute)) + 1 },
    (_, i) => first + i * 5 * minute,
  );
  const frame = { time, columns: [{ key: 'load', values: new Float64Array(time.length), labels: {} }] };
  const long = {
    run: async (job: string, input: { readonly path?: Readonly<Record<string, string>> }) => {
      if (job === 'extent') return { start, stop: last + 1 };
      if (job === 'query') return { frames: [frame], rows: time.length, text: '', notes: [] };
      if (job === 'estimate') return undefined;
      if (job !== 'catalog') throw new Error(`nobody answers ${job}`);
      const { database, measurement } = input.path ?? {};
      if (measurement !== undefined) return [{ kind: 'field', name: 'load' }];
      return [{ kind: database === undefined ? 'database' : 'measurement', name: 'file', count: rows }];
    },
    close: () => {},
  } as unknown as Engine<Jobs>;
  const deps = depsOf(long);
  await takeColumns(deps);
  const { aggregate, everyMs, range } = recipeOf(deps).query;
  expect([aggregate, everyMs]).toEqual(['mean', 5 * minute]);
  expect(range.start).toBeLessThanOrEqual(start);
  expect(range.stop).toBeGreaterThan(last);
});

it('sets the steps and queries of another file aside, but not those a link brought for it', async () => {
  const opening = { run: async () => ({ product: 'a file' }), close: () => {} } as unknown as Engine<Jobs>;
  const file = new File(['time,v\n2020-01-01,1\n'], 'new.csv');
  const source = { id: 'csv', params: {} };
  const more = [{ ...initialRecipe.query, fields: ['b'] }];
  const theirs = { ...initialRecipe, source, more, steps: [{ id: 'clip', params: {} }] };
  const after = depsOf(opening);
  after.store.setState({ recipe: historyOf(theirs) });
  await openFile(after, file, 'csv');
  expect(recipeOf(after)).not.toHaveProperty('steps');
  expect(recipeOf(after)).not.toHaveProperty('more');
  const waiting = depsOf(opening);
  pointAt(waiting, source, false);
  waiting.store.setState({ recipe: historyOf(theirs) });
  await openFile(waiting, file, 'csv');
  expect(recipeOf(waiting)).toMatchObject({ steps: theirs.steps, more });
});

it('trains on a file as it was read', async () => {
  const asked: string[] = [];
  const run = async (job: string, input: { readonly path?: Readonly<Record<string, string>> }) => {
    asked.push(job);
    if (job === 'query')
      return { frames: [regular(0, 10, new Float64Array(10), 'load')], rows: 10, text: '', notes: [] };
    return job === 'catalog' || job === 'extent' ? engine.run(job, input as never) : undefined;
  };
  const deps = depsOf({ run, close: () => {} } as unknown as Engine<Jobs>);
  await takeColumns(deps);
  expect(recipeOf(deps).query.range).toEqual({ start: 0, stop: 91 });
  await train(deps);
  expect(asked).toContain('train');
});
