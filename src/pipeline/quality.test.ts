import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { quietContext } from '../base/job';
import { normal, seeded } from '../base/random';
import { markRegular, regular, type SeriesFrame } from '../frame/frame';
import { explore } from './explore';
import type { Quality } from './results';

const hour = 3_600_000;
const start = Date.UTC(2026, 0, 1);

/** A day of noise and season, hour by hour, then changed. */
function days(n: number, change: (values: Float64Array) => void = () => {}, seed = 4): SeriesFrame {
  const random = seeded(seed);
  const values = Float64Array.from(
    { length: 24 * n },
    (_, i) => 50 + 12 * Math.sin((2 * Math.PI * i) / 24) + normal(random),
  );
  change(values);
  return regular(start, hour, values);
}
const look = async (frame: SeriesFrame): Promise<Quality> => (await explore(frame, quietContext(seeded(1)))).quality;
const placed = (hours: readonly number[], random = seeded(9)): SeriesFrame =>
  markRegular({
    time: Float64Array.from(hours, (h) => start + h * hour),
    columns: [{ key: 'v', values: Float64Array.from(hours, () => normal(random)), labels: {} }],
  });

describe('a series with nothing wrong', () => {
  it.each([
    ['a season and noise', days(40)],
    ['noise', placed(Array.from({ length: 800 }, (_, i) => i))],
    ['a random walk', regular(start, hour, walk(2000))],
    [
      'a trend',
      days(60, (values) =>
        values.forEach((value, i) => {
          values[i] = value + i / 10;
        }),
      ),
    ],
    [
      'whole numbers',
      days(40, (values) =>
        values.forEach((value, i) => {
          values[i] = Math.round(value);
        }),
      ),
    ],
    [
      'nights at nothing',
      days(40, (values) =>
        values.forEach((value, i) => {
          values[i] = Math.max(0, value - 50);
        }),
      ),
    ],
    ['a few points', placed([0, 1, 2, 3])],
    ['no points', placed([])],
  ] satisfies readonly (readonly [string, SeriesFrame])[])('%s', async (_, frame) => {
    const found = await look(frame);
    expect(found).toMatchObject({ gaps: [], constants: [], shifts: [], interval: { changes: [] } });
    expect(found.longestGap).toBeUndefined();
    expect(found.outliers.count).toBe(0);
    expect(found.interval.jitter).toBeLessThan(0.001);
  });

  function walk(n: number): Float64Array {
    const random = seeded(3);
    let level = 0;
    return Float64Array.from({ length: n }, () => (level += normal(random)));
  }
});

describe('what is wrong is found', () => {
  it('gaps, and the longest of them', async () => {
    const found = await look(days(30, (values) => values.fill(Number.NaN, 100, 130).fill(Number.NaN, 400, 402)));
    expect(found.gaps).toHaveLength(2);
    expect(found.longestGap).toEqual({ start: start + 100 * hour, stop: start + 130 * hour });
    expect(found.missingShare).toBeCloseTo(32 / 720, 12);
  });

  it('stretches of one value, and when', async () => {
    const found = await look(days(30, (values) => values.fill(47.3, 200, 230)));
    expect(found.constants).toEqual([
      { start: start + 200 * hour, stop: start + 229 * hour + 1, points: 30, value: 47.3 },
    ]);
  });

  it('a stretch of a value that is common besides', async () => {
    const found = await look(
      days(60, (values) => {
        values.forEach((value, i) => {
          values[i] = Math.max(0, value - 50);
        });
        values.fill(0, 600, 720);
      }),
    );
    expect(found.constants).toHaveLength(1);
    expect(found.constants[0]?.points).toBeGreaterThanOrEqual(120);
  });

  it('outliers, the furthest first, and where the others lie', async () => {
    const found = await look(
      days(30, (values) => {
        values[100] = 400;
        values[300] = -90;
      }),
    );
    expect(found.outliers.count).toBe(2);
    expect(found.outliers.far.map(({ time, value }) => [(time - start) / hour, value])).toEqual([
      [100, 400],
      [300, -90],
    ]);
    expect(found.outliers.inside[1]).toBeLessThan(70);
    expect(found.outliers.inside[0]).toBeGreaterThan(30);
  });

  it('the place where the interval changes, and back', async () => {
    const hours = [
      ...Array.from({ length: 500 }, (_, i) => i),
      ...Array.from({ length: 600 }, (_, i) => 500 + i / 2),
      ...Array.from({ length: 500 }, (_, i) => 800 + i),
    ];
    const { changes } = (await look(placed(hours))).interval;
    expect(changes.map(({ at, from, to }) => [(at - start) / hour, from / hour, to / hour])).toEqual([
      [500, 1, 0.5],
      [800, 0.5, 1],
    ]);
  });

  it('times that tremble', async () => {
    const random = seeded(5);
    const found = await look(placed(Array.from({ length: 500 }, (_, i) => i + 0.1 * (random() - 0.5))));
    expect(found.interval.changes).toEqual([]);
    expect(found.interval.jitter).toBeGreaterThan(0.02);
    expect(found.interval.jitter).toBeLessThan(0.06);
  });

  it('a lasting jump of the level, to the point', async () => {
    const found = await look(
      days(60, (values) =>
        values.forEach((value, i) => {
          if (i >= 800) values[i] = value + 40;
        }),
      ),
    );
    expect(found.shifts).toHaveLength(1);
    expect(Math.abs(((found.shifts[0]?.at ?? 0) - start) / hour - 800)).toBeLessThanOrEqual(12);
    expect((found.shifts[0]?.to ?? 0) - (found.shifts[0]?.from ?? 0)).toBeCloseTo(40, -1);
  });
});

it('hears a cancel', async () => {
  const gone = new AbortController();
  const looking = explore(days(4000), { ...quietContext(seeded(1)), signal: gone.signal });
  setTimeout(() => gone.abort(), 1);
  await expect(looking).rejects.toMatchObject({ code: 'cancelled' });
});

const busy = new URL('../../../shared/data/nab/data/realAWSCloudwatch/ec2_cpu_utilization_77c1ca.csv', import.meta.url);
it.runIf(existsSync(busy))('takes the spikes a real machine always has for its nature', async () => {
  const rows = readFileSync(busy, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(','));
  const found = await look(
    markRegular({
      time: Float64Array.from(rows, ([time]) => Date.parse(`${time?.replace(' ', 'T')}Z`)),
      columns: [{ key: 'v', values: Float64Array.from(rows, ([, value]) => Number(value)), labels: {} }],
    }),
  );
  expect(found.stepMs).toBe(300_000);
  expect(found.interval.changes).toEqual([]);
  expect(found.outliers.count).toBeLessThan(10);
});
