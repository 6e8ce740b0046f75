import type { AnomalyRange, Severity } from '../types';

/** The band of a score that opened a range (25 or more), as in Elastic. */
export const severityOf = (score: number): Severity => (score >= 75 ? 'critical' : score >= 50 ? 'major' : 'minor');

/** Stretches [from, to] of indices: opened at `threshold`, closed once two scored points in a row lie below half of it. */
export function stretches(score: Float64Array, threshold: number): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  let from = -1;
  let to = -1;
  let quiet = 0;
  for (let i = 0; i < score.length; i++) {
    const here = score[i] as number;
    if (Number.isNaN(here)) continue;
    if (from < 0) {
      if (here < threshold) continue;
      from = i;
    }
    if (here >= threshold / 2) {
      to = i;
      quiet = 0;
    } else if (++quiet === 2) {
      found.push([from, to]);
      from = -1;
      quiet = 0;
    }
  }
  if (from >= 0) found.push([from, to]);
  return found;
}

/** What a stretch is worth saying: its peak, severity, and why, from the columns of a scoring. */
export function describe(
  [from, to]: readonly [number, number],
  columns: {
    readonly time: Float64Array;
    readonly values: Float64Array;
    readonly typical: Float64Array;
    readonly score: Float64Array;
    /** Signed deviation in usual deviations. */
    readonly times: Float64Array;
  },
): AnomalyRange {
  let peak = from;
  for (let i = from + 1; i <= to; i++) if (strength(columns, i) > strength(columns, peak)) peak = i;
  const score = columns.score[peak] as number;
  const times = columns.times[peak] as number;
  return {
    start: columns.time[from] as number,
    stop: columns.time[to] as number,
    score,
    peak: columns.time[peak] as number,
    severity: severityOf(score),
    actual: columns.values[peak] as number,
    typical: columns.typical[peak] as number,
    reason: `${spoken(Math.abs(times))} × the usual deviation ${times < 0 ? 'below' : 'above'} what is typical`,
  };
}

/** How far off a point lies, or -1 where that does not count (missing, or on the side nobody asked for). */
const strength = ({ score, times }: { score: Float64Array; times: Float64Array }, i: number): number =>
  (score[i] as number) > 0 ? Math.abs(times[i] as number) : -1;

const spoken = (times: number): string =>
  times > 1000 ? 'more than 1,000' : times >= 9.95 ? times.toFixed(0) : times.toFixed(1);
