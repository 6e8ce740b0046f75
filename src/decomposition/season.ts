import { StudioError } from '../base/errors';
import { first } from '../frame/frame';
import type { Decomposition } from '../frame/parts';
import { duration } from '../math/duration';
import { loess } from '../math/loess';
import type { Pace } from '../math/pace';
import type { DecomposeInput } from './types';

/**
 * The series to split. @throws StudioError `empty` without a series or a value, `bad-input` when a value is missing.
 */
export function observedOf(input: DecomposeInput): Float64Array {
  const { values } = first(input.frame);
  if (values.length === 0) {
    throw new StudioError('empty', 'There are no points to split.', {
      next: 'Choose a longer time range.',
      place: 'range',
    });
  }
  if (values.some((value) => !Number.isFinite(value))) {
    throw new StudioError('bad-input', 'The series has gaps, and a split needs a value at every step.', {
      next: 'Fill the gaps first, in the preparation.',
      place: 'preparation',
    });
  }
  return values;
}

/**
 * The seasons that go round at least twice in the data, shortest first, each once.
 * @throws StudioError `too-short` when seasons were asked for and none fits.
 */
export function usablePeriods({ frame, periods }: DecomposeInput): readonly number[] {
  const n = frame.time.length;
  const asked = [...new Set(periods)].filter((period) => period >= 2).sort((a, b) => a - b);
  const usable = asked.filter((period) => 2 * period <= n);
  const [shortest] = asked;
  if (shortest === undefined || usable.length > 0) return usable;
  const inWords = frame.stepMs === undefined ? '' : ` (${duration(shortest * frame.stepMs)})`;
  throw new StudioError(
    'too-short',
    `A season of ${shortest} steps${inWords} needs two full cycles, ${2 * shortest} points; the series has ${n}.`,
    { next: 'Choose a shorter season or read a longer time range.', place: 'periods', value: shortest },
  );
}

/** Points that a split can hold beside its parts in a tab's memory. */
const MOST_POINTS = 4_000_000;
/** Points × steps of the season × passes that take about five minutes on a slow core. */
const MOST_WORK = 5e10;

/**
 * Refuses a split by STL that would hold a tab for many minutes or burst its memory. A smoother looks at about as many
 * points as its season has steps, at every point: 50,000 points with a season of 1440 took 2 s in 5 passes.
 * @param passes over each season
 * @throws StudioError `bad-input` at `range` when it is too much
 */
export function affordable(points: number, periods: readonly number[], passes: number): void {
  const steps = periods.reduce((sum, period) => sum + period, 0);
  if (points <= MOST_POINTS && points * steps * passes <= MOST_WORK) return;
  const long = Math.max(...periods);
  throw new StudioError(
    'bad-input',
    points > MOST_POINTS
      ? `${points.toLocaleString('en')} points are too many to split in a tab.`
      : `Splitting ${points.toLocaleString('en')} points with a season of ${long.toLocaleString('en')} steps would take very long.`,
    { next: 'Read it at a longer interval, such as its mean every 5 min, or a shorter time range.', place: 'range' },
  );
}

/** The season a single-season split takes: the longest that fits, since it contains the shorter ones. Undefined = none. */
export const mainPeriod = (input: DecomposeInput): number | undefined => usablePeriods(input).at(-1);

/** Points a trend without season looks at: an eighth of the series, odd, 7 to 1001. */
const plainSpan = (n: number): number => Math.min(1001, Math.max(7, 2 * Math.floor(n / 16) + 1));

/** A series without season: a smooth trend (loess over an eighth of the series) and what is left. */
export async function splitWithoutSeason(input: DecomposeInput, pace: Pace): Promise<Decomposition> {
  const observed = observedOf(input);
  affordable(observed.length, [], 1);
  const trend = new Float64Array(observed.length);
  await loess(plainSpan(observed.length)).smooth(observed, observed.length, trend, { pace });
  return {
    time: input.frame.time.slice(),
    observed: observed.slice(),
    trend,
    seasonal: [],
    residual: observed.map((value, i) => value - (trend[i] as number)),
    model: 'additive',
  };
}
