import { describe, expect, it } from 'vitest';
import { StudioError } from '../base/errors';
import { emptyQuery } from '../frame/query';
import type { Backing } from './backing';
import { frameShelf } from './frames';
import { memoryBacking } from './memory';

const place = { id: 'influxdb-1', params: { url: 'http://a' } };
const schema = { url: { kind: 'text', label: 'Address', initial: '' } } as const;
const question = (field: string) => ({ ...emptyQuery, fields: [field] });
const answer = (points: number) => ({
  frames: [{ time: new Float64Array(points), columns: [] }],
  rows: points,
  notes: [],
  text: '',
});

function shelf(backing: Backing, most: number) {
  let clock = 0;
  return frameShelf(backing, { now: () => clock++, announce: () => {} }, most);
}

describe('what was read, within bounds', () => {
  it('lets those go that were not looked at for longest', async () => {
    const frames = shelf(memoryBacking(), 3000);
    for (const field of ['a', 'b', 'c']) await frames.keep(place, schema, question(field), answer(100), 1);
    await frames.get(place, schema, question('a'));
    await frames.keep(place, schema, question('d'), answer(100), 1);
    const left = (await frames.list()).map(({ query }) => query.fields[0]);
    expect(left).toEqual(['d', 'a', 'c']);
    expect(await frames.get(place, schema, question('b'))).toBeUndefined();
  });

  it('does not keep what is larger than all of it, and then forgets nothing for it', async () => {
    const frames = shelf(memoryBacking(), 3000);
    await frames.keep(place, schema, question('a'), answer(100), 1);
    expect(await frames.keep(place, schema, question('b'), answer(1000), 1)).toBeUndefined();
    expect(await frames.list()).toHaveLength(1);
  });

  it('makes room when the browser gives less, and says so when there is none at all', async () => {
    const memory = memoryBacking();
    let room = 1;
    const full = new StudioError('storage', 'This browser has no room left, so it was not saved.', {
      cause: Object.assign(new Error('full'), { name: 'QuotaExceededError' }),
    });
    const small: Backing = {
      close: () => {},
      transact: (stores, mode, body) =>
        memory.transact(stores, mode, (transaction) =>
          body({
            ...transaction,
            put: async (store, key, value) => {
              if (store === 'frames' && (await transaction.all(store)).length >= room) throw full;
              await transaction.put(store, key, value);
            },
          }),
        ),
    };
    const frames = shelf(small, 1e6);
    await frames.keep(place, schema, question('a'), answer(10), 1);
    await frames.keep(place, schema, question('b'), answer(10), 1);
    expect((await frames.list()).map(({ query }) => query.fields[0])).toEqual(['b']);
    room = 0;
    await expect(frames.keep(place, schema, question('c'), answer(10), 1)).rejects.toMatchObject({
      code: 'storage',
      message: /no room left/,
    });
  });
});
