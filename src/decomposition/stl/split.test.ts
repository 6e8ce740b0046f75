/*
 * The fixture comes from statsmodels 0.15.0 (numpy 2.4.6):
 *   noise = lambda t: ((t*7919) % 101)/101 - 0.5
 *   def air(n=144): t = np.arange(n); return 100*np.exp(0.01*t)*(1+0.2*np.sin(2*np.pi*t/12)+0.05*np.cos(2*np.pi*t/4))*(1+0.05*noise(t))
 *   def spiky(n=144): t = np.arange(n); y = air(n); y[t % 37 == 5] += 150; return y
 *   def odd(n=100): t = np.arange(n); return 50+0.2*t+5*np.sin(2*np.pi*t/7)+2*np.sin(2*np.pi*t*2/7)+3*noise(t)
 *   def taylor(n=1200): t = np.arange(n); return 30000+0.5*t-6000*np.cos(2*np.pi*t/48)+1500*np.sin(4*np.pi*t/48)-3000*np.cos(2*np.pi*t/336)+400*noise(t)
 *   parts = lambda x, s: dict(every=s, trend=x.trend[::s], seasonal=x.seasonal[::s], residual=x.resid[::s])  # nan -> null, 13 digits
 *   even: STL(air(), period=12).fit() every 3; evenRobust: STL(spiky(), period=12, robust=True) every 3;
 *   odd: STL(odd(), period=7) every 3; oddRobust: the same, robust=True; short: STL(air(25), period=12) every 1;
 *   chosen: STL(odd(), period=7, seasonal=13, trend=21).fit(inner_iter=3, outer_iter=2) every 3;
 *   energy: STL(taylor(), period=336) every 17; energyRobust: STL(taylor(), period=48, robust=True) every 17
 */
import { expect, it } from 'vitest';
import { quietContext } from '../../base/job';
import { defaults } from '../../base/params';
import { seeded } from '../../base/random';
import { regular } from '../../frame/frame';
import { energy, farthest, passengers, spiky, weekdays } from '../../math/fixtures/series';
import expected from './fixtures/stl.json';
import { stl } from './index';
import { splitByStl } from './split';

const initial = defaults(stl.params);
const split = (values: Float64Array, periods: readonly number[], params: Partial<typeof initial> = {}) =>
  splitByStl.decompose(
    { frame: regular(0, 1000, values), periods },
    { ...initial, ...params },
    quietContext(seeded(1)),
  );

it.each([
  ['an even season', passengers(), 12, {}, expected.even],
  ['an even season with spikes, robust', spiky(), 12, { robust: true }, expected.evenRobust],
  ['an odd season', weekdays(), 7, {}, expected.odd],
  ['an odd season, robust', weekdays(), 7, { robust: true }, expected.oddRobust],
  ['little more than two cycles', passengers(25), 12, {}, expected.short],
  ['chosen smoothers and rounds', weekdays(), 7, { seasonal: 13, trend: 21, inner: 3, outer: 2 }, expected.chosen],
  ['a week of half hours', energy(), 336, {}, expected.energy],
  ['a day of half hours, robust', energy(), 48, { robust: true }, expected.energyRobust],
])('agrees with statsmodels on %s', async (_, values, period, params, wanted) => {
  const parts = await split(values, [period], params);
  const [season] = parts.seasonal;
  expect(season?.period).toBe(period);
  expect(farthest(parts.trend, wanted.trend, wanted.every)).toBeLessThan(1e-6);
  expect(farthest(season?.values ?? new Float64Array(0), wanted.seasonal, wanted.every)).toBeLessThan(1e-6);
  expect(farthest(parts.residual, wanted.residual, wanted.every)).toBeLessThan(1e-6);
});

it('leaves spikes in the residual when it weighs outliers down', async () => {
  const plain = await split(spiky(), [12]);
  const robust = await split(spiky(), [12], { robust: true });
  expect(robust.residual[42]).toBeGreaterThan(140);
  expect(plain.residual[42]).toBeLessThan(130);
});

it('takes the longest season that fits, and reports its passes', async () => {
  const done: number[] = [];
  const ctx = { ...quietContext(seeded(1)), progress: (report: { done: number }) => void done.push(report.done) };
  const input = { frame: regular(0, 1000, energy(400)), periods: [48, 336] };
  expect((await splitByStl.decompose(input, initial, ctx)).seasonal[0]?.period).toBe(48);
  expect(done).toEqual([1, 2, 3, 4, 5]);
});

it('wants a trend smoother longer than the season', async () => {
  await expect(split(passengers(), [12], { trend: 10 })).rejects.toMatchObject({ code: 'bad-input', place: 'trend' });
  await expect(split(passengers(), [12], { trend: 12 })).resolves.toBeDefined();
});

it('lets others in while it works', async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  await split(energy(60_000), [336]);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(10);
});
