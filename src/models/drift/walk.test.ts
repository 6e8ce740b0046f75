/*
 * The fixture comes from statsmodels 0.15.0 (numpy 2.4.6), 13 digits:
 *   noise = lambda t: ((t*7919) % 101)/101 - 0.5
 *   def air(n=144): t = np.arange(n); return 100*np.exp(0.01*t)*(1+0.2*np.sin(2*np.pi*t/12)+0.05*np.cos(2*np.pi*t/4))*(1+0.05*noise(t))
 *   def odd(n=100): t = np.arange(n); return 50+0.2*t+5*np.sin(2*np.pi*t/7)+2*np.sin(2*np.pi*t*2/7)+3*noise(t)
 *   air: SARIMAX(air(), order=(0, 0, 0), seasonal_order=(0, 1, 0, 12), trend='c').fit().forecast(27)
 *   odd: SARIMAX(odd(), order=(0, 1, 0), trend='c').fit().forecast(5)
 */
import { expect, it } from 'vitest';
import { quietContext } from '../../base/job';
import { regular } from '../../frame/frame';
import { passengers, weekdays } from '../../math/fixtures/series';
import expected from './fixtures/drift.json';
import { walkWithDrift } from './walk';

const ctx = quietContext(() => 0);

async function walked(values: Float64Array, period: number, horizon: number): Promise<Float64Array> {
  const history = { frame: regular(0, 1000, values), period };
  const fitted = await walkWithDrift.fit({ history, validation: 0, horizon }, {}, ctx);
  const [forecast] = await fitted.predict({ histories: [history], horizon }, ctx);
  return forecast?.point ?? new Float64Array(0);
}

it.each([
  ['with a season', passengers(), 12, expected.air],
  ['without', weekdays(), 1, expected.odd],
] as const)('drifts on as an ARIMA of differences with a constant, %s', async (_, values, period, wanted) => {
  const point = await walked(values, period, wanted.length);
  for (const [h, value] of wanted.entries()) expect(Math.abs((point[h] as number) / value - 1)).toBeLessThan(1e-6);
});

it('draws the line from the first value to the last where there is no season', async () => {
  expect([...(await walked(Float64Array.of(1, 9, 7), 1, 3))]).toEqual([10, 13, 16]);
});

it('is exact on a season that rides on a line', async () => {
  const at = (t: number): number => 3 * t + ([0, 50, -20, 7][t % 4] as number);
  const point = await walked(
    Float64Array.from({ length: 22 }, (_, t) => at(t)),
    4,
    11,
  );
  for (const [h, value] of point.entries()) expect(value).toBeCloseTo(at(22 + h), 9);
});

it('needs one step more than a season', async () => {
  await expect(walked(Float64Array.of(1, 2, 3), 3, 1)).rejects.toMatchObject({ code: 'too-short', place: 'periods' });
});
