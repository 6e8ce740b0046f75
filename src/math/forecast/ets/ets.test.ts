/*
 * The fixture comes from statsmodels 0.15.0 (numpy 2.4.6), 13 digits:
 *   noise = lambda t: ((t*7919) % 101)/101 - 0.5
 *   def air(n=144): t = np.arange(n); return 100*np.exp(0.01*t)*(1+0.2*np.sin(2*np.pi*t/12)+0.05*np.cos(2*np.pi*t/4))*(1+0.05*noise(t))
 *   def odd(n=100): t = np.arange(n); return 50+0.2*t+5*np.sin(2*np.pi*t/7)+2*np.sin(2*np.pi*t*2/7)+3*noise(t)
 *   def model(y, m, e, t, s): return ETSModel(y, error=e, trend='add' if t else None, damped_trend=t == 'damped', **(dict(seasonal=s, seasonal_periods=m) if s else {}))
 *   def given(y, m, e, t, s):
 *     p = [.3]+([.03] if t else [])+([.14] if s else [])+([.9] if t == 'damped' else [])+[y[0]*1.02]+([y[0]*.004] if t else [])
 *     if s: p += list(1+.1*np.sin(np.arange(m)) if s == 'mul' else y[0]*.1*np.sin(np.arange(m)))  # the last one first
 *     r = model(y, m, e, t, s).smooth(np.array(p))
 *     return dict(logLikelihood=r.llf, aicc=aicc(r.llf, len(y), r.df_model-(1 if s else 0)), fitted=r.fittedvalues[::12], forecast=r.forecast(14))
 *   given: the fifteen forms on air(), m=12 (of m first seasons one is not free, which df_model forgets);
 *   best: model(...).fit(disp=False, maxiter=5000).llf of each on air(), m=12, and odd(), m=7
 */
import { expect, it } from 'vitest';
import { quietContext } from '../../../base/job';
import { normal, seeded } from '../../../base/random';
import { passengers, weekdays } from '../../fixtures/series';
import { pacer } from '../../pace';
import { chooseEts } from './choose';
import { fitEts } from './fit';
import expected from './fixtures/ets.json';
import { type EtsForm, type EtsState, formsFor, freedom, letters, type Smoothing } from './form';
import { ahead, deviance, passesOver, smooth } from './smooth';
import { firstState } from './start';

const pace = pacer(quietContext(() => 0).signal);
const air = passengers();
const named = <T extends { form: object }>(cases: readonly T[]) =>
  cases.map((one) => [letters(one.form as EtsForm), { ...one, form: one.form as EtsForm }] as const);
const apart = (values: ArrayLike<number>, wanted: readonly number[]): number =>
  Math.max(...wanted.map((value, i) => Math.abs((values[i] as number) / value - 1)));

it('has the fifteen forms of statsmodels’ and R’s automatic choice', () => {
  expect(formsFor(true, true).map(letters).sort()).toEqual(
    named(expected.given)
      .map(([name]) => name)
      .sort(),
  );
  expect(formsFor(false, true).map(letters)).toEqual(
    ['N', 'A'].flatMap((season) => ['N', 'A', 'Ad'].map((trend) => `ETS(A,${trend},${season})`)),
  );
});

it.each(named(expected.given))('%s smooths, counts and forecasts as statsmodels at given constants', (_, wanted) => {
  const { form } = wanted;
  const first = air[0] as number;
  const waves = Float64Array.from({ length: 12 }, (_, i) => Math.sin(11 - i));
  const season = waves.map((wave) => (form.season === 'multiplicative' ? 1 + 0.1 * wave : 0.1 * first * wave));
  const smoothing: Smoothing = {
    level: 0.3,
    slope: form.trend === 'none' ? 0 : 0.1,
    season: form.season === 'none' ? 0 : 0.2,
    damping: form.trend === 'damped' ? 0.9 : 1,
  };
  const { fitted, end, logLikelihood } = smooth(air, form, smoothing, {
    level: 1.02 * first,
    slope: form.trend === 'none' ? 0 : 0.004 * first,
    season: form.season === 'none' ? new Float64Array(0) : season,
  });
  expect(
    apart(
      fitted.filter((_, t) => t % 12 === 0),
      wanted.fitted,
    ),
  ).toBeLessThan(1e-9);
  expect(apart(ahead(form, smoothing, end, 14), wanted.forecast)).toBeLessThan(1e-9);
  expect(logLikelihood).toBeCloseTo(wanted.logLikelihood, 6);
  const k = freedom(form, 12);
  expect(-2 * logLikelihood + 2 * k + (2 * k * (k + 1)) / (143 - k)).toBeCloseTo(wanted.aicc, 6);
});

it.each(named(expected.given))('%s has the gradient differences give', (_, { form }) => {
  const y = air.map((value) => value / 500);
  const passes = passesOver(y, form, 12);
  const start = firstState(y, form, 12);
  const smoothing = { level: 0.3, slope: 0.1, season: 0.2, damping: 0.9 };
  const gradient = { smoothing: new Float64Array(4), start: new Float64Array(2 + passes.period) };
  deviance(passes, smoothing, start, gradient);
  const found = [...gradient.smoothing, ...gradient.start];
  const moved = (k: number, by: number): number => {
    const x = [smoothing.level, smoothing.slope, smoothing.season, smoothing.damping, start.level, start.slope];
    const season = start.season.slice();
    if (k < x.length) x[k] = (x[k] as number) + by;
    else season[k - x.length] = (season[k - x.length] as number) + by;
    const [level, slope, seasonal, damping, l, b] = x as [number, number, number, number, number, number];
    const state: EtsState = { level: l, slope: b, season };
    const at: Smoothing = { level, slope, season: seasonal, damping };
    return deviance(passes, at, state, { smoothing: new Float64Array(4), start: new Float64Array(2 + passes.period) });
  };
  const free = form.season === 'none' ? 6 : 18;
  for (let k = 0; k < free; k++)
    expect(Math.abs((moved(k, 1e-6) - moved(k, -1e-6)) / 2e-6 - (found[k] as number))).toBeLessThan(1e-6);
});

it.each([
  ['passengers', air, 12, expected.best.air],
  ['weekdays', weekdays(), 7, expected.best.odd],
] as const)('%s: each form as likely as statsmodels fits it, but for 0.6', (_, y, period, best) => {
  for (const [name, { form, logLikelihood }] of named(best)) {
    const fit = fitEts(y, form, period);
    expect(fit.logLikelihood - logLikelihood, name).toBeGreaterThan(-0.6);
    expect(smooth(y, form, fit.smoothing, fit.start).logLikelihood).toBeCloseTo(fit.logLikelihood, 6);
  }
});

it.each([
  ['passengers', air, 12, expected.best.air],
  ['weekdays', weekdays(), 7, expected.best.odd],
] as const)(
  '%s: chooses a form with an AICc no worse than the best of statsmodels’ fits',
  async (_, y, period, best) => {
    const chosen = await chooseEts(y, formsFor(true, true), period, pace);
    const theirs = named(best).map(([, { form, logLikelihood }]) => {
      const k = freedom(form, period);
      return -2 * logLikelihood + 2 * k + (2 * k * (k + 1)) / (y.length - k - 1);
    });
    expect(chosen.aicc).toBeLessThan(Math.min(...theirs) + 0.5);
    expect(chosen.form.season).not.toBe('none');
  },
);

it('sees which form made a series', async () => {
  const random = seeded(11);
  const noise = Float64Array.from({ length: 240 }, () => normal(random));
  const choose = async (at: (t: number) => number): Promise<EtsForm> =>
    (
      await chooseEts(
        Float64Array.from(noise, (_, t) => at(t)),
        formsFor(true, true),
        12,
        pace,
      )
    ).form;
  const e = (t: number): number => noise[t] as number;
  const wave = (t: number): number => Math.sin((2 * Math.PI * t) / 12);
  expect(await choose((t) => 100 + e(t))).toMatchObject({ trend: 'none', season: 'none' });
  expect(await choose((t) => 100 + 2 * t + e(t))).toMatchObject({
    error: 'additive',
    trend: 'additive',
    season: 'none',
  });
  expect(await choose((t) => 100 + 20 * wave(t) + e(t))).toMatchObject({ trend: 'none', season: 'additive' });
  expect(await choose((t) => (100 + 2 * t) * (1 + 0.3 * wave(t)) * (1 + 0.02 * e(t)))).toEqual({
    error: 'multiplicative',
    trend: 'additive',
    season: 'multiplicative',
  });
});

it('counts the same in any unit', () => {
  for (const form of formsFor(true, true)) {
    const small = fitEts(air, form, 12);
    const large = fitEts(
      air.map((value) => value * 2 ** 40),
      form,
      12,
    );
    expect(large.logLikelihood + 144 * 40 * Math.LN2).toBeCloseTo(small.logLikelihood, 6);
    expect((large.end.level as number) / 2 ** 40).toBeCloseTo(small.end.level, 6);
  }
});

it('stays finite on what is constant, a perfect line, short, tiny or huge', () => {
  const line = Float64Array.from({ length: 60 }, (_, t) => 3 + 0.5 * t);
  const hard: readonly (readonly [Float64Array, number])[] = [
    [new Float64Array(40), 4],
    [new Float64Array(40).fill(7), 4],
    [line, 12],
    [Float64Array.of(1, 2, 1, 2), 2],
    [Float64Array.of(5, 5, 5, 5), 1],
    [air.map((value) => value * 1e-200), 12],
    [air.map((value) => value * 1e250), 12],
    [air.map((value) => 1e9 + value), 12],
    [air.map((value, t) => (t === 70 ? value * 1e6 : value)), 12],
  ];
  for (const [y, period] of hard) {
    const positive = y.every((value) => value > 0);
    for (const form of formsFor(positive, period > 1)) {
      const fit = fitEts(y, form, period);
      if (!Number.isFinite(fit.logLikelihood)) expect(fit.aicc).toBe(Number.POSITIVE_INFINITY);
      else expect(ahead(form, fit.smoothing, fit.end, 30).every(Number.isFinite), letters(form)).toBe(true);
    }
  }
  const drawn = fitEts(line, { error: 'additive', trend: 'additive', season: 'none' }, 1);
  expect(ahead(drawn.form, drawn.smoothing, drawn.end, 10)[9]).toBeCloseTo(3 + 0.5 * 69, 4);
});

it('does not let a slope pull a skewed series up at every step', () => {
  const random = seeded(3);
  let near = 0;
  const skewed = Float64Array.from({ length: 400 }, () => {
    near = 0.6 * near + normal(random);
    return 50 * Math.exp(near);
  });
  const { smoothing, form, end } = fitEts(skewed, { error: 'multiplicative', trend: 'additive', season: 'none' }, 1);
  expect(ahead(form, smoothing, end, 48)[47]).toBeLessThan(Math.max(...skewed));
});
