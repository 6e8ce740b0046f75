import { expect, it } from 'vitest';
import type { Jobs } from '../engine/jobs';
import type { Engine } from '../engine/protocol';
import { openVault } from '../vault/open';
import type { Deps } from './deps';
import { takeColumns } from './file-actions';
import { recipeOf } from './recipe-actions';
import { createStudio } from './store';

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

it('groups a file by words that set its series apart: not by one word alone, nor by one for nearly every row', async () => {
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
  await takeColumns(deps);
  expect(recipeOf(deps).query).toMatchObject({ fields: ['load'], aggregate: 'none', groupBy: ['host'] });
});
