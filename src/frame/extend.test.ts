import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extended, filled, lastTime } from './extend';
import { markRegular, type SeriesFrame } from './frame';

/** Points by series and time: the plainest thing that can be joined. */
type Points = ReadonlyMap<string, ReadonlyMap<number, number>>;

const frameOf = (host: string, points: ReadonlyMap<number, number>): SeriesFrame => {
  const times = [...points.keys()].sort((a, b) => a - b);
  return markRegular({
    time: Float64Array.from(times),
    columns: [
      { key: 'u', labels: { host, _field: 'u' }, values: Float64Array.from(times, (t) => points.get(t) as number) },
    ],
  });
};
const framesOf = (all: Points) =>
  [...all].filter(([, points]) => points.size > 0).map(([host, points]) => frameOf(host, points));

const cut = (all: Points, keep: (t: number) => boolean): Points =>
  new Map([...all].map(([host, points]) => [host, new Map([...points].filter(([t]) => keep(t)))]));

const points = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: -20, max: 20 }), fc.integer()), { maxLength: 60 })
  .map((rows) => {
    const all = new Map<string, Map<number, number>>();
    for (const [host, t, value] of rows) all.set(host, (all.get(host) ?? new Map()).set(t, value));
    return all as Points;
  });

const byHost = (frames: readonly SeriesFrame[]) =>
  Object.fromEntries(frames.map((frame) => [frame.columns[0]?.labels.host, frame]));

describe('newer frames joined to older ones', () => {
  it('give what reading it all at once gives, whatever the older ones said of the last stretch', () => {
    fc.assert(
      fc.property(
        points,
        fc.integer({ min: -22, max: 22 }),
        fc.integer({ min: 0, max: 5 }),
        (all, from, unfinished) => {
          const before = new Map(
            [...cut(all, (t) => t < from + unfinished)].map(([host, rows]) => [
              host,
              new Map([...rows].map(([t, value]) => [t, t >= from ? value - 1 : value])),
            ]),
          );
          const after = cut(all, (t) => t >= from);
          const joined = extended(framesOf(before), framesOf(after), from);
          expect(byHost(joined)).toEqual(byHost(framesOf(all)));
          for (const { time } of joined)
            expect(time.every((t, i) => i === 0 || t > (time[i - 1] as number))).toBe(true);
        },
      ),
    );
  });

  it('change nothing when there is nothing newer but the last bucket again', () => {
    fc.assert(
      fc.property(points, (all) => {
        const frames = framesOf(all);
        const from = lastTime(frames);
        const again = framesOf(cut(all, (t) => t >= from));
        expect(extended(frames, again, from)).toEqual(frames);
      }),
    );
  });

  it('keep fields that only one of them has, missing where it has none', () => {
    const labels = { host: 'a' };
    const column = (field: string, ...values: number[]) => ({
      key: field,
      labels: { ...labels, _field: field },
      values: Float64Array.from(values),
    });
    const old = { time: Float64Array.of(0, 1), columns: [column('u', 1, 2), column('v', 3, 4)], stepMs: 1 };
    const newer = { time: Float64Array.of(1, 2), columns: [column('w', 7, 8), column('u', 5, 6)], stepMs: 1 };
    const before = structuredClone(old);
    expect(extended([old], [newer], 1)).toEqual([
      {
        time: Float64Array.of(0, 1, 2),
        stepMs: 1,
        columns: [column('u', 1, 5, 6), column('v', 3, Number.NaN, Number.NaN), column('w', Number.NaN, 7, 8)],
      },
    ]);
    expect(old).toEqual(before);
  });

  it('take a newer one that begins before it was asked to at its word', () => {
    const old = frameOf(
      'a',
      new Map([
        [0, 1],
        [10, 2],
        [20, 3],
      ]),
    );
    const newer = frameOf(
      'a',
      new Map([
        [10, 5],
        [30, 6],
      ]),
    );
    expect([...(extended([old], [newer], 15)[0]?.time ?? [])]).toEqual([0, 10, 30]);
  });

  it('drop a series whose only bucket is gone, and know of no last time where nothing is', () => {
    expect(extended([frameOf('a', new Map([[5, 1]]))], [], 5)).toEqual([]);
    expect(lastTime([])).toBeNaN();
  });
});

describe('a stretch read again', () => {
  const times = fc.uniqueArray(fc.integer({ min: 0, max: 30 }));
  const points = fc
    .array(fc.tuple(fc.constantFrom('a', 'b'), times), { maxLength: 2 })
    .map((all): Map<string, number[]> => new Map(all));

  it('takes the place of what stood there, and nothing else', () => {
    fc.assert(
      fc.property(
        points,
        points,
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 1, max: 30 }),
        (old, newer, start, n) => {
          const inside = (t: number): boolean => t >= start && t < start + n;
          const valued = (all: Map<string, number[]>, value: number, holds: (t: number) => boolean) =>
            new Map(
              [...all].map(([host, at]) => [host, new Map(at.filter(holds).map((t) => [t, value] as const))] as const),
            );
          const [before, later] = [valued(old, 1, () => true), valued(newer, 2, inside)];
          const got = filled(framesOf(before), framesOf(later), { start, stop: start + n });
          const said = got.flatMap(({ time, columns: [column] }) =>
            [...time].map((t, i) => `${column?.labels.host} ${t} ${column?.values[i]}`),
          );
          const [kept] = [valued(old, 1, (t) => !inside(t))];
          const wanted = [...kept, ...later].flatMap(([host, at]) =>
            [...at].map(([t, value]) => `${host} ${t} ${value}`),
          );
          expect(said.sort()).toEqual(wanted.sort());
        },
      ),
    );
  });
});
