import { StudioError, throwIfCancelled } from '../../base/errors';
import { breathe, type JobContext } from '../../base/job';
import { first } from '../../frame/frame';
import type { Decomposition, Forecast, Layer, Weights } from '../../frame/parts';
import { type Layout, layoutOf } from '../../neural/network/layout';
import { predictPlain } from '../../neural/network/predict';
import type { TrainState } from '../../neural/train/state';
import { networkWeights, type TrainingRecord, trainedBy } from '../network-training';
import { timesAfter, valuesOf } from '../request';
import type { FittedForecaster, History } from '../types';

export type Part = 'trend' | 'seasonal' | 'residual';

/** What never changes after the first fit. Plain JSON. */
export interface Shape {
  readonly parts: readonly Part[];
  readonly lookback: number;
  /** Parts that stood still where they were learned from: their last value is their forecast. */
  readonly constant: readonly boolean[];
}

export interface Learned {
  readonly shape: Shape;
  readonly layers: readonly Layer[];
  /** Flat, one network after the other. */
  readonly parameters: Float32Array;
  readonly record: TrainingRecord;
}

/** A window of `lookback` values is ONE step of as many features: an LSTM over a single step is a gated dense layer. */
export const publishedLayout = (layers: readonly Layer[], { lookback }: Pick<Shape, 'lookback'>): Layout =>
  layoutOf({ inputShape: [1, lookback], layers });

export const weightsOf = ({ shape, layers, parameters, record }: Learned, resume?: TrainState): Weights =>
  networkWeights(publishedLayout(layers, shape), shape.parts, parameters, { shape, record }, resume);

/** The values of these parts; all seasons count as one. @throws StudioError `bad-input` without additive parts. */
export function partsOf({ parts }: History, names: readonly Part[]): readonly Float64Array[] {
  if (parts === undefined || parts.model !== 'additive') {
    throw new StudioError('bad-input', 'The published composite LSTM learns from the additive parts of a series.', {
      next: 'Choose an additive decomposition.',
      place: 'decomposition',
    });
  }
  return names.map((name) => (name === 'seasonal' ? seasonOf(parts) : parts[name]));
}

const seasonOf = ({ seasonal, trend }: Decomposition): Float64Array =>
  trend.map((_, i) => seasonal.reduce((sum, { values }) => sum + (values[i] as number), 0));

/** Histories forecast side by side. */
const CHUNK = 32;
/** Steps between two breaths. */
const BREATH = 16;

/** Trained networks, which forecast step by step on the host: each forecast value is the newest of the next window. */
export function fitted(learned: Learned): FittedForecaster {
  return {
    ...trainedBy(learned.record),
    async predict({ histories, horizon }, ctx) {
      const forecasts: Forecast[] = [];
      for (let at = 0; at < histories.length; at += CHUNK) {
        forecasts.push(...(await together(learned, histories.slice(at, at + CHUNK), horizon, ctx)));
      }
      return forecasts;
    },
    weights: async () => weightsOf(learned),
    dispose: () => {},
  };
}

async function together(
  { shape, layers, parameters }: Learned,
  histories: readonly History[],
  horizon: number,
  ctx: JobContext,
): Promise<Forecast[]> {
  throwIfCancelled(ctx.signal);
  const { parts, lookback, constant } = shape;
  const layout = publishedLayout(layers, shape);
  const times = histories.map((history) => timesAfter(history.frame, horizon));
  for (const history of histories) valuesOf(history, lookback, 'lookback');
  /** [history][part]: the last window, then the forecast as far as it is known. */
  const lines = histories.map((history) =>
    partsOf(history, parts).map((values) => {
      const line = new Float64Array(lookback + horizon);
      line.set(values.subarray(values.length - lookback));
      return line;
    }),
  );
  const x = new Float32Array(histories.length * lookback);
  for (let h = 0; h < horizon; h++) {
    if (h % BREATH === 0) {
      await breathe();
      throwIfCancelled(ctx.signal);
    }
    for (const p of parts.keys()) {
      const own = lines.map((all) => all[p] as Float64Array);
      for (const [i, line] of own.entries()) x.set(line.subarray(h, h + lookback), i * lookback);
      const network = parameters.subarray(p * layout.size, (p + 1) * layout.size);
      const next = constant[p] === true ? undefined : predictPlain(layout, network, x, histories.length);
      for (const [i, line] of own.entries()) {
        line[lookback + h] = next === undefined ? (line[lookback + h - 1] as number) : (next[i] as number);
      }
    }
  }
  return histories.map((history, i) => {
    const all = lines[i] as readonly Float64Array[];
    const own = parts.map((part, p) => ({ part, values: (all[p] as Float64Array).slice(lookback) }));
    const point = Float64Array.from({ length: horizon }, (_, h) =>
      own.reduce((sum, { values }) => sum + (values[h] as number), 0),
    );
    return { target: first(history.frame).key, time: times[i] as Float64Array, point, quantiles: [], parts: own };
  });
}
