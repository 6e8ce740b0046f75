/**
 * Held against NumPy 2.4, SciPy 1.17 and statsmodels 0.15. fixtures/smoothing.json was made with
 *   x = np.round(20 + 6 * np.sin(np.arange(41) / 4) + r.normal(0, 2, 41), 3)   # r = np.random.default_rng(5)
 *   holed: x, missing at 0, 7, 8, 30; mean, median: np.mean, np.median of the values present in the window cut at the ends
 *   exponential: s = 0.3 x + 0.7 s over the values present (pandas' ewm, adjust=False, ignore_na=True)
 *   savgol: scipy.signal.savgol_filter(x, window, degree)
 *   lowess: statsmodels lowess(x, np.arange(41.), frac=window / 41, it=0, delta=0, return_sorted=False)
 *   boxcox: scipy.stats.boxcox_normmax(s, method='mle'), scipy.stats.boxcox(s, 0.5)
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisOf, onAxis } from './axes';
import { bestBoxCox, boxCox } from './box-cox';
import { loess } from './loess';
import { pacer } from './pace';
import { median } from './quantile';
import { savitzkyGolay } from './savitzky-golay';
import { exponential, runningMean, runningMedian } from './smoothing';

type Holed = readonly (number | null)[];
interface Oracle {
  readonly values: readonly number[];
  readonly holed: Holed;
  readonly mean: Readonly<Record<string, Holed>>;
  readonly median: Readonly<Record<string, Holed>>;
  readonly exponential: Holed;
  readonly savgol: Readonly<Record<string, readonly number[]>>;
  readonly lowess: Readonly<Record<string, readonly number[]>>;
  readonly boxcox: readonly { readonly values: number[]; readonly lambda: number; readonly half: readonly number[] }[];
}
const oracle: Oracle = JSON.parse(readFileSync(`${import.meta.dirname}/fixtures/smoothing.json`, 'utf8'));
const pace = pacer(new AbortController().signal);
const array = (holed: Holed): Float64Array => Float64Array.from(holed, (value) => value ?? Number.NaN);
const values = array(oracle.values);
const holed = array(oracle.holed);

function expectClose(given: Float64Array, wanted: Holed): void {
  expect(given.length).toBe(wanted.length);
  wanted.forEach((value, i) => {
    if (value === null) expect(given[i]).toBeNaN();
    else expect(Math.abs((given[i] as number) - value)).toBeLessThan(1e-9 * Math.max(1, Math.abs(value)));
  });
}

describe('smoothing is that of the field’s own tools', () => {
  it.each(Object.entries(oracle.mean))('moving mean of %s', (span, wanted) => {
    expectClose(runningMean(holed, Number(span)), wanted);
  });
  it.each(Object.entries(oracle.median))('moving median of %s', async (span, wanted) => {
    expectClose(await runningMedian(holed, Number(span), pace), wanted);
  });
  it('exponential', () => expectClose(exponential(holed, 0.3), oracle.exponential));
  it.each(Object.entries(oracle.savgol))('Savitzky-Golay %s', async (key, wanted) => {
    const [span = 0, degree = 0] = key.split(',').map(Number);
    expectClose(await savitzkyGolay(values, span, degree, pace), wanted);
  });
  it.each(Object.entries(oracle.lowess))('LOESS of %s', async (span, wanted) => {
    const smooth = values.slice();
    await loess(Number(span)).smooth(values, values.length, smooth, { pace });
    expectClose(smooth, wanted);
  });
});

it.each(oracle.boxcox.map((one, i) => [i, one] as const))('Box-Cox finds SciPy’s power, case %i', (_, one) => {
  expect(Math.abs(bestBoxCox(Float64Array.from(one.values)) - one.lambda)).toBeLessThan(1e-4);
  expectClose(
    Float64Array.from(one.values, (x) => boxCox(x, 0.5)),
    one.half,
  );
});

const someValues = fc
  .array(fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { nil: Number.NaN }), { maxLength: 60 })
  .map((list) => Float64Array.from(list));

it('moving windows are what each window gives by itself, at any length and with any gaps', async () => {
  await fc.assert(
    fc.asyncProperty(someValues, fc.integer({ min: 1, max: 20 }), async (series, half) => {
      const span = 2 * half + 1;
      const means = runningMean(series, span);
      const medians = await runningMedian(series, span, pace);
      series.forEach((_, i) => {
        const window = series.slice(Math.max(0, i - half), i + half + 1);
        const known = window.filter((value) => !Number.isNaN(value));
        const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
        if (known.length === 0) expect(means[i]).toBeNaN();
        else expect(means[i]).toBeCloseTo(mean, 6);
        if (known.length === 0) expect(medians[i]).toBeNaN();
        else expect(medians[i]).toBeCloseTo(median(known), 9);
      });
    }),
  );
});

describe('axes', () => {
  const time = fc
    .uniqueArray(fc.integer({ min: 0, max: 50 }), { maxLength: 20 })
    .map((list) => Float64Array.from(list.sort((a, b) => a - b)));

  it('are joined as sets are', () => {
    fc.assert(
      fc.property(fc.array(time, { minLength: 1, maxLength: 4 }), (axes) => {
        const all = [...new Set(axes.flatMap((axis) => [...axis]))].sort((a, b) => a - b);
        expect([...axisOf(axes, 'union')]).toEqual(all);
        expect([...axisOf(axes, 'intersection')]).toEqual(all.filter((t) => axes.every((axis) => axis.includes(t))));
      }),
    );
  });

  it('take a series’ own values, and between them none, the one before, or those on the line', () => {
    const [own, of] = [Float64Array.of(10, 20, 40), Float64Array.of(1, 2, 6)];
    const axis = Float64Array.of(5, 10, 15, 20, 25, 40, 45);
    const nan = Number.NaN;
    expect([...onAxis(own, of, axis, 'none')]).toEqual([nan, 1, nan, 2, nan, 6, nan]);
    expect([...onAxis(own, of, axis, 'previous')]).toEqual([nan, 1, 1, 2, 2, 6, nan]);
    expect([...onAxis(own, of, axis, 'linear')]).toEqual([nan, 1, 1.5, 2, 3, 6, nan]);
  });
});
