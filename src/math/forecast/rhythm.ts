import { meanChange } from './scale';

/** How a series goes round, as the closed-form forecasters count it. */
export type Rhythm =
  /** Forecasts start from the same hour of the last `day`; `week`, no shorter than the horizon, is the longer season. In steps. */
  | { readonly kind: 'daily'; readonly day: number; readonly week: number }
  /** Forecasts start from the last value; `year` is a season longer than the horizon, in steps. */
  | { readonly kind: 'slow'; readonly year: number | undefined };

/** A rhythm and how many steps are forecast at once by it; farther ahead a forecast goes on from itself. */
export interface Beat {
  readonly rhythm: Rhythm;
  readonly horizon: number;
}

/** How many of the last values a regression on changes from the last value looks at. */
export const SLOW_LAGS = 13;
/** Fewest rows that regression is fitted to. */
const FEWEST_ROWS = 5;
/** A season longer than the horizon is a day where repeating it is off by less than so much of repeating the last value. */
const CLEARLY = 0.5;

/**
 * The beat of a series with these seasons (in steps): the whole horizon at once or, where the history is too short for that,
 * as large a part of it as leaves room for a season that goes round twice; without any season at all if it must be.
 * @returns undefined where not even one step can be learned, under `fewestPoints`
 */
export function beatFor(x: Float64Array, seasons: readonly number[], horizon: number): Beat | undefined {
  const fitting = seasons.filter((season) => season > 1 && 2 * season <= x.length);
  const parts = [horizon];
  for (let part = horizon; part > 1; ) {
    part = Math.ceil(part / 2);
    parts.push(part);
  }
  const beats = parts.flatMap((part) => {
    const rhythm = rhythmOf(seasons, part, x.length, repeatsClearly(x, seasons, part));
    return rhythm === undefined ? [] : [{ rhythm, horizon: part }];
  });
  const seasonal = ({ rhythm }: Beat): boolean => rhythm.kind === 'daily' || rhythm.year !== undefined;
  return (fitting.length > 0 ? beats.find(seasonal) : undefined) ?? beats[0];
}

function repeatsClearly(x: Float64Array, seasons: readonly number[], horizon: number): boolean {
  const day = Math.min(...seasons.filter((season) => season > 1));
  return 2 * day < x.length && meanChange(x, day) < CLEARLY * meanChange(x, Math.ceil(horizon / 2));
}

/**
 * The rhythm that `n` points allow for a forecast of `horizon` steps.
 *
 * The shortest season is the day where it is no longer than the horizon, or `clear`. The week is then the longest season for
 * which there is history enough, or as many days as the horizon takes. Else the longest season that fits is the year.
 */
export function rhythmOf(seasons: readonly number[], horizon: number, n: number, clear = false): Rhythm | undefined {
  const sorted = seasons.filter((season) => season > 1).sort((a, b) => a - b);
  const [day] = sorted;
  if (day !== undefined && (day <= horizon || clear)) {
    for (const season of sorted.toReversed()) {
      const week = season * Math.ceil(horizon / season);
      if (n >= fewestDaily(day, week, horizon)) return { kind: 'daily', day, week };
    }
  }
  const year = sorted.findLast((season) => season > horizon && n >= fewestSlow(season, horizon));
  if (year !== undefined || n >= fewestSlow(undefined, horizon)) return { kind: 'slow', year };
  return undefined;
}

/** Points that leave one row to learn from: two weeks before it (the analogs ask for a week and two days), a horizon after. */
const fewestDaily = (day: number, week: number, horizon: number): number =>
  Math.max(2 * week, week + 2 * day) + horizon;

/** A year and two steps (or the lags) before the first row, the rows, a horizon. */
const fewestSlow = (year: number | undefined, horizon: number): number =>
  Math.max(SLOW_LAGS, (year ?? 0) + 2) + FEWEST_ROWS + horizon;

/** The fewest points any beat does with. */
export const fewestPoints = fewestSlow(undefined, 1);

/** The fewest points for this beat. */
export const fewestFor = ({ rhythm, horizon }: Beat): number =>
  rhythm.kind === 'daily' ? fewestDaily(rhythm.day, rhythm.week, horizon) : fewestSlow(rhythm.year, horizon);

/** The season errors are scaled by (MASE). */
export const scalingLag = (rhythm: Rhythm): number => (rhythm.kind === 'daily' ? rhythm.day : 1);
