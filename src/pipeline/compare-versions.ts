import { StudioError } from '../base/errors';
import type { JobContext } from '../base/job';
import { first, length, lowerBound, type SeriesFrame, type TimeRange } from '../frame/frame';
import { mainPeriod } from './forecaster';
import { measure, origins, tryOut } from './judge';
import type { Artifact, Metrics } from './results';
import { regridded } from './retrain';
import { walkOf } from './walk';
import { onWallClock } from './wall-clock';

/** Versions of one model judged on the same points, which none of them learned from. */
export interface VersionComparison {
  /** In the order the versions came in. */
  readonly metrics: readonly Metrics[];
  /** From the first point judged on to the last, epoch milliseconds. */
  readonly judgedOn: TimeRange;
  /** How many forecasts each made there. */
  readonly forecasts: number;
}

/** The last moment a version learned from or, where it does not say, the end of its history. */
const learnedUntil = ({ learnedFrom, history }: Artifact): number =>
  learnedFrom?.range.stop ?? history.time.at(-1) ?? Number.NEGATIVE_INFINITY;

/**
 * Forecasts of several versions from the same origins of the longest history among them, each origin after all that any of
 * them learned from.
 * @throws StudioError `too-short` when that leaves less than one horizon
 */
export async function compareVersions(
  { versions }: { readonly versions: readonly { readonly name: string; readonly artifact: Artifact }[] },
  ctx: JobContext,
): Promise<VersionComparison> {
  const until = Math.max(...versions.map(({ artifact }) => learnedUntil(artifact)));
  const frame = latestHistory(versions.map(({ artifact }) => artifact));
  const metrics: Metrics[] = [];
  let [judgedOn, forecasts] = [{ start: 0, stop: 0 }, 0];
  for (const [done, { name, artifact }] of versions.entries()) {
    ctx.progress({ phase: 'Comparing', part: name, done, total: versions.length, unit: 'versions' });
    const { recipe } = artifact;
    const wall = onWallClock(frame, recipe, recipe.horizon);
    const grid = wall.frame === artifact.history ? wall.frame : await regridded(artifact, wall.frame);
    const { time, from } = wall.moments(grid.time);
    const start = from[lowerBound(time, until + 1)] ?? length(grid);
    const places = origins(start, length(grid), recipe.horizon, 8);
    if (places.length === 0) throw nothingCommon(length(grid) - start, recipe.horizon);
    const walk = await walkOf(artifact);
    const fitted = await walk.model.forecaster.restore(artifact.weights, walk.model.params);
    const trials = await tryOut(walk, fitted, grid, places, recipe.horizon, artifact.calibration, ctx).finally(() =>
      fitted.dispose(),
    );
    const known = first(grid).values.slice(0, start);
    metrics.push(measure(name, trials, known, mainPeriod(artifact.periods)));
    judgedOn = { start: time[lowerBound(time, until + 1)] ?? until, stop: time.at(-1) ?? until };
    forecasts = places.length;
  }
  return { metrics, judgedOn, forecasts };
}

const latestHistory = (artifacts: readonly Artifact[]): SeriesFrame => {
  const ends = artifacts.map(({ history }) => history.time.at(-1) ?? Number.NEGATIVE_INFINITY);
  const last = artifacts[ends.indexOf(Math.max(...ends))];
  if (last !== undefined) return last.history;
  throw new StudioError('empty', 'There is nothing to compare.', { next: 'Choose at least one version.' });
};

const nothingCommon = (left: number, horizon: number): StudioError =>
  new StudioError(
    'too-short',
    `These versions have ${left} points in common that none of them learned from; one forecast is ${horizon} long.`,
    { next: 'Retrain on newer data first, or compare fewer versions.', value: left },
  );
