import { expect, it } from 'vitest';
import type { Jobs } from '../engine/jobs';
import type { Engine } from '../engine/protocol';
import { regular, type SeriesFrame } from '../frame/frame';
import type { SeriesQuery } from '../frame/query';
import type { Recipe } from '../pipeline/recipe';
import { openVault } from '../vault/open';
import { sampleArtifact } from '../vault/sample';
import type { Deps } from './deps';
import { retrainModel } from './library-actions';
import { createStudio } from './store';

const hour = 3_600_000;
const query: SeriesQuery = {
  database: 'd',
  measurement: 'm',
  fields: ['a'],
  aggregate: 'mean',
  everyMs: hour,
  filters: [],
  groupBy: [],
  range: { start: 0, stop: 10 * hour },
};

/** Retrains a model of this recipe, where each field is a series of its name and `b` goes on the longest. */
async function retrained(patch: Partial<Recipe>) {
  const learned: { frame: SeriesFrame; artifact: { recipe: Recipe } }[] = [];
  const asked: SeriesQuery[] = [];
  const answers: Readonly<Record<string, (input: never) => unknown>> = {
    extent: ({ path }: { path: { field: string } }) => ({ start: 0, stop: (path.field === 'b' ? 30 : 20) * hour }),
    query: (input: { query: SeriesQuery }) => {
      asked.push(input.query);
      const frames = [regular(0, hour, new Float64Array(20), input.query.fields[0])];
      return { frames, rows: 20, notes: [], text: '' };
    },
    retrain: (input: never) => {
      learned.push(input);
      throw new Error('enough');
    },
  };
  const run = async (job: string, input: unknown): Promise<unknown> => answers[job]?.(input as never);
  const deps: Deps = {
    store: createStudio(),
    engine: { run, close: () => {} } as unknown as Engine<Jobs>,
    vault: openVault(),
    save: () => {},
    now: () => 0,
    held: { secrets: {}, file: undefined, catalog: new Map(), horizonChosen: true },
    running: new Map(),
  };
  const artifact = sampleArtifact();
  const source = { id: 'demo', params: {} };
  const { steps: _, ...recipe } = artifact.recipe;
  const card = await (await deps.vault).put(
    { ...artifact, recipe: { ...recipe, source, query, ...patch } },
    { name: 'x', modelTitle: 'x' },
  );
  deps.store.setState({
    connection: { source: 'demo', params: {}, state: { status: 'done', value: { product: '' }, seconds: 0 } },
  });
  await retrainModel(deps, card.id);
  return { learned: learned[0], asked, retraining: deps.store.getState().retraining };
}

it('retrains on its own series, of whichever of its queries, as far as any of them goes', async () => {
  const { learned, asked } = await retrained({ more: [{ ...query, fields: ['b'] }], series: 'b' });
  expect(learned?.frame.columns[0]?.key).toBe('b');
  expect(asked.map(({ fields, range }) => [fields[0], range.stop])).toEqual([
    ['a', 30 * hour],
    ['b', 30 * hour],
  ]);
  expect(learned?.artifact.recipe.query.range).toEqual({ start: 0, stop: 30 * hour });
});

it('retrains on no other series than its own', async () => {
  const { learned, retraining } = await retrained({ series: 'gone' });
  expect(learned).toBeUndefined();
  expect(retraining).toMatchObject({ failure: { code: 'empty', message: expect.stringMatching(/“gone”/) } });
  expect((await retrained({ series: '' })).learned?.frame.columns[0]?.key).toBe('a');
});

it('sends no text of a model that was not seen, not even beside a built query', async () => {
  const { asked, retraining } = await retrained({ series: 'a', more: [{ ...query, text: 'THEIRS' }] });
  expect(asked).toEqual([]);
  expect(retraining).toMatchObject({ failure: { message: expect.stringMatching(/text of its own/) } });
});
