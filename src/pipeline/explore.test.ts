import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { quietContext } from '../base/job';
import { normal, seeded } from '../base/random';
import { markRegular, regular, type SeriesFrame } from '../frame/frame';
import { explore } from './explore';
import type { Exploration } from './results';

const H = 3_600_000;
const DAY = 24 * H;
const wave = (t: number, period: number): number => Math.sin((2 * Math.PI * t) / period);
const look = (frame: SeriesFrame): Promise<Exploration> => explore(frame, quietContext(seeded(1)));
const at = (time: readonly number[], values: readonly number[]): SeriesFrame =>
  markRegular({
    time: Float64Array.from(time),
    columns: [{ key: 'value', values: Float64Array.from(values), labels: {} }],
  });

function hours(n: number, value: (t: number, draw: () => number) => number): SeriesFrame {
  const random = seeded(2);
  return regular(
    0,
    H,
    Float64Array.from({ length: n }, (_, t) => value(t, () => normal(random))),
  );
}

describe('summary and quality', () => {
  it('count, quantify and find the gaps of a regular axis', async () => {
    const gap = Number.NaN;
    const { summary, quality } = await look(regular(0, 10, Float64Array.of(gap, 5, 5, 5, gap, gap, 1, 2, 9, gap)));
    expect(summary).toMatchObject({ count: 6, missing: 4, min: 1, max: 9, mean: 4.5, median: 5, q25: 2.75, q75: 5 });
    expect(summary.std).toBeCloseTo(Math.sqrt((3 * 0.25 + 12.25 + 6.25 + 20.25) / 5), 12);
    expect(quality.gaps).toEqual([
      { start: 0, stop: 10 },
      { start: 40, stop: 60 },
      { start: 90, stop: 100 },
    ]);
    expect(quality).toMatchObject({ stepMs: 10, missingShare: 0.4, longestConstant: 3, isConstant: false });
  });

  it('find what an irregular axis leaves out', async () => {
    const { summary, quality } = await look(at([0, 10, 20, 50, 61, 70], [1, 2, 3, 4, 5, 6]));
    expect(quality.stepMs).toBe(10);
    expect(quality.gaps).toEqual([{ start: 30, stop: 50 }]);
    expect(summary).toMatchObject({ count: 6, missing: 2 });
    expect(quality.missingShare).toBe(0.25);
  });

  it('take calendar months as even steps', async () => {
    const time = Array.from({ length: 120 }, (_, t) => Date.UTC(2000, t, 1));
    const found = await look(
      at(
        time,
        time.map((_, t) => 50 + t + 9 * wave(t, 12)),
      ),
    );
    expect(found.quality.gaps).toEqual([]);
    expect(found.acf.periods).toEqual([12]);
    expect(found.verdict.words).toBe('Repeats every 12 months, so trend and season are learned apart.');
  });

  it('take rare events as they come, without filling ages between them', async () => {
    const time = Array.from({ length: 30 }, (_, t) => t * 1000 + (t > 15 ? 1e12 : 0));
    const { summary, quality } = await look(
      at(
        time,
        time.map((_, t) => t % 5),
      ),
    );
    expect(summary.missing).toBe(0);
    expect(quality.stepMs).toBe(1000);
  });
});

describe('verdict', () => {
  it('names the seasons', async () => {
    const week = (t: number): number => (Math.floor(t / 24) % 7 > 4 ? 3 : 0);
    const found = await look(hours(1008, (t, draw) => 20 + 5 * wave(t, 24) - week(t) + 0.5 * draw()));
    expect(found.acf.periods).toEqual([24, 168]);
    expect(found.verdict).toMatchObject({
      kind: 'season',
      words: 'Repeats every 24 h and 7 d, so trend and season are learned apart.',
    });
    expect(found.verdict.r2).toBeLessThan(0.8);
    expect(found.acf.values[0]).toBe(1);
    expect(found.acf.values[24]).toBeGreaterThan(0.7);
    expect(found.acf.values.length).toBe(421);
  });

  it('still finds them with a tenth of the points missing', async () => {
    const found = await look(hours(700, (t, draw) => (t % 97 < 10 ? Number.NaN : 20 + 5 * wave(t, 24) + draw())));
    expect(found.acf.periods).toEqual([24]);
    expect(found.quality.gaps).toHaveLength(8);
  });

  it('tells a trend by the straight fall of its autocorrelation', async () => {
    const found = await look(hours(900, (t, draw) => t / 10 + draw()));
    expect(found.verdict.kind).toBe('trend');
    expect(found.verdict.r2).toBeGreaterThan(0.8);
    expect(found.verdict.words).toMatch(
      /^Its autocorrelation falls off in a straight line \(R² \d\.\d\d\): a trend and no season\.$/,
    );
  });

  it('draws the line at R² 0.8', async () => {
    const kinds = new Set<string>();
    for (const memory of [0.5, 0.9, 0.97, 0.99, 1]) {
      let level = 0;
      const { acf, verdict } = await look(hours(400, (_, draw) => (level = memory * level + draw())));
      expect(acf.periods).toEqual([]);
      expect(verdict.kind).toBe(verdict.r2 > 0.8 ? 'trend' : 'neither');
      if (verdict.r2 < 0.999) kinds.add(verdict.kind);
    }
    expect([...kinds].sort()).toEqual(['neither', 'trend']);
  });

  it('says when there is neither', async () => {
    const found = await look(hours(900, (_, draw) => draw()));
    expect(found.verdict.kind).toBe('neither');
    expect(found.verdict.words).toMatch(/R² 0\.\d\d/);
    const outside = found.acf.values.slice(1).filter((value) => Math.abs(value) > found.acf.bound).length;
    expect(outside / (found.acf.values.length - 1)).toBeLessThan(0.1);
  });
});

describe('bad data is answered in words', () => {
  const gap = Number.NaN;
  it.each<[string, SeriesFrame, string, RegExp]>([
    ['no point', at([], []), 'neither', /no points/],
    ['one point', at([5], [1]), 'neither', /^One point is not a series yet\.$/],
    ['one missing point', at([5], [gap]), 'neither', /Every value is missing/],
    ['all missing', at([0, 10, 20], [gap, gap, gap]), 'neither', /Every value is missing/],
    ['one value among gaps', at([0, 10, 20], [gap, 4, gap]), 'neither', /^One point/],
    ['two points', at([0, 10], [1, 2]), 'neither', /2 points are too few/],
    ['two equal points', at([0, 10], [3, 3]), 'constant', /always 3/],
    ['a constant', regular(0, H, new Float64Array(500).fill(0.1)), 'constant', /always 0\.1/],
    ['huge values', hours(100, (t) => 1e300 * wave(t, 24)), 'season', /24 h/],
    ['tiny values', hours(100, (t) => 1e-300 * wave(t, 24)), 'season', /24 h/],
  ])('%s', async (_, frame, kind, words) => {
    const found = await look(frame);
    expect(found.verdict.kind).toBe(kind);
    expect(found.verdict.words).toMatch(words);
    expect([...found.acf.values].every(Number.isFinite)).toBe(true);
    expect(structuredClone(found)).toEqual(found);
  });

  it('leaves its frame alone and obeys a cancel', async () => {
    const frame = hours(300, (t) => wave(t, 24));
    const before = structuredClone(frame);
    await look(frame);
    expect(frame).toEqual(before);
    const gone = new AbortController();
    gone.abort();
    const cancelled = explore(frame, { ...quietContext(seeded(1)), signal: gone.signal });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  });
});

const airline = new URL('../../../shared/data/classics/AirPassengers.csv', import.meta.url);
it.runIf(existsSync(airline))('reads the airline passengers', async () => {
  const rows = readFileSync(airline, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(','));
  const found = await look(
    at(
      rows.map(([month]) => Date.parse(`${month}-01T00:00:00Z`)),
      rows.map(([, count]) => Number(count)),
    ),
  );
  expect(found.summary).toMatchObject({ count: 144, missing: 0, min: 104, max: 622, median: 265.5 });
  expect(found.acf.periods).toEqual([12]);
  expect(found.quality.stepMs / DAY).toBeCloseTo(30.44, 2);
});

it('says how much it looked at where that is not all', async () => {
  const n = 140_000;
  const line = regular(
    0,
    1000,
    Float64Array.from({ length: n }, (_, i) => i + Math.sin(i * i)),
  );
  const { verdict } = await explore(line, quietContext(seeded(1)));
  expect(verdict.words).toMatch(/Only its newest [\d.,]+ (min|h) were looked at/);
});
