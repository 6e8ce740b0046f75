import { expect, it } from 'vitest';
import { normal, seeded } from '../base/random';
import { dynamicRegression } from './dynamic-regression';

const n = 240;
const period = 12;
const moments = [30, 31, 32, 97, 98, 99, 180, 181, 182];
const event = new Float64Array(n).map((_, i) => (moments.includes(i) ? 1 : 0));
const other = new Float64Array(n).map((_, i) => ((i * 7) % 11) - 5);

/** Trend, season, an AR(1) of uniform noise, 4 on each moment and half the other series. */
function series(): Float64Array {
  let state = 1;
  let memory = 0;
  return new Float64Array(n).map((_, i) => {
    state = (state * 16807) % 2147483647;
    memory = 0.6 * memory + (state / 2147483647 - 0.5) * 2;
    const own = 20 + 0.05 * i + 3 * Math.sin((2 * Math.PI * i) / period) + memory;
    return own + 4 * (event[i] as number) + 0.5 * (other[i] as number);
  });
}

// statsmodels 0.15: d = lambda v: v[12:] - v[:-12]
// sm.OLS(d(y), np.column_stack([np.ones(228), d(event), d(other)])).fit() -> params, bse
it('is statsmodels’ least squares on the differences, where nothing is whitened', () => {
  const fit = dynamicRegression({ y: series(), columns: [event, other], period, whiten: false });
  [3.981731109200097, 0.5050169353881891].forEach((wanted, j) => {
    expect(Math.abs((fit.coefficients[j] as number) - wanted)).toBeLessThan(1e-6);
  });
  [0.23779092492978512, 0.01262359985491475].forEach((wanted, j) => {
    expect(Math.abs((fit.errors[j] as number) - wanted)).toBeLessThan(1e-7);
  });
  expect(fit.freedom).toBe(225);
});

// SARIMAX(y, exog=np.column_stack([event, other]), order=(1, 0, 0), seasonal_order=(3, 1, 0, 12), trend='c').fit()
//   x1 4.2005 ± 0.2588, x2 0.50416 ± 0.00798, ar.L1 0.617, ar.S -0.776 -0.524 -0.313
it('comes to what statsmodels’ exact likelihood of the same model says, within half a standard error', () => {
  const fit = dynamicRegression({ y: series(), columns: [event, other], period });
  expect(Math.abs((fit.coefficients[0] as number) - 4.2005)).toBeLessThan(0.13);
  expect(Math.abs((fit.coefficients[1] as number) - 0.50416)).toBeLessThan(0.004);
  expect((fit.errors[0] as number) / 0.2588).toBeGreaterThan(0.85);
  expect((fit.errors[0] as number) / 0.2588).toBeLessThan(1.15);
  expect((fit.errors[1] as number) / 0.00798).toBeGreaterThan(0.85);
  expect((fit.errors[1] as number) / 0.00798).toBeLessThan(1.15);
  expect(Math.abs(fit.steps - 0.617)).toBeLessThan(0.08);
  [-0.776, -0.524, -0.313].forEach((wanted, j) => {
    expect(Math.abs((fit.seasons[j] as number) - wanted)).toBeLessThan(0.1);
  });
});

it('has 95 % intervals that hold the truth about 95 times of a hundred', () => {
  for (const [memory, low, high] of [
    [0, 0.9, 0.99],
    [0.8, 0.88, 0.99],
    [0.99, 0.88, 0.99],
  ] as const) {
    let inside = 0;
    const rounds = 200;
    for (let seed = 1; seed <= rounds; seed++) {
      const random = seeded(seed);
      let left = 0;
      const y = new Float64Array(n).map((_, i) => {
        left = memory * left + normal(random);
        return left + 5 * Math.cos((2 * Math.PI * i) / period) + 2 * (event[i] as number);
      });
      const { coefficients, errors } = dynamicRegression({ y, columns: [event], period });
      if (Math.abs((coefficients[0] as number) - 2) < 1.96 * (errors[0] as number)) inside++;
    }
    expect(inside / rounds).toBeGreaterThanOrEqual(low);
    expect(inside / rounds).toBeLessThanOrEqual(high);
  }
});

it('finds nothing where the season says it already, or where there is too little to learn from', () => {
  const seasonal = new Float64Array(n).map((_, i) => (i % period === 3 ? 1 : 0));
  const fit = dynamicRegression({ y: series(), columns: [seasonal, event], period });
  expect([...fit.absorbed]).toEqual([true, false]);
  expect([fit.coefficients[0], fit.errors[0]]).toEqual([0, 0]);
  const short = dynamicRegression({ y: series().slice(0, 16), columns: [event.slice(0, 16)], period });
  expect([short.freedom, short.coefficients[0]]).toEqual([0, 0]);
});

it('shares an effect between columns that say the same', () => {
  const fit = dynamicRegression({ y: series(), columns: [event, event], period, penalty: Float64Array.of(1e-3, 1e-3) });
  const [a = 0, b = 0] = fit.coefficients;
  const [alone = 0] = dynamicRegression({ y: series(), columns: [event], period }).coefficients;
  expect(Math.abs(a + b - alone)).toBeLessThan(0.02);
  expect(Math.abs(a - b)).toBeLessThan(0.01);
});
