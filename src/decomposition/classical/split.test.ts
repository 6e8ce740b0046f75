/*
 * The fixture comes from statsmodels 0.15.0 (numpy 2.4.6):
 *   noise = lambda t: ((t*7919) % 101)/101 - 0.5
 *   def air(n=144): t = np.arange(n); return 100*np.exp(0.01*t)*(1+0.2*np.sin(2*np.pi*t/12)+0.05*np.cos(2*np.pi*t/4))*(1+0.05*noise(t))
 *   def spiky(n=144): t = np.arange(n); y = air(n); y[t % 37 == 5] += 150; return y
 *   def odd(n=100): t = np.arange(n); return 50+0.2*t+5*np.sin(2*np.pi*t/7)+2*np.sin(2*np.pi*t*2/7)+3*noise(t)
 *   def taylor(n=1200): t = np.arange(n); return 30000+0.5*t-6000*np.cos(2*np.pi*t/48)+1500*np.sin(4*np.pi*t/48)-3000*np.cos(2*np.pi*t/336)+400*noise(t)
 *   parts = lambda x, s: dict(every=s, trend=x.trend[::s], seasonal=x.seasonal[::s], residual=x.resid[::s])  # nan -> null, 13 digits
 *   even: seasonal_decompose(air(), period=12), evenMultiplicative: the same with model='multiplicative';
 *   odd, oddMultiplicative: seasonal_decompose(odd(), period=7), every 3 each
 */
import { expect, it } from 'vitest';
import { quietContext } from '../../base/job';
import { seeded } from '../../base/random';
import { regular } from '../../frame/frame';
import { farthest, passengers, weekdays } from '../../math/fixtures/series';
import expected from './fixtures/classical.json';
import { splitClassically } from './split';

const split = (values: Float64Array, periods: readonly number[], model: string) =>
  splitClassically.decompose({ frame: regular(0, 1000, values), periods }, { model }, quietContext(seeded(1)));

it.each([
  ['an even season', passengers(), 12, 'additive', expected.even],
  ['an even season, multiplied', passengers(), 12, 'multiplicative', expected.evenMultiplicative],
  ['an odd season', weekdays(), 7, 'additive', expected.odd],
  ['an odd season, multiplied', weekdays(), 7, 'multiplicative', expected.oddMultiplicative],
])('agrees with statsmodels on %s', async (_, values, period, model, wanted) => {
  const parts = await split(values, [period], model);
  expect(parts.model).toBe(model);
  expect(farthest(parts.trend, wanted.trend, wanted.every)).toBeLessThan(1e-6);
  expect(farthest(parts.seasonal[0]?.values ?? new Float64Array(0), wanted.seasonal, wanted.every)).toBeLessThan(1e-6);
  expect(farthest(parts.residual, wanted.residual, wanted.every)).toBeLessThan(1e-6);
});

it.each([0, -3])('refuses to multiply a series with the value %d', async (value) => {
  const values = passengers();
  values[20] = value;
  const refusal = split(values, [12], 'multiplicative');
  await expect(refusal).rejects.toMatchObject({ code: 'bad-input', place: 'model', value: String(value) });
  await expect(refusal).rejects.toHaveProperty('next', 'Choose the additive model.');
  await expect(split(values, [12], 'additive')).resolves.toBeDefined();
});

it('keeps a multiplicative trend without season above 0', async () => {
  const steep = Float64Array.from({ length: 60 }, (_, t) => 1e-6 + Math.exp(-t));
  const parts = await split(steep, [], 'multiplicative');
  expect(parts.trend.every((level) => level > 0)).toBe(true);
  expect(parts.model).toBe('multiplicative');
});
