import type { JobContext } from '../base/job';
import { length } from '../frame/frame';
import { alikeGroups } from '../math/forecast/alike';
import { type Beat, fewestPoints } from '../math/forecast/rhythm';
import { type Pace, pacer } from '../math/pace';
import { learnable } from './by-rhythm';
import type { FittedForecaster, Training } from './types';

/** Series of one rhythm and horizon, in groups of alike ones. */
export interface Pool extends Beat {
  readonly series: readonly Float64Array[];
  readonly groups: Int32Array;
}

interface Member {
  readonly index: number;
  readonly training: Training;
  readonly x: Float64Array;
}

/** Fewer series of one rhythm than this are forecast each by itself: too few to tell alike ones from unlike ones. */
const FEWEST_TOGETHER = 24;

/**
 * Learns from many series: those of one rhythm and horizon in a pool, the others each alone. Answers in the order of
 * `trainings`; undefined for series too short for any rhythm.
 */
export async function inPools(
  trainings: readonly Training[],
  ctx: JobContext,
  learnPool: (pool: Pool, pace: Pace) => Promise<readonly FittedForecaster[]>,
  learnAlone: (training: Training) => Promise<FittedForecaster>,
): Promise<readonly (FittedForecaster | undefined)[]> {
  const pace = pacer(ctx.signal);
  const fitted: (FittedForecaster | undefined)[] = trainings.map(() => undefined);
  const pools = new Map<string, { readonly beat: Beat; readonly members: Member[] }>();
  for (const [index, training] of trainings.entries()) {
    if (length(training.history.frame) < fewestPoints) continue;
    const { x, ...beat } = learnable(training);
    const key = JSON.stringify(beat);
    const pool = pools.get(key) ?? { beat, members: [] };
    pool.members.push({ index, training, x });
    pools.set(key, pool);
  }
  for (const { beat, members } of pools.values()) {
    if (members.length < FEWEST_TOGETHER) {
      for (const { index, training } of members) fitted[index] = await learnAlone(training);
      continue;
    }
    const series = members.map(({ x }) => x);
    const together = await learnPool({ ...beat, series, groups: alikeGroups(series, beat.rhythm) }, pace);
    for (const [i, { index }] of members.entries()) fitted[index] = together[i];
  }
  return fitted;
}
