import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { JobContext } from '../base/job';
import { quietContext } from '../base/job';
import { checked, defaults, type ParamValues } from '../base/params';
import { normal, seeded } from '../base/random';
import { length, regular, slice } from '../frame/frame';
import type { Decomposition, Forecast, Weights } from '../frame/parts';
import { models } from './index';
import type { FittedForecaster, Forecaster, History, ModelMember } from './types';

/** Parameters that make a slow member quick enough for this suite. */
const tiny: Readonly<Record<string, ParamValues>> = {
  'composite-lstm': { units: 4, dense: 4, epochs: 2, windows: 16, batch: 16, lookback: 6, backend: 'cpu' },
  'global-lstm': { units: 4, seeds: 2, epochs: 2, windows: 16, batch: 16, lookback: 2, backend: 'cpu' },
  'published-lstm': { units: 4, dense: 4, epochs: 1, batch: 16, lookback: 6, backend: 'cpu' },
  'raw-lstm': { units: 4, dense: 4, epochs: 2, windows: 16, batch: 16, lookback: 6, backend: 'cpu' },
};

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const hour = 3_600_000;
const period = 12;
const horizon = 18;
const members: readonly ModelMember[] = models;

/** A history with known parts: a line, a season and noise. */
function history(n = 150, seed = 5): History {
  const random = seeded(seed);
  const trend = Float64Array.from({ length: n }, (_, i) => 2 + 0.01 * i);
  const season = Float64Array.from({ length: n }, (_, i) => Math.sin((2 * Math.PI * i) / period));
  const residual = Float64Array.from({ length: n }, () => 0.1 * normal(random));
  const observed = trend.map((value, i) => value + (season[i] as number) + (residual[i] as number));
  const frame = regular(1_700_000_000_000, hour, observed, 'load');
  const parts: Decomposition = {
    time: frame.time,
    observed,
    trend,
    seasonal: [{ period, values: season }],
    residual,
    model: 'additive',
  };
  return { frame, period, parts };
}

/** The first `n` points of a history. */
function upTo(given: History, n: number): History {
  const cut = (values: Float64Array): Float64Array => values.slice(0, n);
  const parts = given.parts as Decomposition;
  return {
    ...given,
    frame: slice(given.frame, 0, n),
    parts: {
      ...parts,
      time: cut(parts.time),
      observed: cut(parts.observed),
      trend: cut(parts.trend),
      seasonal: parts.seasonal.map((season) => ({ ...season, values: cut(season.values) })),
      residual: cut(parts.residual),
    },
  };
}

const context = (seed = 1): JobContext => quietContext(seeded(seed));
const stopped = (): JobContext => ({ ...context(), signal: AbortSignal.abort() });
const numbers = (forecasts: readonly Forecast[]): readonly number[][] =>
  forecasts.map(({ point }) => Array.from(point));

describe('the list', () => {
  it('holds exactly the folders on disk, once each', () => {
    const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(members.map(({ id }) => id).sort()).toEqual(folders.map(({ name }) => name).sort());
  });
});

describe.each(members.map((member) => [member.id, member] as const))('%s', (_, member) => {
  const params = checked(member.params, tiny[member.id] ?? {});
  const whole = history();
  let forecaster: Forecaster;
  let fitted: FittedForecaster;

  const learn = (given: History, seed = 1): Promise<FittedForecaster> =>
    forecaster.fit({ history: given, validation: 24, horizon }, params, context(seed));

  beforeAll(async () => {
    forecaster = await member.load();
    fitted = await learn(whole);
  });
  afterAll(() => fitted.dispose());

  it('introduces itself, with initial values that pass its own check', () => {
    const initial = defaults(member.params);
    expect(checked(member.params, initial)).toEqual(initial);
    expect(member.title).not.toBe('');
    expect(member.summary.endsWith('.')).toBe(true);
  });

  it('reads well in the recipe sentence', () => {
    const phrase = member.phrase(defaults(member.params));
    const words = phrase.map((part) => (typeof part === 'string' ? part : part.text));
    expect(words.length).toBeGreaterThan(0);
    expect(words.every((text) => text.length > 0)).toBe(true);
    expect(words.join('')).toMatch(/^[a-z].*[^.]$/);
    for (const part of phrase) {
      if (typeof part !== 'string')
        for (const place of part.params) expect(Object.keys(member.params)).toContain(place);
    }
  });

  it('knows every parameter the suite makes tiny', () => {
    expect(Object.keys(member.params)).toEqual(expect.arrayContaining(Object.keys(tiny[member.id] ?? {})));
  });

  it('forecasts as many finite values as steps, on the axis that goes on', async () => {
    const [forecast] = await fitted.predict({ histories: [whole], horizon }, context());
    const end = whole.frame.time.at(-1) as number;
    expect(forecast?.target).toBe('load');
    expect(Array.from(forecast?.time ?? [])).toEqual(Array.from({ length: horizon }, (_, h) => end + (h + 1) * hour));
    expect(forecast?.point.length).toBe(horizon);
    expect(forecast?.point.every(Number.isFinite)).toBe(true);
  });

  it('gives quantiles and parts, where it does, that fit the forecast', async () => {
    const [forecast] = await fitted.predict({ histories: [whole], horizon }, context());
    forecast?.quantiles.forEach(({ level, values }, i, all) => {
      expect(level).toBeGreaterThan(all[i - 1]?.level ?? 0);
      expect(level).toBeLessThan(1);
      expect(values.every((value, h) => value >= (all[i - 1]?.values[h] ?? Number.NEGATIVE_INFINITY))).toBe(true);
    });
    if (forecast?.parts === undefined) return;
    forecast.point.forEach((value, h) => {
      const sum = forecast.parts?.reduce((total, { values }) => total + (values[h] as number), 0) ?? Number.NaN;
      expect(Math.abs(sum - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
    });
  });

  it('forecasts several histories in one call as it does one by one, from where each ends', async () => {
    const histories = [whole, upTo(whole, 120), upTo(history(140, 9), 131)];
    const together = await fitted.predict({ histories, horizon }, context());
    expect(together.length).toBe(3);
    for (const [i, given] of histories.entries()) {
      const [alone] = await fitted.predict({ histories: [given], horizon }, context());
      expect(together[i]?.time).toEqual(alone?.time);
      expect(together[i]?.time[0]).toBe((given.frame.time.at(-1) as number) + hour);
      alone?.point.forEach((value, h) => {
        expect(Math.abs((together[i]?.point[h] as number) - value)).toBeLessThan(1e-4);
      });
    }
  });

  it('forecasts from one step to far beyond the horizon it was fitted for', async () => {
    for (const far of [1, 5, 60]) {
      const [forecast] = await fitted.predict({ histories: [whole], horizon: far }, context());
      expect(forecast?.point.length).toBe(far);
      expect(forecast?.point.every(Number.isFinite)).toBe(true);
    }
  });

  it.each([0, -1, 1.5])('refuses a horizon of %d, at its place', async (bad) => {
    await expect(fitted.predict({ histories: [whole], horizon: bad }, context())).rejects.toMatchObject({
      code: 'bad-input',
      place: 'horizon',
      next: expect.any(String),
    });
  });

  it('says that a history is too short, and where to mend it', async () => {
    const short = { name: 'StudioError', code: 'too-short', place: expect.any(String), next: expect.any(String) };
    await expect(learn(upTo(whole, 1))).rejects.toMatchObject(short);
    await expect(fitted.predict({ histories: [upTo(whole, 1)], horizon }, context())).rejects.toMatchObject(short);
  });

  it('leaves what it is handed as it was', async () => {
    const given = history(130);
    const before = structuredClone(given);
    const own = await learn(given);
    await own.predict({ histories: [given], horizon }, context());
    own.dispose();
    expect(given).toEqual(before);
  });

  it('gives the same forecast with the same seed', async () => {
    const again = await learn(whole);
    const one = await fitted.predict({ histories: [whole], horizon }, context());
    const two = await again.predict({ histories: [whole], horizon }, context());
    again.dispose();
    expect(numbers(two)).toEqual(numbers(one));
  });

  it('forecasts to the bit the same once saved, cloned and restored', async () => {
    const weights = structuredClone(await fitted.weights());
    expect(JSON.parse(JSON.stringify(weights.state))).toEqual(weights.state);
    const restored = await forecaster.restore(weights, params);
    const one = await fitted.predict({ histories: [whole, upTo(whole, 100)], horizon }, context());
    const two = await restored.predict({ histories: [whole, upTo(whole, 100)], horizon }, context());
    expect(numbers(two)).toEqual(numbers(one));
    expect(await restored.weights()).toEqual(weights);
    restored.dispose();
  });

  it('goes on learning from kept weights, where it can', async () => {
    if (forecaster.continue === undefined) return;
    const weights = await fitted.weights();
    const training = { history: history(170), validation: 24, horizon };
    const wiser = await forecaster.continue(weights, training, params, context());
    const [forecast] = await wiser.predict({ histories: [whole], horizon }, context());
    wiser.dispose();
    expect(forecast?.point.every(Number.isFinite)).toBe(true);
    expect(await fitted.weights()).toEqual(weights);
  });

  it('does not start once cancelled', async () => {
    const training = { history: whole, validation: 24, horizon };
    await expect(forecaster.fit(training, params, stopped())).rejects.toMatchObject({ code: 'cancelled' });
    await expect(fitted.predict({ histories: [whole], horizon }, stopped())).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('meets a constant series with finite values', async () => {
    const n = length(whole.frame);
    const zeros = new Float64Array(n);
    const flat: History = {
      ...whole,
      frame: { ...whole.frame, columns: [{ key: 'load', values: zeros, labels: {} }] },
      parts: { ...(whole.parts as Decomposition), observed: zeros, trend: zeros, seasonal: [], residual: zeros },
    };
    const own = await learn(flat);
    const [forecast] = await own.predict({ histories: [flat], horizon }, context());
    own.dispose();
    expect(forecast?.point.every(Number.isFinite)).toBe(true);
  });

  it('refuses kept weights that are not whole, in words', async () => {
    const weights = await (await learn(whole)).weights();
    const empty: Weights = { state: {}, tensors: [], networks: [] };
    if (Object.keys(weights.state).length === 0) return;
    await expect(forecaster.restore(empty, params)).rejects.toMatchObject({
      code: 'damaged',
      next: expect.any(String),
    });
    for (const horizon of [0, -1, Number.NaN, 1e12, 'six']) {
      if (!('horizon' in weights.state)) continue;
      const off = { ...weights, state: { ...weights.state, horizon } };
      await expect(forecaster.restore(off, params)).rejects.toMatchObject({ code: 'damaged' });
    }
  });

  it('does not mind being disposed of twice, before or after another', async () => {
    const own = await learn(whole);
    const expected = numbers(await own.predict({ histories: [whole], horizon }, context()));
    const restored = await forecaster.restore(await own.weights(), params);
    own.dispose();
    own.dispose();
    expect(numbers(await restored.predict({ histories: [whole], horizon }, context()))).toEqual(expected);
    restored.dispose();
    restored.dispose();
  });
});
