import { changePoints } from './change-points';
import { median, quantileSorted } from './quantile';
import { present } from './stats';

/** How a series grows: its robust slope since its last change, and how far such slopes were off so far. */
export interface Growth {
  /** In its unit a step. */
  readonly perStep: number;
  /** How far off a slope like it was, a step, in `coverage` of the cases tried. */
  readonly off: number;
  /** Where it stands: the median of its last season, or of its last block of points. */
  readonly level: number;
}

/** Levels to look at where no season says how long one is. */
const LEVELS = 60;
/** Fewer levels than this are too few to try slopes on. */
const FEWEST_TRIED = 12;

/**
 * The slope of the line with as many points above it as below: the median of the slopes between all pairs of points
 * (Theil 1950, Sen 1968). Missing values are left out; 0 where there are fewer than two.
 */
export function theilSen(values: Float64Array): number {
  const slopes = pairSlopes(values);
  return slopes.length === 0 ? 0 : median(slopes);
}

function pairSlopes(values: Float64Array): Float64Array {
  const slopes: number[] = [];
  for (let i = 0; i < values.length; i++) {
    for (let j = i + 1; j < values.length; j++) {
      const slope = ((values[j] as number) - (values[i] as number)) / (j - i);
      if (!Number.isNaN(slope)) slopes.push(slope);
    }
  }
  return Float64Array.from(slopes);
}

/** Medians of blocks of points, the last block ending with the last point; what is left over at the start is left out. */
export function levelsOf(values: Float64Array, block: number): Float64Array {
  const count = Math.floor(values.length / block);
  const offset = values.length - count * block;
  return Float64Array.from({ length: count }, (_, i) =>
    median(values.subarray(offset + i * block, offset + (i + 1) * block)),
  );
}

/** The longest season with eight rounds or more, else the shortest; a sixtieth of the series without any. */
function blockOf(points: number, periods: readonly number[]): number {
  const known = periods.filter((period) => period > 1 && 2 * period <= points);
  const season = known.findLast((period) => points / period >= 8) ?? known[0];
  if (season === undefined) return Math.max(1, Math.floor(points / LEVELS));
  return season * Math.max(1, Math.round(points / LEVELS / season));
}

/**
 * How a series grows. It is looked at in levels, one a season, so that the season does not count; the slope is Theil and
 * Sen's over those since the last change of level or slope. How far off it may be is measured on the same stretch: the rule
 * at each of its moments, beside what then came over up to a third of it. So it holds as long as no new change comes.
 * @param values on a regular grid, NaN = missing
 * @param periods its seasons in steps, shortest first
 */
export function growthOf(values: Float64Array, periods: readonly number[], coverage: number): Growth {
  const block = blockOf(values.length, periods);
  const levels = levelsOf(values, block);
  const recent = levels.subarray(lastTurn(levels));
  const slope = theilSen(recent);
  const off = errorsOf(recent) ?? pairSlopes(recent).map((other) => Math.abs(other - slope));
  off.sort();
  const level = levels.at(-1) ?? Number.NaN;
  const known = off.length > 0 ? quantileSorted(off, Math.min(1, (coverage * (off.length + 1)) / off.length)) : 0;
  return { perStep: slope / block, off: known / block, level: Number.isNaN(level) ? median(values) : level };
}

/** The first level since which the series goes the same way. */
function lastTurn(levels: Float64Array): number {
  if (present(levels).length < levels.length) return 0;
  return changePoints(levels).findLast(({ kind }) => kind !== 'spread')?.at ?? 0;
}

/** How far slopes were off from what came after them; undefined where there is too little to try. */
function errorsOf(levels: Float64Array): Float64Array | undefined {
  const n = levels.length;
  if (n < FEWEST_TRIED) return undefined;
  const after = Math.floor(n / 3);
  const errors: number[] = [];
  for (let at = after; at <= n - Math.ceil(after / 2); at++) {
    const came = levels.subarray(at - 1, Math.min(n, at + after));
    const error = Math.abs(theilSen(levels.subarray(0, at)) - theilSen(came));
    if (!Number.isNaN(error)) errors.push(error);
  }
  return errors.length < 4 ? undefined : Float64Array.from(errors);
}
