import { describe, expect, it } from 'vitest';
import { quietContext } from '../../base/job';
import { checked, type ParamValues } from '../../base/params';
import { regular } from '../../frame/frame';
import { energy, farthest, passengers, weekdays } from '../../math/fixtures/series';
import type { History } from '../types';
import { prophet } from './index';
import { prophetForecaster } from './prophet';

const ctx = quietContext(() => 0);
const day = 86_400_000;
const from = 1_600_000_000_000;

const historyOf = (values: Float64Array, stepMs: number, periods: readonly number[]): History => ({
  frame: regular(from, stepMs, values),
  period: periods.at(-1) ?? 1,
  periods,
});
const learn = (history: History, params: ParamValues = {}, validation = 0) =>
  prophetForecaster.fit({ history, validation, horizon: 24 }, checked(prophet.params, params) as never, ctx);

/**
 * Python's prophet 1.5.0, every sixth of 24 steps: the forecast, then the bounds of its 80 % interval.
 *
 *   ds = pd.to_datetime(np.arange(len(y) + 24) * step + 1_600_000_000, unit='s')
 *   m = Prophet(yearly_seasonality=False, weekly_seasonality=False, daily_seasonality=False, **how)
 *   for days, order in seasons: m.add_seasonality(f's{days}', days, order)
 *   m.fit(pd.DataFrame({'ds': ds[:len(y)], 'y': y, 'cap': 600, 'floor': 50}))  # the last two for logistic growth only
 *   f = m.predict(pd.DataFrame({'ds': ds[len(y):], 'cap': 600, 'floor': 50}))
 */
const cases = [
  {
    // seasons [(12, 4)], seasonality_mode='multiplicative'
    name: 'seasons that grow with the trend',
    history: historyOf(passengers(), day, [12]),
    params: { seasonMode: 'multiplicative' },
    point: [438.329, 414.217, 482.577, 454.021],
    lower: [434.04, 409.768, 478.083, 448.602],
    upper: [442.661, 418.822, 487.349, 459.225],
  },
  {
    // seasons [(7, 3)], changepoint_prior_scale=0.5, n_changepoints=10
    name: 'few, loose change points',
    history: historyOf(weekdays(), day, [7]),
    params: { changePointScale: 0.5, changePoints: 10 },
    point: [74.196, 77.3156, 72.7163, 68.065],
    lower: [73.1053, 76.1881, 71.6462, 66.8362],
    upper: [75.2984, 78.4869, 73.8701, 69.2625],
  },
  {
    // seasons [(1, 4), (7, 3)]
    name: 'two seasons',
    history: historyOf(energy(), day / 48, [48, 336]),
    params: {},
    point: [27300.4, 30395.6, 32949.1, 35472.1],
    lower: [27152.8, 30249.1, 32808.2, 35322.7],
    upper: [27449.6, 30553.3, 33101.0, 35624.1],
  },
  {
    // seasons [(1, 4), (7, 3)], growth='flat', seasonality_prior_scale=0.1
    name: 'no growth, small seasons',
    history: historyOf(energy(), day / 48, [48, 336]),
    params: { growth: 'flat', seasonScale: 0.1 },
    point: [27009.8, 30085.8, 32633.3, 35147.8],
    lower: [26755.8, 29826.3, 32369.3, 34881.7],
    upper: [27281.7, 30350.2, 32921.8, 35400.0],
  },
  {
    // seasons [(12, 4)], growth='logistic'
    name: 'growth up to a cap',
    history: historyOf(passengers(), day, [12]),
    params: { growth: 'logistic', cap: 600, floor: 50 },
    point: [409.54, 402.723, 439.707, 431.626],
    lower: [391.81, 385.122, 422.795, 413.695],
    upper: [427.461, 421.671, 457.893, 449.904],
  },
] as const;

describe.each(cases)('$name', ({ history, params, point, lower, upper }) => {
  // Where Python's line search ends early (the cap), our posterior is higher by 0.4, and the forecasts are 0.3 % apart.
  const near = 0.004 * Math.max(...point);
  // 1000 draws each: their quantiles are off by a few per cent of the band's width.
  const width = Math.max(...upper.map((value, i) => value - (lower[i] as number)));

  it('agrees with Python’s prophet, forecast and interval', async () => {
    const fitted = await learn(history, params);
    const [forecast] = await fitted.predict({ histories: [history], horizon: 24, levels: [0.1, 0.9] }, ctx);
    expect(farthest(forecast?.point ?? new Float64Array(0), point, 6)).toBeLessThan('cap' in params ? near : near / 10);
    const [low, high] = forecast?.quantiles ?? [];
    expect(farthest(low?.values ?? new Float64Array(0), lower, 6)).toBeLessThan(0.12 * width);
    expect(farthest(high?.values ?? new Float64Array(0), upper, 6)).toBeLessThan(0.12 * width);
  });
});

it('finds by Stan what it finds by itself', async () => {
  const history = historyOf(energy(), day / 48, [48, 336]);
  const [own, stan] = await Promise.all([learn(history), learn(history, { solver: 'stan' })]);
  const [ours] = await own.predict({ histories: [history], horizon: 24 }, ctx);
  const [theirs] = await stan.predict({ histories: [history], horizon: 24 }, ctx);
  expect(farthest(ours?.point ?? new Float64Array(0), [...(theirs?.point ?? [])], 1)).toBeLessThan(10);
});

it('fits anew to each history, or goes on with the curve it has', async () => {
  const whole = weekdays(100).map((value, t) => (t < 80 ? value : value + 40));
  const short = historyOf(whole.slice(0, 80), day, [7]);
  const long = historyOf(whole, day, [7]);
  const level = async (refit: boolean): Promise<number> => {
    const [forecast] = await (await learn(short, { refit })).predict({ histories: [long], horizon: 7 }, ctx);
    return (forecast?.point ?? new Float64Array(0)).reduce((sum, value) => sum + value, 0) / 7;
  };
  expect((await level(true)) - (await level(false))).toBeGreaterThan(20);
});

it('does not learn from the validation part', async () => {
  const y = weekdays(100);
  const changed = y.map((value, t) => (t < 80 ? value : 0));
  const [one, two] = await Promise.all([y, changed].map((values) => learn(historyOf(values, day, [7]), {}, 20)));
  expect((await one?.weights())?.state.fitted).toEqual((await two?.weights())?.state.fitted);
});

it('keeps below its cap, and asks for one above the floor', async () => {
  const full = Float64Array.from({ length: 120 }, (_, t) => 100 / (1 + Math.exp(-(t - 60) / 15)));
  const history = historyOf(full, day, []);
  const [forecast] = await (await learn(history, { growth: 'logistic' })).predict(
    { histories: [history], horizon: 400 },
    ctx,
  );
  expect(forecast?.point.at(-1)).toBeGreaterThan(97);
  expect(forecast?.point.every((value) => value <= 100)).toBe(true);
  await expect(learn(history, { growth: 'logistic', cap: 5, floor: 5 })).rejects.toMatchObject({ place: 'cap' });
});

it('gives the same quantiles once restored', async () => {
  const history = historyOf(weekdays(), day, [7]);
  const fitted = await learn(history);
  const restored = await prophetForecaster.restore(
    structuredClone(await fitted.weights()),
    checked(prophet.params, {}) as never,
  );
  const request = { histories: [history], horizon: 30, levels: [0.025, 0.5, 0.975] };
  expect(await restored.predict(request, ctx)).toEqual(await fitted.predict(request, ctx));
});

it('draws no more bends than it can, of a kept curve that claims a history of a moment', async () => {
  const fitted = await learn(historyOf(weekdays(), day, [7]));
  const { state, ...rest } = await fitted.weights();
  const design = { ...(state.design as object), span: 1 };
  const params = checked(prophet.params, { refit: false }) as never;
  const restored = await prophetForecaster.restore({ ...rest, state: { ...state, design } }, params);
  const [forecast] = await restored.predict(
    { histories: [historyOf(weekdays(), day, [7])], horizon: 2, levels: [0.1] },
    ctx,
  );
  expect(forecast?.quantiles[0]?.values).toHaveLength(2);
});

it('refuses kept weights that are off', async () => {
  const params = checked(prophet.params, {}) as never;
  const weights = await (await learn(historyOf(weekdays(), day, [7]))).weights();
  const { design, fitted } = weights.state as Record<string, Record<string, unknown>>;
  for (const off of [
    { design: { ...design, bends: [0.5] } },
    { design: { ...design, span: 0 } },
    { design: { ...design, seasons: [{ days: 7, order: 1e9 }] } },
    { fitted: { ...fitted, seasonal: ['0'] } },
    { fitted: { ...fitted, noise: null } },
  ]) {
    const broken = { ...weights, state: { ...weights.state, ...off } };
    await expect(prophetForecaster.restore(broken, params)).rejects.toMatchObject({ code: 'damaged' });
  }
});
