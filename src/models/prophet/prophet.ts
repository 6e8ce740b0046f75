import { StudioError, throwIfCancelled } from '../../base/errors';
import { seeded } from '../../base/random';
import { first } from '../../frame/frame';
import type { Forecast } from '../../frame/parts';
import { type Pace, pacer } from '../../math/pace';
import { timesAfter, valuesOf } from '../request';
import type { FittedForecaster, Forecaster, History } from '../types';
import { beginning, type Curve, type Fitted, quantilesAt, valuesAt } from './curve';
import { type Design, designOf, type Params } from './design';
import { type Kept, keptOf } from './kept';
import { mostLikely } from './mode';
import { byStan } from './stan';

/** Fewest points a curve is fitted to. */
const FEWEST = 3;
/** Futures are drawn with it: the same forecast has the same quantiles. */
const SEED = 1;

/**
 * Prophet (Taylor and Letham, Forecasting at scale, The American Statistician 2018). The curve fitted to the training
 * history is kept; another history gets its own, unless `refit` is off, when the kept curve goes on. Quantiles are those of
 * drawn futures.
 */
export const prophetForecaster: Forecaster<Params> = {
  async fit({ history, validation }, params, ctx) {
    throwIfCancelled(ctx.signal);
    if (params.growth === 'logistic' && params.cap <= params.floor) {
      throw new StudioError('bad-input', 'The cap of logistic growth must be above its floor.', {
        next: 'Raise the cap.',
        place: 'cap',
        value: params.cap,
      });
    }
    const n = valuesOf(history, FEWEST, 'range').length;
    return drawing(await curveOf(history, params, Math.max(FEWEST, n - validation), pacer(ctx.signal)), params);
  },
  restore: async (weights, params) => drawing(keptOf(weights), params),
};

async function curveOf(history: History, params: Params, upTo: number, pace: Pace): Promise<Kept> {
  const values = valuesOf(history, FEWEST, 'range').subarray(0, upTo);
  const time = history.frame.time.subarray(0, upTo);
  const design = designOf(time, values, history.periods ?? [history.period], params);
  return { design, fitted: await fitted(design, time, values, params, pace), points: upTo, sum: sumOf(values) };
}

async function fitted(
  design: Design,
  time: Float64Array,
  values: Float64Array,
  params: Params,
  pace: Pace,
): Promise<Fitted> {
  const y = values.map((value) => (value - design.floor) / design.scale);
  if (design.growth !== 'logistic' && y.every((value) => value === y[0]))
    return { ...beginning(design, y), noise: 1e-9 };
  if (params.solver === 'stan') return byStan(design, time, y, params);
  return mostLikely(design, time, y, params, pace);
}

function drawing(kept: Kept, params: Params): FittedForecaster {
  const isKnown = (history: History, values: Float64Array): boolean =>
    values.length === kept.points && history.frame.time[0] === kept.design.start && sumOf(values) === kept.sum;
  return {
    async predict({ histories, horizon, levels = [] }, ctx): Promise<readonly Forecast[]> {
      const pace = pacer(ctx.signal);
      const forecasts: Forecast[] = [];
      for (const history of histories) {
        throwIfCancelled(ctx.signal);
        const time = timesAfter(history.frame, horizon);
        const values = valuesOf(history, FEWEST, 'range');
        const goesOn = !params.refit || isKnown(history, values);
        const curve: Curve = goesOn ? kept : await curveOf(history, params, values.length, pace);
        await pace(horizon * 50);
        forecasts.push({
          target: first(history.frame).key,
          time,
          point: valuesAt(curve, time),
          quantiles: levels.length === 0 ? [] : await quantilesAt(curve, time, levels, seeded(SEED), pace),
        });
      }
      return forecasts;
    },
    weights: async () => ({ state: { ...kept }, tensors: [], networks: [] }),
    ...(!params.refit && { learnedOnce: true }),
    dispose: () => {},
  };
}

/** A sum that tells a history from others: each value by its place. */
const sumOf = (values: Float64Array): number => values.reduce((sum, value, i) => sum + value * (1 + (i % 97)), 0);
