import { groupAlike } from '../groups';
import { describe } from './describe';
import type { Rhythm } from './rhythm';

/** Series a group should have at least, on average. */
const PER_GROUP = 12;

/** The group of each series, by what they are like: at most six groups with a day, five without. */
export function alikeGroups(series: readonly Float64Array[], rhythm: Rhythm): Int32Array {
  const most = rhythm.kind === 'daily' ? 6 : 5;
  const groups = Math.max(1, Math.min(most, Math.floor(series.length / PER_GROUP)));
  return groupAlike(
    series.map((x) => describe(x, rhythm)),
    groups,
  );
}
