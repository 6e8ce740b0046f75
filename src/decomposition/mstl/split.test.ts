/*
 * The fixture comes from statsmodels 0.15.0 (numpy 2.4.6):
 *   noise = lambda t: ((t*7919) % 101)/101 - 0.5
 *   def air(n=144): t = np.arange(n); return 100*np.exp(0.01*t)*(1+0.2*np.sin(2*np.pi*t/12)+0.05*np.cos(2*np.pi*t/4))*(1+0.05*noise(t))
 *   def spiky(n=144): t = np.arange(n); y = air(n); y[t % 37 == 5] += 150; return y
 *   def odd(n=100): t = np.arange(n); return 50+0.2*t+5*np.sin(2*np.pi*t/7)+2*np.sin(2*np.pi*t*2/7)+3*noise(t)
 *   def taylor(n=1200): t = np.arange(n); return 30000+0.5*t-6000*np.cos(2*np.pi*t/48)+1500*np.sin(4*np.pi*t/48)-3000*np.cos(2*np.pi*t/336)+400*noise(t)
 *   parts = lambda x, s: dict(every=s, trend=x.trend[::s], seasonal=x.seasonal[::s], residual=x.resid[::s])  # nan -> null, 13 digits
 *   energy: MSTL(taylor(), periods=(48, 336)).fit() every 17, seasonal as two rows; single: MSTL(air(), periods=12) every 3;
 *   energyRobust: MSTL(taylor(), periods=(48, 336), stl_kwargs={'robust': True}) every 29
 */
import { expect, it } from 'vitest';
import { quietContext } from '../../base/job';
import { defaults } from '../../base/params';
import { seeded } from '../../base/random';
import { regular } from '../../frame/frame';
import { energy, farthest, passengers } from '../../math/fixtures/series';
import expected from './fixtures/mstl.json';
import { mstl } from './index';
import { splitByMstl } from './split';

const split = (values: Float64Array, periods: readonly number[], robust = false) =>
  splitByMstl.decompose(
    { frame: regular(0, 1000, values), periods },
    { ...defaults(mstl.params), robust },
    quietContext(seeded(1)),
  );

it.each([
  ['a day and a week', energy(), [48, 336], false, expected.energy],
  ['a day and a week, robust', energy(), [48, 336], true, expected.energyRobust],
  ['one season', passengers(), [12], false, expected.single],
])('agrees with statsmodels on %s', async (_, values, periods, robust, wanted) => {
  const parts = await split(values, periods, robust);
  expect(parts.seasonal.map(({ period }) => period)).toEqual(periods);
  expect(farthest(parts.trend, wanted.trend, wanted.every)).toBeLessThan(1e-6);
  for (const [i, season] of parts.seasonal.entries()) {
    expect(farthest(season.values, wanted.seasonal[i] ?? [], wanted.every)).toBeLessThan(1e-6);
  }
  expect(farthest(parts.residual, wanted.residual, wanted.every)).toBeLessThan(1e-6);
});

it('takes seasons in any order and each once', async () => {
  const parts = await split(energy(), [336, 48, 48]);
  expect(parts.seasonal.map(({ period }) => period)).toEqual([48, 336]);
});
