import { describe, expect, test } from 'vitest';
import { type EpochReport, type JobContext, quietContext } from '../../base/job';
import { checked } from '../../base/params';
import { normal, seeded } from '../../base/random';
import { regular, slice } from '../../frame/frame';
import type { Decomposition, Weights } from '../../frame/parts';
import type { History, Training } from '../types';
import { compositeForecaster } from './forecaster';
import { compositeLstm, type Params } from './index';

const period = 12;
const params = checked(compositeLstm.params, {
  units: 8,
  lookback: 12,
  epochs: 6,
  windows: 256,
  learningRate: 0.01,
  backend: 'wasm',
}) as Params;
/** A context whose clock runs so fast that every epoch is worth a checkpoint. */
const context = (more: Partial<JobContext> = {}): JobContext => {
  let now = 0;
  return { ...quietContext(seeded(1)), clock: () => (now += 1000), ...more };
};

/** A drifting season with sluggish noise, and its true parts. */
function history(n = 400, seasonal = true): History {
  const random = seeded(8);
  let slow = 0;
  let noise = 0;
  const trend = new Float64Array(n);
  const residual = new Float64Array(n);
  const season = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    slow += 0.05 * normal(random);
    noise = 0.8 * noise + 0.3 * normal(random);
    trend[i] = 20 + slow + 0.02 * i;
    residual[i] = noise;
    season[i] = seasonal ? 3 * Math.sin((2 * Math.PI * i) / period) : 0;
  }
  const observed = trend.map((value, i) => value + (season[i] as number) + (residual[i] as number));
  const frame = regular(0, 3_600_000, observed);
  const parts: Decomposition = {
    time: frame.time,
    observed,
    trend,
    seasonal: seasonal ? [{ period, values: season }] : [],
    residual,
    model: 'additive',
  };
  return { frame, period: seasonal ? period : 1, parts };
}

function upTo({ frame, period: own, parts }: History, n: number): History {
  const cut = (values: Float64Array): Float64Array => values.slice(0, n);
  const { observed, trend, seasonal, residual, model } = parts as Decomposition;
  return {
    frame: slice(frame, 0, n),
    period: own,
    parts: {
      time: cut((parts as Decomposition).time),
      observed: cut(observed),
      trend: cut(trend),
      seasonal: seasonal.map((one) => ({ ...one, values: cut(one.values) })),
      residual: cut(residual),
      model,
    },
  };
}

const training = (given: History, more: Partial<Training> = {}): Training => ({
  history: given,
  validation: 60,
  horizon: 12,
  ...more,
});

describe('the composite LSTM', () => {
  test('beats repeating the last season, from origins it never saw', async () => {
    const whole = history();
    const fitted = await compositeForecaster.fit(training(upTo(whole, 340)), params, context());
    const origins = [340, 350, 360, 370, 380];
    const forecasts = await fitted.predict(
      { histories: origins.map((origin) => upTo(whole, origin)), horizon: 12 },
      context(),
    );
    const observed = (whole.parts as Decomposition).observed;
    let own = 0;
    let naive = 0;
    for (const [k, origin] of origins.entries()) {
      for (let h = 0; h < 12; h++) {
        own += Math.abs((forecasts[k]?.point[h] as number) - (observed[origin + h] as number));
        naive += Math.abs((observed[origin + h - period] as number) - (observed[origin + h] as number));
      }
    }
    expect(own).toBeLessThan(0.9 * naive);
  });

  test('reports the losses of each part, and goes on from a checkpoint to the same curve and weights', async () => {
    const kept: Weights[] = [];
    const run = async (from: Weights | undefined, more: Partial<Training> = {}) => {
      const reports: EpochReport[] = [];
      const ctx = context({ progress: ({ epoch }) => epoch && reports.push(epoch) });
      const own = training(history(), more);
      const fitted = await (from === undefined
        ? compositeForecaster.fit(own, params, ctx)
        : compositeForecaster.continue?.(from, own, params, ctx));
      return { reports, weights: await fitted?.weights() };
    };
    const whole = await run(undefined, { onCheckpoint: (weights) => kept.push(weights) });
    expect(whole.reports[0]?.losses.map(({ part }) => part)).toEqual(['trend', 'seasonal', 'residual']);
    expect(whole.reports.map(({ epoch, epochs }) => [epoch, epochs])).toEqual([1, 2, 3, 4, 5, 6].map((k) => [k, 6]));
    expect(kept.length).toBe(6);
    const rest = await run(structuredClone(kept[1]));
    expect(rest.reports).toEqual(whole.reports);
    expect(rest.weights?.tensors).toEqual(whole.weights?.tensors);
  });

  test('counts epochs through stop after stop, and again after the end', async () => {
    const few = { ...params, units: 2, windows: 64, epochs: 6 };
    const short = (more: Partial<Training> = {}) => training(history(200), more);
    /** Goes on (or begins), is stopped after `epochs`, and hands over the newest checkpoint or the end. */
    const run = async (from: Weights | undefined, epochs: number) => {
      const stop = new AbortController();
      const counted: number[] = [];
      let planned = 0;
      let newest: Weights | undefined;
      const own = short({
        onCheckpoint: (weights) => {
          newest = weights;
          if (counted.length === epochs) stop.abort();
        },
      });
      const ctx = context({
        signal: stop.signal,
        progress: ({ phase, epoch }) => {
          if (epoch === undefined || phase === 'Going on') return;
          counted.push(epoch.epoch);
          planned = epoch.epochs;
        },
      });
      const running =
        from === undefined
          ? compositeForecaster.fit(own, few, ctx)
          : compositeForecaster.continue?.(from, own, few, ctx);
      try {
        newest = await (await running)?.weights();
      } catch (error) {
        expect(error).toMatchObject({ code: 'cancelled' });
      }
      return { counted, planned, weights: newest as Weights };
    };
    const one = await run(undefined, 3);
    const two = await run(one.weights, 2);
    expect(two).toMatchObject({
      counted: [4, 5],
      planned: 6,
      weights: { state: { record: { epochs: 5, finished: false } } },
    });
    const end = await run(two.weights, 9);
    expect(end).toMatchObject({
      counted: [6],
      planned: 6,
      weights: { state: { record: { epochs: 6, finished: true } } },
    });
    const again = await run(end.weights, 1);
    expect(again).toMatchObject({
      counted: [7],
      planned: 8,
      weights: { state: { record: { epochs: 7, earlier: 6 } } },
    });
    expect(await run(again.weights, 9)).toMatchObject({
      counted: [8],
      planned: 8,
      weights: { state: { record: { epochs: 8 } } },
    });
  });

  test('names its weights as an exporter needs them', async () => {
    const weights = await (
      await compositeForecaster.fit(training(history()), { ...params, epochs: 1 }, context())
    ).weights();
    expect(weights.networks.map(({ part }) => part)).toEqual(['trend', 'seasonal', 'residual']);
    expect(weights.networks[0]?.inputShape).toEqual([12, 1]);
    expect(weights.networks[0]?.layers.map(({ kind }) => kind)).toEqual([
      'lstm',
      'dropout',
      'lstm',
      'dropout',
      'dense',
      'dense',
    ]);
    expect(weights.tensors.map(({ name }) => name)).toContain('residual/lstm_2/recurrent_kernel');
    expect(weights.tensors.length).toBe(3 * 10);
  });

  test('without a season learns trend and residual', async () => {
    const fitted = await compositeForecaster.fit(training(history(300, false)), params, context());
    expect((await fitted.weights()).networks.map(({ part }) => part)).toEqual(['trend', 'residual']);
    const [forecast] = await fitted.predict({ histories: [history(300, false)], horizon: 40 }, context());
    expect(forecast?.point.every(Number.isFinite)).toBe(true);
  });

  test('forecasts a constant as that constant', async () => {
    const given = history();
    const flat = new Float64Array(400).fill(7);
    const zeros = new Float64Array(400);
    const constant: History = {
      ...given,
      frame: regular(0, 3_600_000, flat),
      parts: {
        ...(given.parts as Decomposition),
        observed: flat,
        trend: flat,
        residual: zeros,
        seasonal: [{ period, values: zeros }],
      },
    };
    const fitted = await compositeForecaster.fit(training(constant), params, context());
    const [forecast] = await fitted.predict({ histories: [constant], horizon: 20 }, context());
    expect(Array.from(forecast?.point ?? [])).toEqual(Array.from({ length: 20 }, () => expect.closeTo(7, 9)));
  });

  test.each([
    [{ horizon: 0 }, {}, { code: 'bad-input', place: 'horizon' }],
    [{}, { lookback: 600 }, { code: 'too-short', place: 'lookback' }],
    [
      { history: { ...history(), parts: undefined } as unknown as History },
      {},
      { code: 'bad-input', place: 'decomposition' },
    ],
  ] as const)('refuses %o %o in words', async (wish, values, failure) => {
    const running = compositeForecaster.fit(training(history(), wish), { ...params, ...values }, context());
    await expect(running).rejects.toMatchObject({ ...failure, next: expect.any(String) });
  });

  test('refuses weights that are not whole', async () => {
    const weights = await (
      await compositeForecaster.fit(training(history()), { ...params, epochs: 1 }, context())
    ).weights();
    for (const broken of [
      { ...weights, tensors: weights.tensors.slice(1) },
      { ...weights, networks: [] },
      { ...weights, state: { ...weights.state, scalers: [] } },
      { ...weights, networks: weights.networks.slice(1) },
      { ...weights, networks: weights.networks.map((network) => ({ ...network, inputShape: [24, 1] as const })) },
      { ...weights, networks: weights.networks.map((network) => ({ ...network, layers: network.layers.slice(2) })) },
      ...[{ span: 5e7 }, { lookback: 3e6 }, { head: 4 }, { parts: ['trend', 'trend', 'residual'] }].map((off) => ({
        ...weights,
        state: { ...weights.state, shape: { ...(weights.state.shape as object), ...off } },
      })),
      {
        ...weights,
        state: {
          ...weights.state,
          scalers: (weights.state.scalers as { carry: number[][] }[]).map((one) => ({
            ...one,
            carry: one.carry.map(() => []),
          })),
        },
      },
    ]) {
      await expect(compositeForecaster.restore(broken, params)).rejects.toMatchObject({ code: 'damaged' });
    }
  });

  test('is cancelled within one batch', async () => {
    const stop = new AbortController();
    let steps = 0;
    const progress: JobContext['progress'] = ({ phase, done }) => {
      if (phase === 'Training') steps = done;
      if (steps === 2) stop.abort();
    };
    const running = compositeForecaster.fit(training(history()), params, context({ signal: stop.signal, progress }));
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(steps).toBe(2);
  });
});
