import { describe, expect, it, vi } from 'vitest';
import { ctx, initial, read } from './csv.testing';
import { csv } from './source';

describe('queries', () => {
  const long =
    'time,host,v\n' +
    [0, 1, 2, 3]
      .flatMap((i) => ['a', 'b'].map((host) => `2026-01-01 0${i}:00,${host},${i + (host === 'b' ? 10 : 0)}`))
      .join('\n');

  it('group a long file by a column of words', async () => {
    const { frames } = await read(long, { groupBy: ['host'] });
    expect(frames.map((frame) => [frame.columns[0]?.labels.host, ...(frame.columns[0]?.values ?? [])])).toEqual([
      ['a', 0, 1, 2, 3],
      ['b', 10, 11, 12, 13],
    ]);
  });

  it('filter and aggregate', async () => {
    const { frames } = await read(long, { aggregate: 'mean', everyMs: 7_200_000 });
    expect([...(frames[0]?.columns[0]?.values ?? [])]).toEqual([5.5, 7.5]);
    const only = await read(long, { aggregate: 'sum', everyMs: 86_400_000, filters: [{ tag: 'host', values: ['b'] }] });
    expect([...(only.frames[0]?.columns[0]?.values ?? [])]).toEqual([46]);
  });

  it('stop when cancelled', async () => {
    const controller = new AbortController();
    const progress = () => controller.abort();
    const big = new Blob([`time,v\n${'2026-01-01,1\n'.repeat(20_000)}`]);
    const job = { ...ctx, signal: controller.signal, progress };
    await expect(csv.connect({ params: initial, file: big }, job)).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a file just read', () => {
  const text = (v: number) => `time,v\n${'2026-01-01,1\n'.repeat(2000)}2026-01-02,${v}\n`;
  /** A clone of a file as a worker is handed at each call; counts how often it is read from end to end. */
  const clone = (v: number, lastModified = 5) => {
    const made = new File([text(v)], 'a.csv', { lastModified });
    const slice = vi.spyOn(made, 'slice');
    const whole = () => slice.mock.calls.filter(([from = 0, to = 0]) => to - from === made.size).length;
    return { last: async (params = {}) => (await read(made, {}, params)).frames[0]?.columns[0]?.values.at(-1), whole };
  };

  it('is not parsed again for each clone of it, one file at a time', async () => {
    const [once, again] = [clone(2), clone(2)];
    expect(await once.last()).toBe(2);
    const each = once.whole();
    expect(each).toBeGreaterThan(0);
    expect(await again.last()).toBe(2);
    expect(again.whole()).toBe(0);
    await again.last({ timeZone: 'Europe/Vienna' });
    expect(again.whole()).toBe(each);
    await once.last();
    expect(once.whole()).toBe(2 * each);
  });

  it('is another when it changed, even within the same millisecond and size', async () => {
    expect(await clone(2).last()).toBe(2);
    expect(await clone(3).last()).toBe(3);
    const later = clone(3, 6);
    expect(await later.last()).toBe(3);
    expect(later.whole()).toBeGreaterThan(0);
  });

  it('says so when it is gone', async () => {
    const gone = new File(['time,v\n2026-01-01,1\n'], 'gone.csv');
    vi.spyOn(gone, 'slice').mockReturnValue({
      text: () => Promise.reject(new Error('NotReadable')),
    } as unknown as Blob);
    await expect(csv.connect({ params: initial, file: gone }, ctx)).rejects.toMatchObject({
      code: 'bad-input',
      place: 'file',
    });
  });
});
