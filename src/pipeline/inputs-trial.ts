import type { JobContext } from '../base/job';
import { type SeriesFrame, slice } from '../frame/frame';
import type { FittedForecaster } from '../models/types';
import { historyOf, type Walk } from './forecaster';
import type { InputsTrial } from './inputs';
import { axisOf, sharesOf } from './inputs-design';
import { type Trial, tryOut } from './judge';
import { inputsOf } from './recipe';
import type { Calibration } from './results';

interface Tried {
  readonly walk: Walk;
  readonly fitted: FittedForecaster;
  readonly grid: SeriesFrame;
  readonly cuts: { readonly fit: number; readonly train: number };
  readonly places: readonly number[];
  /** How it fared with the inputs, from the same places. */
  readonly trials: readonly Trial[];
  readonly calibration: Calibration;
}

/**
 * The same forecasts without the inputs: a model that is instant learns once more without them; one that trains for long
 * forecasts as it is, with nothing taken out or added. Undefined without inputs.
 */
export async function inputsTrial(
  { walk, fitted, grid, cuts, places, trials, calibration }: Tried,
  ctx: JobContext,
): Promise<InputsTrial | undefined> {
  const { inputs, ...bare } = walk;
  if (inputs === undefined) return undefined;
  const { definition, forecaster, params } = walk.model;
  const { horizon } = walk.recipe;
  const again = definition.trains
    ? undefined
    : await forecaster.fit(
        { history: await historyOf(bare, slice(grid, 0, cuts.train), ctx), validation: cuts.train - cuts.fit, horizon },
        params,
        ctx,
      );
  try {
    const without = await tryOut(bare, again ?? fitted, grid, places, horizon, calibration, ctx);
    const share = sharesOf(inputsOf(walk.recipe).events, axisOf(grid, walk.recipe.query.zone));
    const everywhere = (): boolean => true;
    const during = (i: number): boolean => (share[i] as number) > 0;
    const [inside, outside] = [errorOf(trials, during), errorOf(without, during)];
    return {
      with: errorOf(trials, everywhere).mean,
      without: errorOf(without, everywhere).mean,
      during: inside.points === 0 ? null : { with: inside.mean, without: outside.mean, points: inside.points },
      how: again === undefined ? 'left-out' : 'learned',
    };
  } finally {
    again?.dispose();
  }
}

/** The mean absolute error over the points of all trials that count. */
function errorOf(trials: readonly Trial[], counts: (point: number) => boolean) {
  let [sum, points] = [0, 0];
  for (const { origin, forecast, actual } of trials) {
    actual.forEach((value, h) => {
      const error = Math.abs(value - (forecast.point[h] as number));
      if (!counts(origin + h) || Number.isNaN(error)) return;
      sum += error;
      points++;
    });
  }
  return { mean: points === 0 ? 0 : sum / points, points };
}
