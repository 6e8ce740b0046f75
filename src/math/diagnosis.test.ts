import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seeded } from '../base/random';
import { changePoints } from './change-points';
import { chiSquaredTail, normalCdf, normalQuantile } from './distributions';
import { dickeyFuller, kpss, kpssOfLine } from './stationarity';
import { ljungBox } from './white-noise';

/*
 * fixtures/diagnosis.json, by statsmodels 0.15 and scipy:
 *   def lcg(n, seed): s=seed; out=[]; for _ in range(n): s=(1664525*s+1013904223)%2**32; out.append(s/2**32-0.5)
 *   e=lcg(400,7); series={'noise':e,'walk':np.cumsum(e),'line':e+0.01*np.arange(400),'ar':0.7*ar[t-1]+e[t]}
 *   adfuller(x); kpss(x,nlags='auto'); kpss(x,regression='ct',nlags='auto'); adfuller(np.cumsum(lcg(14,3))); acorr_ljungbox(x,lags=[10]); chi2.sf(x,k); norm.cdf(z); norm.ppf(p)
 */
interface Expected {
  readonly adf: readonly [number, number, number];
  readonly kpss: readonly [number, number, number];
  readonly lb: readonly [number, number];
  readonly ct: readonly [number, number, number];
}
const fixture: Record<'noise' | 'walk' | 'line' | 'ar', Expected> & {
  readonly short: { readonly adf: readonly [number, number, number] };
  readonly dist: Record<'chi' | 'cdf' | 'ppf', readonly (readonly number[])[]>;
} = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/diagnosis.json'), 'utf8'));

function noise(n: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: n }, () => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
}

const e = noise(400, 7);
let level = 0;
let held = 0;
const series = {
  noise: e,
  walk: e.map((value) => (level += value)),
  line: e.map((value, i) => value + 0.01 * i),
  ar: e.map((value, i) => (held = i === 0 ? 0 : 0.7 * held + value)),
};

const close = (value: number, expected: number, tolerance: number): void =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)));

describe.each(Object.entries(series))('tests on %s', (name, values) => {
  const expected = fixture[name as keyof typeof series];

  it('give the statistics, lags and chances of statsmodels', () => {
    const adf = dickeyFuller(values);
    close(adf.statistic, expected.adf[0], 1e-8);
    close(adf.p, expected.adf[1], 1e-8);
    expect(adf.lags).toBe(expected.adf[2]);
    const still = kpss(values);
    close(still.statistic, expected.kpss[0], 1e-9);
    close(still.p, expected.kpss[1], 1e-9);
    expect(still.lags).toBe(expected.kpss[2]);
    const line = kpssOfLine(values);
    close(line.statistic, expected.ct[0], 1e-9);
    close(line.p, expected.ct[1], 1e-9);
    expect(line.lags).toBe(expected.ct[2]);
    const white = ljungBox(values, 10);
    close(white.statistic, expected.lb[0], 1e-9);
    close(white.p, expected.lb[1], 1e-9);
  });
});

it('a line is no level, a short walk is tested as a long one', () => {
  let walk = 0;
  const short = dickeyFuller(noise(14, 3).map((value) => (walk += value)));
  close(short.statistic, fixture.short.adf[0], 1e-6);
  close(short.p, fixture.short.adf[1], 1e-6);
  expect(kpss(series.line).p).toBe(0.01);
  expect(kpssOfLine(series.line).p).toBe(0.1);
});

it('constants and short series have no test', () => {
  expect(dickeyFuller(new Float64Array(50)).p).toBeNaN();
  expect(dickeyFuller(Float64Array.of(1, 2, 3)).p).toBeNaN();
  expect(kpss(new Float64Array(50)).p).toBeNaN();
  expect(ljungBox(new Float64Array(50), 5).p).toBe(1);
});

it('distributions are those of scipy', () => {
  for (const [x = 0, k = 1, p = 0] of fixture.dist.chi) close(chiSquaredTail(x, k), p, 1e-12);
  for (const [z = 0, p = 0] of fixture.dist.cdf) close(normalCdf(z), p, 1e-13);
  for (const [p = 0, z = 0] of fixture.dist.ppf) close(normalQuantile(p), z, 1e-9);
});

describe('change points', () => {
  const random = seeded(3);
  const gauss = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const made = (n: number, at: (i: number) => number, spread = (_: number) => 1): Float64Array =>
    Float64Array.from({ length: n }, (_, i) => at(i) + spread(i) * gauss());

  it('finds a jump, a bend and a wider noise, each where it is and for what it is', () => {
    for (const [kind, values, place, size] of [
      ['level', made(400, (i) => (i < 150 ? 0 : 5)), 150, 5],
      ['slope', made(400, (i) => (i < 250 ? 0 : 0.1 * (i - 250))), 250, 0.1],
      [
        'spread',
        made(
          400,
          () => 0,
          (i) => (i < 200 ? 1 : 4),
        ),
        200,
        4,
      ],
    ] as const) {
      const found = changePoints(values);
      expect(found.map((one) => one.kind)).toEqual([kind]);
      expect(Math.abs((found[0]?.at ?? 0) - place)).toBeLessThanOrEqual(kind === 'level' ? 2 : 25);
      expect((found[0]?.size ?? 0) / size).toBeGreaterThan(0.7);
      expect((found[0]?.size ?? 0) / size).toBeLessThan(1.4);
    }
  });

  it('finds several, and those of long series in means', () => {
    const values = made(30_000, (i) => (i < 9000 ? 0 : i < 21_000 ? 3 : -2));
    const found = changePoints(values);
    expect(found.map(({ kind }) => kind)).toEqual(['level', 'level']);
    expect(Math.abs((found[0]?.at ?? 0) - 9000)).toBeLessThanOrEqual(40);
    expect(Math.abs((found[1]?.at ?? 0) - 21_000)).toBeLessThanOrEqual(40);
  });

  it('takes rounded, sparse and once disturbed values for what they are', () => {
    const sparse = made(1000, () => 0).map((value) => (value > 1.4 ? 1 : 0));
    const rounded = made(1000, () => 0).map((value) => Math.round(0.25 * value));
    const disturbed = made(400, () => 0);
    disturbed[250] = 60;
    expect([sparse, rounded, disturbed].map((values) => changePoints(values).length)).toEqual([0, 0, 0]);
  });

  it('finds hardly any where there are none: white noise, noise with memory, a line', () => {
    let count = 0;
    for (let run = 0; run < 20; run++) {
      let memory = 0;
      count += changePoints(made(300, (i) => 0.05 * i)).length;
      count += changePoints(made(300, () => 0).map((value) => (memory = 0.6 * memory + value))).length;
    }
    expect(count).toBeLessThanOrEqual(2);
    expect(changePoints(new Float64Array(100))).toEqual([]);
    expect(changePoints(new Float64Array(5))).toEqual([]);
  });
});
