/*
 * fixtures/lttb.json: positions chosen by two Python packages from 500 points,
 *   t = np.arange(500); x = t * 10.0 + (t * 7919) % 7
 *   y = np.sin(t / 9) * 10 + ((t * 7919 * 3) % 101) / 101 * 4 + np.where(t == 250, 60, 0)
 * `lttb` 0.3.2: lttb.downsample(np.c_[x, y], k), for k whose buckets are all of one size (it cuts others elsewhere than
 * Steinarsson does); `tsdownsample` 0.1.5.1: LTTBDownsampler().downsample(x, y, n_out=77).
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../base/random';
import { lttb, minMaxLttb } from './lttb';
import { everyPoint, minMax } from './min-max';
import { exactLook, NOWHERE, pyramidOf, quickLook } from './pyramid';
import { glance, type Points, spliced, viewOf } from './view';

const fixture: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = JSON.parse(
  readFileSync(`${import.meta.dirname}/fixtures/lttb.json`, 'utf8'),
);

/** Series on uneven times, with missing values alone and in runs, and values that repeat. */
const series = fc
  .array(
    fc.record({
      wait: fc.oneof(
        { weight: 8, arbitrary: fc.constant(10) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 400 }) },
      ),
      value: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: -50, max: 50 }) },
        { weight: 1, arbitrary: fc.constant(Number.NaN) },
      ),
      times: fc.oneof(
        { weight: 20, arbitrary: fc.constant(1) },
        { weight: 1, arbitrary: fc.integer({ min: 2, max: 300 }) },
      ),
    }),
    { minLength: 1, maxLength: 400 },
  )
  .map((rows) => {
    const all = rows.flatMap((row) => Array.from({ length: row.times }, () => row));
    let at = 1000;
    return {
      time: Float64Array.from(all, ({ wait }) => (at += wait)),
      values: Float64Array.from(all, ({ value }) => value),
    };
  });

const finite = (points: Points): number[] => [...points].filter((point) => point !== NOWHERE);
const whole = (values: Float64Array) => ({ from: 0, to: values.length });

describe('a pyramid', () => {
  it('finds what a look at every value finds, in any stretch', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12_000 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat(),
        fc.tuple(fc.nat(), fc.nat()),
        (n, holes, seed, [a, b]) => {
          const random = seeded(seed);
          const values = Float64Array.from({ length: n }, () => Math.floor(random() * 1000));
          for (let hole = 0; hole < holes; hole++) {
            const at = Math.floor(random() * n);
            values.fill(Number.NaN, at, at + Math.floor(random() * 700));
          }
          const [from = 0, to = 0] = [a % n, b % (n + 1)].sort((one, other) => one - other);
          const there = [...values.keys()].slice(from, to).filter((i) => !Number.isNaN(values[i]));
          const found = exactLook(pyramidOf(values))(from, to);
          const best = (better: (x: number, y: number) => boolean): number =>
            there.reduce(
              (one, i) => (better(values[i] as number, values[one] as number) ? i : one),
              there[0] ?? NOWHERE,
            );
          expect({ ...found }).toEqual({
            first: there[0] ?? NOWHERE,
            low: best((x, y) => x < y),
            high: best((x, y) => x > y),
            last: there.at(-1) ?? NOWHERE,
          });
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('min-max', () => {
  it('keeps the extremes of every pixel, first and last, in order and without a missing value', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 60 }), ({ time, values }, buckets) => {
        const points = finite(minMax(time, values, exactLook(pyramidOf(values)), whole(values), buckets));
        expect(points).toEqual([...new Set(points)].sort((a, b) => a - b));
        expect(points.every((i) => !Number.isNaN(values[i]))).toBe(true);
        const there = [...values.keys()].filter((i) => !Number.isNaN(values[i]));
        if (there.length === 0) return;
        expect([points[0], points.at(-1)]).toEqual([there[0], there.at(-1)]);
        const [begin = 0, end = 0] = [time[0], time.at(-1)];
        const width = (end - begin) / buckets;
        // By the very edges: a division may round to the other side of one.
        const bucketOf = (i: number): number => {
          let bucket = buckets - 1;
          while (bucket > 0 && (time[i] as number) < begin + bucket * width) bucket--;
          return bucket;
        };
        const extremes = (of: readonly number[]): Map<number, readonly [number, number]> => {
          const found = new Map<number, readonly [number, number]>();
          for (const i of of) {
            const value = values[i] as number;
            const [low, high] = found.get(bucketOf(i)) ?? [value, value];
            found.set(bucketOf(i), [Math.min(low, value), Math.max(high, value)]);
          }
          return found;
        };
        expect(extremes(points)).toEqual(extremes(there));
      }),
    );
  });

  it('gives two points a pixel at most, and two more for each gap that is drawn', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 60 }), ({ time, values }, buckets) => {
        const points = minMax(time, values, exactLook(pyramidOf(values)), whole(values), buckets, 15);
        const gaps = points.length - finite(points).length;
        expect(finite(points).length).toBeLessThanOrEqual(2 * buckets + 2 * gaps + 2);
      }),
    );
  });

  it('breaks the line at gaps of a pixel or more, between the very values beside them, and nowhere else', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 60 }), ({ time, values }, buckets) => {
        const points = minMax(time, values, exactLook(pyramidOf(values)), whole(values), buckets, 15);
        const few = values.length <= 2 * buckets;
        const width = few ? 0 : ((time.at(-1) as number) - (time[0] as number)) / buckets;
        const there = [...values.keys()].filter((i) => !Number.isNaN(values[i]));
        const gaps = (least: number): string[] =>
          there.flatMap((b, k) => {
            const a = there[k - 1] ?? b;
            const wait = (time[b] as number) - (time[a] as number);
            return (b > a + 1 || wait > 15) && wait >= least ? [`${a}-${b}`] : [];
          });
        const drawn = [...points.keys()].flatMap((at) =>
          points[at] === NOWHERE ? [`${points[at - 1]}-${points[at + 1]}`] : [],
        );
        // Within rounding of a pixel either is right.
        expect(gaps(width * (1 - 1e-9))).toEqual(expect.arrayContaining(drawn));
        expect(drawn).toEqual(expect.arrayContaining(gaps(width * (1 + 1e-9))));
      }),
    );
  });

  it('gives every point while they are few', () => {
    fc.assert(
      fc.property(series, ({ time, values }) => {
        const points = minMax(time, values, exactLook(pyramidOf(values)), whole(values), values.length, 15);
        expect(points).toEqual(everyPoint(time, values, whole(values), 15));
        expect(finite(points)).toEqual([...values.keys()].filter((i) => !Number.isNaN(values[i])));
      }),
    );
  });

  it('opens what is missing', () => {
    const time = Float64Array.of(0, 10, 20, 30, 90, 100);
    const values = Float64Array.of(1, 2, Number.NaN, 4, 5, 6);
    const points = (breakMs?: number) => [...everyPoint(time, values, whole(values), breakMs)];
    expect(points()).toEqual([0, 1, NOWHERE, 3, 4, 5]);
    expect(points(15)).toEqual([0, 1, NOWHERE, 3, NOWHERE, 4, 5]);
  });

  it('takes none, one and only missing values', () => {
    const none = new Float64Array();
    const time = Float64Array.from({ length: 9 }, (_, i) => i);
    const missing = new Float64Array(9).fill(Number.NaN);
    expect([...minMax(none, none, quickLook(none), whole(none), 3)]).toEqual([]);
    expect([...minMax(time, missing, exactLook(pyramidOf(missing)), whole(missing), 2)]).toEqual([]);
    expect([...minMax(Float64Array.of(5), Float64Array.of(7), quickLook(none), { from: 0, to: 1 }, 1)]).toEqual([0]);
  });
});

describe('LTTB', () => {
  const x = Float64Array.from({ length: 500 }, (_, t) => t * 10 + ((t * 7919) % 7));
  const y = x.map((_, t) => Math.sin(t / 9) * 10 + (((t * 7919 * 3) % 101) / 101) * 4 + (t === 250 ? 60 : 0));

  it.each(
    Object.entries(fixture).flatMap(([from, answers]) =>
      Object.entries(answers).map(([count, wanted]) => ({ from, count, wanted })),
    ),
  )('chooses the $count points that $from chooses', ({ count, wanted }) => {
    expect([...lttb(x, y, Number(count))]).toEqual(wanted);
  });

  it('gives all of no more points than are asked for', () => {
    expect([...lttb(x.slice(0, 4), y.slice(0, 4), 4)]).toEqual([0, 1, 2, 3]);
    expect([...lttb(x.slice(0, 4), y.slice(0, 4), 2)]).toEqual([0, 1, 2, 3]);
  });

  it('among extremes keeps its ends, order, size and gaps', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 3, max: 60 }), ({ time, values }, count) => {
        const points = minMaxLttb(time, values, exactLook(pyramidOf(values)), whole(values), count, 15);
        const there = [...values.keys()].filter((i) => !Number.isNaN(values[i]));
        const kept = finite(points);
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
        expect([kept[0], kept.at(-1)]).toEqual([there[0], there.at(-1)]);
        expect(points[0]).not.toBe(NOWHERE);
        expect(points.at(-1)).not.toBe(NOWHERE);
        const gaps = points.length - kept.length;
        expect(kept.length).toBeLessThanOrEqual(Math.max(3, count) + 4 * (gaps + 1));
      }),
    );
  });

  it('among extremes draws a line as near to the true one as LTTB of all points', () => {
    const random = seeded(3);
    let at = 0;
    const walk = Float64Array.from({ length: 50_000 }, () => (at += random() - 0.5));
    const time = Float64Array.from(walk, (_, i) => i * 1000);
    const error = (points: ArrayLike<number>): number => {
      let sum = 0;
      for (let k = 1; k < points.length; k++) {
        const [a, b] = [points[k - 1] as number, points[k] as number];
        for (let i = a; i < b; i++) {
          const line = (walk[a] as number) + (((walk[b] as number) - (walk[a] as number)) * (i - a)) / (b - a);
          sum += Math.abs((walk[i] as number) - line);
        }
      }
      return sum;
    };
    const near = error(minMaxLttb(time, walk, exactLook(pyramidOf(walk)), whole(walk), 800));
    expect(near).toBeLessThan(1.1 * error(lttb(time, walk, 800)));
  });
});

describe('a view', () => {
  it('has the spike of any window, and says how many points are inside', () => {
    const values = new Float64Array(100_000).map((_, i) => Math.sin(i / 50));
    const time = values.map((_, i) => 1000 * i);
    values[54_321] = 9;
    const pyramid = pyramidOf(values);
    for (const [start, stop] of [
      [0, 1e8],
      [5e7, 6e7],
      [54_000_000, 54_400_000],
    ] as const) {
      const { points, inside } = viewOf(time, pyramid, { start, stop, width: 300, keep: 'spikes' });
      expect(points).toContain(54_321);
      expect(points.length).toBeLessThanOrEqual(602);
      expect(inside).toBe(Math.min(100_000, (stop - start) / 1000 + 1));
    }
    const shape = viewOf(time, pyramid, { start: 0, stop: 1e8, width: 300, keep: 'shape' });
    expect(shape.points).toHaveLength(600);
  });

  it('knows the whole of its series', () => {
    const values = Float64Array.of(3, Number.NaN, -2, 7, Number.NaN);
    const time = Float64Array.of(1, 2, 3, 4, 5);
    const factsOf = (of: Float64Array) =>
      viewOf(time, pyramidOf(of), { start: 1, stop: 2, width: 9, keep: 'shape' }).facts;
    expect(factsOf(values)).toEqual({ low: -2, high: 7, missing: 2 });
    expect(factsOf(new Float64Array(5).fill(Number.NaN))).toEqual({ low: Number.NaN, high: Number.NaN, missing: 5 });
  });

  it('is nothing outside of the series', () => {
    const values = Float64Array.of(1, 2, 3);
    const window = { start: 50, stop: 60, width: 10, keep: 'spikes' } as const;
    expect(viewOf(Float64Array.of(1, 2, 3), pyramidOf(values), window)).toMatchObject({
      points: Uint32Array.of(2),
      inside: 0,
    });
  });

  it('takes its place in the whole', () => {
    fc.assert(
      fc.property(
        series,
        fc.integer({ min: 1, max: 30 }),
        fc.tuple(fc.nat(), fc.nat()),
        ({ time, values }, width, at) => {
          const pyramid = pyramidOf(values);
          const [begin, end] = [time[0] as number, time.at(-1) as number];
          const [start = 0, stop = 0] = at.map((t) => begin + (t % (end - begin + 1))).sort((a, b) => a - b);
          const view = (from: number, to: number): Points =>
            viewOf(time, pyramid, { start: from, stop: to, width, keep: 'spikes', breakMs: 15 }).points;
          const [all, part] = [view(begin, end), view(start, stop)];
          const both = spliced(all, part);
          const [first = 0, last = 0] = [part[0], part.at(-1)];
          expect(finite(both)).toEqual([
            ...finite(all).filter((i) => i < first),
            ...finite(part),
            ...finite(all).filter((i) => part.length === 0 || i > last),
          ]);
          expect([...both].some((point, i) => point === NOWHERE && both[i + 1] === NOWHERE)).toBe(false);
          expect(both[0]).not.toBe(NOWHERE);
          expect(both.at(-1)).not.toBe(NOWHERE);
        },
      ),
    );
  });

  it('has a first glance that breaks and ends where the whole does', () => {
    const values = new Float64Array(50_000).map((_, i) => (i > 20_000 && i < 30_000 ? Number.NaN : i % 7));
    const time = values.map((_, i) => i);
    const points = glance(time, values, 200);
    expect(points[0]).toBe(0);
    expect(points.filter((point) => point === NOWHERE)).toHaveLength(1);
    expect(points.length).toBeLessThan(410);
    expect(values[points.at(-1) as number]).not.toBeNaN();
  });
});
