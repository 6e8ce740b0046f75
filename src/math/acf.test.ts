/*
 * The fixture comes from statsmodels 0.15.0 (numpy 2.4.6):
 *   noise = lambda t: ((t*7919) % 101)/101 - 0.5
 *   def odd(n=100): t = np.arange(n); return 50+0.2*t+5*np.sin(2*np.pi*t/7)+2*np.sin(2*np.pi*t*2/7)+3*noise(t)
 *   def taylor(n=1200): t = np.arange(n); return 30000+0.5*t-6000*np.cos(2*np.pi*t/48)+1500*np.sin(4*np.pi*t/48)-3000*np.cos(2*np.pi*t/336)+400*noise(t)
 *   odd: acf(odd(), adjusted=False, nlags=60, fft=True); energy: acf(taylor(), adjusted=False, nlags=400, fft=True)[::7]; 13 digits
 */
import { expect, it } from 'vitest';
import { acf, whiteNoiseBound } from './acf';
import expected from './fixtures/acf.json';
import { energy, farthest, weekdays } from './fixtures/series';

it('agrees with statsmodels', () => {
  expect(farthest(acf(weekdays(), 60), expected.odd, 1)).toBeLessThan(1e-10);
  expect(farthest(acf(energy(), 400), expected.energy, 7)).toBeLessThan(1e-10);
});

it('is what the definition says, far from zero too', () => {
  const values = Float64Array.of(1e6 + 1, 1e6 + 4, 1e6 - 2, 1e6 + 8, 1e6 + 3);
  const centred = values.map((value) => value - (1e6 + 2.8));
  const sum = (lag: number) =>
    centred.slice(lag).reduce((total, value, i) => total + value * (centred[i] as number), 0);
  for (const [lag, value] of acf(values).entries()) expect(value).toBeCloseTo(sum(lag) / sum(0), 9);
});

it('survives what has no correlation', () => {
  expect([...acf(new Float64Array(5).fill(0.1), 3)]).toEqual([1, 0, 0, 0]);
  expect([...acf(Float64Array.of(3))]).toEqual([1]);
  expect(acf(new Float64Array(0))).toHaveLength(0);
  expect(acf(Float64Array.of(1, 2, 3), 99)).toHaveLength(3);
  expect(whiteNoiseBound(400)).toBeCloseTo(0.098, 4);
});
