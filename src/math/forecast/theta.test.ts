/*
 * The fixture comes from statsmodels 0.15.0 (numpy 2.4.6), 13 digits:
 *   noise = lambda t: ((t*7919) % 101)/101 - 0.5
 *   def air(n=144): t = np.arange(n); return 100*np.exp(0.01*t)*(1+0.2*np.sin(2*np.pi*t/12)+0.05*np.cos(2*np.pi*t/4))*(1+0.05*noise(t))
 *   def odd(n=100): t = np.arange(n); return 50+0.2*t+5*np.sin(2*np.pi*t/7)+2*np.sin(2*np.pi*t*2/7)+3*noise(t)
 *   def slow(n=100): t = np.arange(n); return 50+0.2*t+4*np.sin(t/15)+3*noise(t)
 *   def theta(y, m, how): r = ThetaModel(y, period=m, deseasonalize=m > 1, use_test=False, method=how).fit(); return dict(alpha=r.params['alpha'], forecast=r.forecast(20))
 *   air: theta(air(), 12, 'mul'); odd: theta(odd()-60, 7, 'add'); plain: theta(slow(), 1, 'add')
 *   seasonal: by m = 2..29, with r = acf(air(), adjusted=False, nlags=m, fft=False): abs(r[m]) > 1.645*np.sqrt((1+2*np.sum(r[1:m]**2))/144)
 */
import { expect, it } from 'vitest';
import { passengers, weekdays } from '../fixtures/series';
import expected from './fixtures/theta.json';
import { isSeasonal, seasonalFigure, simpleSmoothing, thetaMethod } from './theta';

const slow = Float64Array.from(
  { length: 100 },
  (_, t) => 50 + 0.2 * t + 4 * Math.sin(t / 15) + 3 * (((t * 7919) % 101) / 101 - 0.5),
);
const below = weekdays().map((value) => value - 60);

it.each([
  ['a multiplied season', passengers(), 12, expected.air],
  ['an added season', below, 7, expected.odd],
  ['no season', slow, 1, expected.plain],
] as const)('forecasts as statsmodels with %s', (_, y, period, wanted) => {
  const figure = period === 1 ? undefined : seasonalFigure(y, period);
  if (figure !== undefined) expect(figure.kind).toBe(period === 12 ? 'multiplicative' : 'additive');
  const spread = Math.max(...y) - Math.min(...y);
  const forecast = thetaMethod(y, 20, figure);
  // statsmodels’ own search for alpha ends within about 1e-4
  for (const [h, value] of wanted.forecast.entries())
    expect(Math.abs((forecast[h] as number) - value) / spread).toBeLessThan(2e-4);
});

it('finds the alpha statsmodels finds, or one with smaller errors', () => {
  const loss = (y: Float64Array, alpha: number): number => {
    let level = y[0] as number;
    return y.reduce((sum, value) => {
      const error = value - level;
      level += alpha * error;
      return sum + error * error;
    }, 0);
  };
  const { alpha, level } = simpleSmoothing(slow);
  expect(loss(slow, alpha)).toBeLessThanOrEqual(loss(slow, expected.plain.alpha) * (1 + 1e-12));
  expect(alpha).toBeCloseTo(expected.plain.alpha, 3);
  expect(level).toBeGreaterThan(60);
  const flat = simpleSmoothing(
    Float64Array.from({ length: 500 }, (_, t) => (t % 2 === 0 ? 1 : -1) + (t === 0 ? -1 : 0)),
  );
  expect(flat.alpha).toBeLessThan(0.01);
});

it('tests for a season as M4’s benchmarks do', () => {
  for (const [period, wanted] of Object.entries(expected.seasonal))
    expect(isSeasonal(passengers(), Number(period)), period).toBe(wanted);
  expect(isSeasonal(passengers(35), 12)).toBe(false);
  expect(isSeasonal(new Float64Array(100).fill(3), 12)).toBe(false);
  expect(isSeasonal(passengers(), 1)).toBe(false);
});

it('goes on by half the slope of a line, from its last value', () => {
  const line = Float64Array.from({ length: 50 }, (_, t) => 10 + 2 * t);
  expect(thetaMethod(line, 3)[2]).toBeCloseTo(108 + 3, 6);
});

it('stays finite on what is constant, short, tiny or huge', () => {
  for (const y of [
    new Float64Array(30),
    new Float64Array(30).fill(5),
    passengers().map((v) => v * 1e-150),
    passengers().map((v) => v * 1e150),
  ])
    expect(thetaMethod(y, 9, seasonalFigure(y, 12)).every(Number.isFinite)).toBe(true);
  expect(thetaMethod(Float64Array.of(4, 6), 2).every(Number.isFinite)).toBe(true);
  const spike = Float64Array.from({ length: 48 }, (_, t) => (t % 12 === 0 ? 1e9 : 1e-9));
  expect(thetaMethod(spike, 24, seasonalFigure(spike, 12)).every(Number.isFinite)).toBe(true);
});
