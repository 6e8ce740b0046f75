import { acf } from '../math/acf';
import { isMonthly } from '../math/calendar';
import { duration, MONTH } from '../math/duration';
import { fitLine } from '../math/regression';
import type { Summary, Verdict } from './results';

/** Fewer values than this say nothing about a season. */
const FEWEST = 8;
/** Supralog's bound: above it the autocorrelation falls off in a straight line. */
const STRAIGHT = 0.8;

/**
 * Supralog's test (gregoritoo/UI_Anomaly_Detection, `evaluate_linearity`): R² of a straight line fitted to the
 * autocorrelation at lags 2 to 59. Seasons that were found go before it: a trend may carry a season.
 */
export function verdictOf({
  filled,
  summary: { count, min, max },
  periods,
  stepMs,
  lookedMs,
}: {
  /** On its grid, without gaps. */
  readonly filled: Float64Array;
  readonly summary: Summary;
  readonly periods: readonly number[];
  readonly stepMs: number;
  /** How long a stretch was looked at, where it is not the whole series. */
  readonly lookedMs?: number;
}): Verdict {
  if (filled.length === 0) return say('neither', Number.NaN, 'There are no points here.');
  if (count === 0) return say('neither', Number.NaN, 'Every value is missing.');
  if (count === 1) return say('neither', Number.NaN, 'One point is not a series yet.');
  if (min === max) return say('constant', Number.NaN, `It is always ${min}, so there is nothing to learn.`);
  const r2 = straightness(filled);
  if (count < FEWEST)
    return say(
      'neither',
      r2,
      `${count} ${count === 1 ? 'point is' : 'points are'} too few to tell a season from chance.`,
    );
  if (periods.length > 0) {
    const step = isMonthly(stepMs) ? MONTH : stepMs;
    const lengths = enumerate(periods.map((period) => duration(period * step)));
    return say('season', r2, `Repeats every ${lengths}, so trend and season are learned apart.`);
  }
  const part =
    lookedMs === undefined
      ? ''
      : ` Only its newest ${duration(lookedMs)} were looked at: take means over a longer interval to find longer seasons.`;
  if (r2 > STRAIGHT)
    return say(
      'trend',
      r2,
      `Its autocorrelation falls off in a straight line (R² ${r2.toFixed(2)}): a trend and no season.${part}`,
    );
  const shown = Number.isNaN(r2) ? '' : ` (R² ${r2.toFixed(2)})`;
  return say(
    'neither',
    r2,
    `It does not repeat, nor does its autocorrelation fall off in a straight line${shown}: no season, no clear trend.${part}`,
  );
}

const say = (kind: Verdict['kind'], r2: number, words: string): Verdict => ({ kind, r2, words });

/** R² of the line through the autocorrelation at lags 2 to 59, or as far as the series goes; NaN under three lags. */
function straightness(filled: Float64Array): number {
  const lags = acf(filled, 59).slice(2);
  return lags.length < 3 ? Number.NaN : fitLine(lags).r2;
}

const enumerate = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
