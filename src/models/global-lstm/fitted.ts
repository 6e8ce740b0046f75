import { first } from '../../frame/frame';
import type { Forecast } from '../../frame/parts';
import { normalQuantile } from '../../math/distributions';
import { fewestFor } from '../../math/forecast/rhythm';
import { unscaled } from '../../math/forecast/scale';
import { CHANGE_REACH } from '../../math/forecast/seasonal-changes';
import type { SmoothingConstants } from '../../math/forecast/seasonal-smoothing';
import { type Pace, pacer } from '../../math/pace';
import type { Layout } from '../../neural/network/layout';
import { predictPlain } from '../../neural/network/predict';
import { networkWeights, type TrainingRecord, trainedBy } from '../network-training';
import { timesAfter, valuesOf } from '../request';
import type { FittedForecaster } from '../types';
import { seedNames } from './lesson';
import { expectedAhead, featuresOf, type Shape, viewOf, writeWindow } from './view';

/** All that was learned for one series: its own constants, and the networks it shares with others. */
export interface Learned {
  readonly shape: Shape;
  readonly constants: SmoothingConstants;
  readonly layout: Layout;
  readonly parameters: Float32Array;
  readonly record: TrainingRecord;
}

/** Forecasts each history from its end; farther ahead than the networks see, on from their own forecast. */
export function fitted(learned: Learned): FittedForecaster {
  const { shape, constants, layout, parameters, record } = learned;
  const { rhythm, horizon, ...rest } = shape;
  const parts = seedNames(parameters.length / layout.size);
  return {
    async predict({ histories, horizon: steps, levels = [] }, ctx) {
      const pace = pacer(ctx.signal);
      const forecasts: Forecast[] = [];
      for (const history of histories) {
        const time = timesAfter(history.frame, steps);
        const x = valuesOf(history, fewestFor(shape), 'range');
        const { point, quantiles } = await forecast(learned, x, steps, levels, pace);
        forecasts.push({ target: first(history.frame).key, time, point, quantiles });
      }
      return forecasts;
    },
    weights: async () => networkWeights(layout, parts, parameters, { rhythm, horizon, shape: rest, constants, record }),
    ...trainedBy(record),
    dispose: () => {},
  };
}

/** The point forecast, and quantiles that never cross: offsets from the point, sorted, on the scale of the network. */
async function forecast(
  { shape, constants, layout, parameters }: Learned,
  x: Float64Array,
  steps: number,
  levels: readonly number[],
  pace: Pace,
): Promise<Pick<Forecast, 'point' | 'quantiles'>> {
  const { horizon } = shape;
  const known = new Float64Array(x.length + steps);
  known.set(x);
  const quantiles = levels.map((level) => ({ level, values: new Float64Array(steps) }));
  // What was unsure at the end of the block before stays so: errors of blocks add up as if they were independent.
  let before = levels.map(() => 0);
  for (let at = 0; at < steps; at += horizon) {
    const view = viewOf(known.slice(0, x.length + at), shape, constants);
    const { middle, offsetsAt } = outputsOf(view, shape, layout, parameters);
    await pace(20 * parameters.length);
    const inUnits = (z: number): number => unscaled(Float64Array.of(z), view.scale, CHANGE_REACH)[0] as number;
    const count = Math.min(horizon, steps - at);
    for (let h = 0; h < count; h++) {
      const centre = expectedAhead(view, view.z.length - 1, h + 1) + view.unit * (middle[h] as number);
      known[x.length + at + h] = inUnits(centre);
      const ranks = levels
        .map((level, q) => {
          const own = view.unit * offsetsAt(h, level);
          return Math.sign(level - 0.5) * Math.hypot(own, before[q] as number);
        })
        .sort((a, b) => a - b);
      for (const [q, rank] of ranks.entries())
        (quantiles[q] as { values: Float64Array }).values[at + h] = inUnits(centre + rank);
      if (h === horizon - 1) before = ranks;
    }
  }
  return { point: known.slice(x.length), quantiles };
}

/** The mean of the networks' outputs at the end of a view: the median, and how far from it any level lies. */
function outputsOf(view: ReturnType<typeof viewOf>, shape: Shape, layout: Layout, parameters: Float32Array) {
  const { horizon, levels, blocks } = shape;
  const window = new Float32Array(blocks * featuresOf(shape));
  writeWindow(view, shape, view.z.length - 1, window, 0);
  const networks = parameters.length / layout.size;
  const mean = new Float64Array(layout.outputs);
  for (let g = 0; g < networks; g++) {
    const own = predictPlain(layout, parameters.subarray(g * layout.size, (g + 1) * layout.size), window, 1);
    for (let k = 0; k < mean.length; k++) mean[k] = (mean[k] as number) + (own[k] as number) / networks;
  }
  const half = levels.indexOf(0.5);
  const middle = mean.subarray(half * horizon, (half + 1) * horizon);
  const scores = levels.map(normalQuantile);
  return {
    middle,
    /** Between the levels learned in a straight line by normal scores, beyond them on through the outermost. */
    offsetsAt(h: number, level: number): number {
      const offsets = levels.map((_, q) => {
        const offset = (mean[q * horizon + h] as number) - (middle[h] as number);
        return q < half ? Math.min(0, offset) : q > half ? Math.max(0, offset) : 0;
      });
      const below = offsets.slice(0, half).sort((a, b) => a - b);
      const above = offsets.slice(half + 1).sort((a, b) => a - b);
      return along(scores, [...below, 0, ...above], normalQuantile(level));
    },
  };
}

/** A broken line through (xs, ys), xs ascending; beyond its ends in proportion to x. */
function along(xs: readonly number[], ys: readonly number[], x: number): number {
  const last = xs.length - 1;
  const [low, high] = [xs[0] as number, xs[last] as number];
  if (x <= low) return ((ys[0] as number) * x) / low;
  if (x >= high) return ((ys[last] as number) * x) / high;
  const k = xs.findIndex((end) => x <= end);
  const [a, b] = [xs[k - 1] as number, xs[k] as number];
  return (ys[k - 1] as number) + (((ys[k] as number) - (ys[k - 1] as number)) * (x - a)) / (b - a);
}
