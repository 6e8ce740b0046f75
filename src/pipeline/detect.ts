import { memberOf } from '../base/definition';
import type { JobContext } from '../base/job';
import { checked } from '../base/params';
import { detectors } from '../detectors';
import type { AnomalyScores, Detector } from '../detectors/types';
import type { SeriesFrame } from '../frame/frame';
import { complete, split } from './parts';
import { onGrid } from './prepare';
import type { Recipe } from './recipe';
import { seasonsFor } from './seasons';
import { onWallClock } from './wall-clock';

/** Scores a raw series by the recipe's detector, in the series' own units. Gaps are filled for the split only. */
export async function detect(
  { frame, recipe }: { readonly frame: SeriesFrame; readonly recipe: Recipe },
  ctx: JobContext,
): Promise<AnomalyScores> {
  ctx.progress({ phase: 'Splitting', done: 0, total: 0, unit: 'points' });
  const wall = onWallClock(frame, recipe);
  const { grid, filled } = await onGrid(wall.frame, recipe.preparation);
  const parts = complete(await split(filled, seasonsFor(filled, recipe.periods), recipe.decomposition, ctx));
  ctx.progress({ phase: 'Scoring', done: 0, total: 0, unit: 'points' });
  const member = memberOf<Detector>(detectors, recipe.detector.id);
  const detector = await member.load();
  return wall.scores(await detector.score({ frame: grid, parts }, checked(member.params, recipe.detector.params), ctx));
}
