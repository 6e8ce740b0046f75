/** How a series goes round, as the closed-form forecasters count it. */
export type Rhythm =
  /** A season that goes round within the horizon, `day`, and a longer one of at least the horizon, `week`, in steps. */
  | { readonly kind: 'daily'; readonly day: number; readonly week: number }
  /** A season longer than the horizon, `year`, or none that shows: what counts is the change from the last value. */
  | { readonly kind: 'slow'; readonly year: number | undefined };

/** Fewest rows a regression on changes is fitted to where nothing else is asked. */
const FEWEST_ROWS = 5;

/**
 * The rhythm that `n` points allow for a forecast of `horizon` steps.
 *
 * Where the shortest season is no longer than the horizon, the series has a day: the forecast starts from the same hour of
 * the last day. Its week is the longest of its seasons for which there is history enough; without one, as many days as the
 * horizon takes. Where the day is longer than the horizon, or the history too short for it, the forecast starts from the
 * last value, and the longest season that fits is its year.
 * @returns undefined where the history is too short for either
 */
export function rhythmOf(seasons: readonly number[], horizon: number, n: number): Rhythm | undefined {
  const sorted = seasons.filter((season) => season > 1).sort((a, b) => a - b);
  const [day] = sorted;
  if (day !== undefined && day <= horizon) {
    const whole = (season: number): number => season * Math.ceil(horizon / season);
    for (const season of sorted.toReversed()) {
      const week = whole(season);
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

/** A year and two steps (or the lags) before the first row, `FEWEST_ROWS` rows, a horizon. */
const fewestSlow = (year: number | undefined, horizon: number): number =>
  Math.max(SLOW_LAGS, (year ?? 0) + 2) + FEWEST_ROWS + horizon;

/** The fewest points any rhythm does with. */
export const fewestPoints = (horizon: number): number => fewestSlow(undefined, horizon);

/** The fewest points for this rhythm. */
export const fewestFor = (rhythm: Rhythm, horizon: number): number =>
  rhythm.kind === 'daily' ? fewestDaily(rhythm.day, rhythm.week, horizon) : fewestSlow(rhythm.year, horizon);

/** How many of the last values a regression on changes from the last value looks at. */
export const SLOW_LAGS = 13;

/** The season errors are scaled by (MASE). */
export const scalingLag = (rhythm: Rhythm): number => (rhythm.kind === 'daily' ? rhythm.day : 1);
