import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openVault } from './open';
import { MOST_FORECASTS, MOST_SERIES } from './past-forecasts';
import type { Vault } from './types';

let clock = 1000;
const now = (): number => clock++;

async function openInMemory(): Promise<Vault> {
  Reflect.deleteProperty(globalThis, 'indexedDB');
  return openVault({ now });
}

const made = (origin: number, points: readonly number[] = [origin, Number.NaN, -0]) => ({
  origin,
  modelTitle: 'Theta',
  forecast: {
    target: 'cpu',
    time: Float64Array.from(points, (_, i) => origin + i + 1),
    point: Float64Array.from(points),
    quantiles: [{ level: 0.1, values: Float64Array.from(points) }],
  },
});

describe.each([
  { kind: 'IndexedDB', open: () => openVault({ now }) },
  { kind: 'memory', open: openInMemory },
])('past forecasts in $kind', ({ open }) => {
  let vault: Vault;
  beforeEach(async () => {
    globalThis.indexedDB = new IDBFactory();
    vault = await open();
  });
  afterEach(() => vault.close());

  it('keeps forecasts by what they are of, the oldest first, the same one once', async () => {
    const first = await vault.pastForecasts.keep('a', made(1));
    await vault.pastForecasts.keep('a', made(2));
    await vault.pastForecasts.keep('b', made(3));
    expect(await vault.pastForecasts.keep('a', made(1))).toEqual(first);
    await vault.pastForecasts.keep('a', made(1, [1, 2, 3]));
    const list = await vault.pastForecasts.list('a');
    expect(list.map(({ origin }) => origin)).toEqual([1, 2, 1]);
    expect(list[0]).toEqual({ ...made(1), id: first.id, madeAt: first.madeAt });
    await vault.pastForecasts.forget('a', first.id);
    expect((await vault.pastForecasts.list('a')).map(({ origin }) => origin)).toEqual([2, 1]);
    await vault.pastForecasts.forget('b', (await vault.pastForecasts.list('b'))[0]?.id ?? '');
    expect(await vault.pastForecasts.list('b')).toEqual([]);
  });

  it('lets the oldest go once there are too many, or too large ones', async () => {
    for (let i = 0; i < MOST_FORECASTS + 3; i++) await vault.pastForecasts.keep('a', made(i));
    const origins = (await vault.pastForecasts.list('a')).map(({ origin }) => origin);
    expect(origins).toHaveLength(MOST_FORECASTS);
    expect(origins[0]).toBe(3);
    const long = Array.from({ length: 80_000 }, (_, i) => i);
    for (let i = 0; i < 4; i++) await vault.pastForecasts.keep('b', made(i, long));
    expect((await vault.pastForecasts.list('b')).map(({ origin }) => origin)).toEqual([2, 3]);
  });

  it('lets the series go that was not forecast for longest', async () => {
    for (let i = 0; i < MOST_SERIES; i++) await vault.pastForecasts.keep(`s${i}`, made(1));
    await vault.pastForecasts.keep('s0', made(2));
    await vault.pastForecasts.keep('new', made(1));
    expect(await vault.pastForecasts.list('s1')).toEqual([]);
    expect(await vault.pastForecasts.list('s0')).toHaveLength(2);
    expect(await vault.pastForecasts.list('new')).toHaveLength(1);
  });
});
