import { expect, test } from 'vitest';
import { type EpochReport, quietContext } from '../../base/job';
import { checked } from '../../base/params';
import { normal, seeded } from '../../base/random';
import { regular } from '../../frame/frame';
import { compositeForecaster } from '../composite-lstm/forecaster';
import type { History } from '../types';
import { rawForecaster } from './forecaster';
import { type Params, rawLstm } from './index';

const few = { units: 8, lookback: 12, epochs: 6, windows: 256, learningRate: 0.01, backend: 'wasm' };
const params = (more: object = {}): Params => checked(rawLstm.params, { ...few, ...more }) as Params;
const period = 12;

/** A drifting season with sluggish noise. */
const values = (() => {
  const random = seeded(8);
  let slow = 20;
  let noise = 0;
  return Float64Array.from({ length: 400 }, (_, i) => {
    slow += 0.05 * normal(random);
    noise = 0.8 * noise + 0.3 * normal(random);
    return slow + 3 * Math.sin((2 * Math.PI * i) / period) + noise;
  });
})();
const upTo = (n: number, all = values): History => ({ frame: regular(0, 3_600_000, all.slice(0, n)), period });

/** Forecasts of 12 steps from origins it never saw. */
async function ahead(own: Params) {
  const training = { history: upTo(340), validation: 60, horizon: 12 };
  const fitted = await rawForecaster.fit(training, own, quietContext(seeded(1)));
  const origins = [340, 350, 360, 370, 380];
  const forecasts = await fitted.predict(
    { histories: origins.map((n) => upTo(n)), horizon: 12 },
    quietContext(seeded(1)),
  );
  return { fitted, origins, forecasts };
}

test.each(['values', 'surprises'])('with %s it beats repeating the last season', async (sees) => {
  const { forecasts, origins } = await ahead(params({ sees }));
  let own = 0;
  let naive = 0;
  for (const [k, origin] of origins.entries()) {
    for (let h = 0; h < 12; h++) {
      own += Math.abs((forecasts[k]?.point[h] as number) - (values[origin + h] as number));
      naive += Math.abs((values[origin + h - period] as number) - (values[origin + h] as number));
    }
  }
  expect(own).toBeLessThan(naive);
  expect(forecasts[0]?.parts).toBeUndefined();
});

test('has the network of the composite: the same layers, sequence and head', async () => {
  const ctx = quietContext(seeded(1));
  const reports: EpochReport[] = [];
  const raw = await rawForecaster.fit({ history: upTo(340), validation: 60, horizon: 12 }, params(), {
    ...ctx,
    progress: ({ epoch }) => epoch && reports.push(epoch),
  });
  expect(reports.map(({ losses }) => losses.map(({ part }) => part))).toEqual(new Array(6).fill(['series']));
  const frame = regular(0, 3_600_000, values.slice(0, 340));
  const residual = new Float64Array(340);
  const parts = { time: frame.time, observed: frame.columns[0]?.values ?? residual, seasonal: [], residual };
  const history: History = { frame, period: 1, parts: { ...parts, trend: parts.observed, model: 'additive' } };
  const composite = await compositeForecaster.fit({ history, validation: 60, horizon: 12 }, params(), ctx);
  const [own] = (await raw.weights()).networks;
  expect((await composite.weights()).networks[0]).toEqual({ ...own, part: 'trend' });
});

test('a season far beyond the window is not looked for in the values as they are', async () => {
  const history = { ...upTo(200), period: 150 };
  const learned = (sees: string): Promise<unknown> =>
    rawForecaster.fit({ history, validation: 40, horizon: 12 }, params({ sees, epochs: 1 }), quietContext(seeded(1)));
  await expect(learned('surprises')).rejects.toMatchObject({ code: 'too-short', place: 'lookback' });
  await expect(learned('values')).resolves.toBeDefined();
});

test('a level it never saw does not matter: values are seen against the last', async () => {
  const { fitted, forecasts } = await ahead(params());
  const higher = values.map((value) => value + 1000);
  const [lifted] = await fitted.predict({ histories: [upTo(340, higher)], horizon: 12 }, quietContext(seeded(1)));
  for (const [h, value] of (forecasts[0]?.point ?? []).entries()) expect(lifted?.point[h]).toBeCloseTo(value + 1000, 3);
});

test('refuses weights of a composite', async () => {
  const { fitted } = await ahead(params({ epochs: 1 }));
  const weights = await fitted.weights();
  const shape = { ...(weights.state.shape as object), parts: ['trend'] };
  const networks = weights.networks.map((network) => ({ ...network, part: 'trend' }));
  await expect(
    rawForecaster.restore({ ...weights, networks, state: { ...weights.state, shape } }, params()),
  ).rejects.toMatchObject({ code: 'damaged', message: expect.stringContaining('raw LSTM') });
});
