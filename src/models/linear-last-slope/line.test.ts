/*
 * Reference Python code (SciPy and numpy), fixtures/lines.json; seven series y of 200 points, rounded to 6 digits:
 *   dy = np.diff(y); nb, j = len(y) + 1, 0
 *   while nb > len(y) / 10:
 *       peaks, _ = find_peaks(np.abs(dy), height=(2 + j) * (dy.max() - dy.min()) / 100); nb, j = len(peaks), j + 1
 *   long = [p for p in peaks if len(y) - (p + 1) >= 12]; start = long[-1] + 1 if long else 0
 *   slope, intercept = np.polyfit(np.arange(start, len(y)), y[start:], 1)
 *   forecast = intercept + slope * np.arange(len(y), len(y) + 24); 'peaks': find_peaks(np.abs(dy))[0]
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { quietContext } from '../../base/job';
import { normal, seeded } from '../../base/random';
import { regular } from '../../frame/frame';
import { lastChange, peaks } from './change';
import { lineAfterLastChange } from './line';

interface Case {
  readonly name: string;
  readonly values: readonly number[];
  readonly peaks: readonly number[];
  readonly start: number;
  readonly forecast: readonly number[];
}
const cases: readonly Case[] = JSON.parse(readFileSync(`${import.meta.dirname}/fixtures/lines.json`, 'utf8'));
const ctx = quietContext(seeded(1));

async function drawn(values: Float64Array, params: { severity: number; shortest: number }): Promise<Float64Array> {
  const history = { frame: regular(0, 3_600_000, values), period: 1 };
  const fitted = await lineAfterLastChange.fit({ history, validation: 0, horizon: 24 }, params, ctx);
  const [forecast] = await fitted.predict({ histories: [history], horizon: 24 }, ctx);
  return forecast?.point ?? new Float64Array();
}

describe.each(cases.map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
  const values = Float64Array.from(fixture.values);

  it('has the peaks SciPy finds', () => {
    const size = Float64Array.from(values.subarray(1), (value, i) => Math.abs(value - (values[i] as number)));
    expect(peaks(size)).toEqual(fixture.peaks);
  });

  it('changes last where the reference says', () => {
    expect(lastChange(values, 2, 12)).toBe(fixture.start);
  });

  it('goes on along the same line', async () => {
    const forecast = await drawn(values, { severity: 2, shortest: 12 });
    fixture.forecast.forEach((value, h) => {
      expect(forecast[h]).toBeCloseTo(value, 8);
    });
  });
});

it('forgets the line before a jump', async () => {
  const values = Float64Array.from({ length: 120 }, (_, i) => (i < 60 ? 100 + 3 * i : 500 - i));
  const forecast = await drawn(values, { severity: 2, shortest: 0 });
  expect(Array.from(forecast.slice(0, 3), (value) => Math.round(value * 1e6) / 1e6)).toEqual([380, 379, 378]);
});

it('does not let the last few of many noisy points set the slope', async () => {
  const random = seeded(3);
  const values = Float64Array.from({ length: 1000 }, (_, i) => 0.1 * i + normal(random));
  const forecast = await drawn(values, { severity: 2, shortest: 0 });
  expect(values.length - lastChange(values, 2, 0)).toBeGreaterThanOrEqual(100);
  expect(Math.abs((forecast[23] as number) - 102.3)).toBeLessThan(1);
});
