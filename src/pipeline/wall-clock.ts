import type { AnomalyRange, AnomalyScores } from '../detectors/types';
import { lowerBound, markRegular, type SeriesFrame, typicalStep } from '../frame/frame';
import type { Decomposition, Forecast } from '../frame/parts';
import { DAY } from '../math/duration';
import { ownLattice } from '../math/lattice';
import { isUtc, type Transition, type WallClock, wallClock } from '../math/zone';
import type { Recipe } from './recipe';
import type { ForecastRun, HeldBack, LearnedFrom } from './results';
import { type Placed, placed, walled } from './wall-times';

/**
 * A series put on the wall clock of its zone, where days have 24 hours all year round, and the ways back to UTC for what
 * is found there. An hour the clock skips is a missing value here and not there at all in UTC; an hour it shows twice is
 * one here (the mean of both) and two in UTC.
 */
export interface Wall {
  readonly frame: SeriesFrame;
  forecast(found: Forecast): Forecast;
  parts(found: Decomposition): Decomposition;
  scores(found: AnomalyScores): AnomalyScores;
  run(found: ForecastRun): ForecastRun;
  withoutArtifact(found: Omit<ForecastRun, 'artifact'>): Omit<ForecastRun, 'artifact'>;
  /** Moments of wall times and, for each, which of them it is. */
  moments(time: Float64Array): Placed;
}

/** Of a recipe: what decides whether and how a series goes on the wall clock. */
export type Zoned = Pick<Recipe, 'query' | 'preparation'>;

/** Nothing to bring back: the wall clock is UTC's, or keeps at one distance from it. */
const asItIs = (frame: SeriesFrame): Wall => {
  const same = <T>(found: T): T => found;
  const moments = (time: Float64Array): Placed => ({ time, from: Int32Array.from(time.keys()) });
  return { frame, forecast: same, parts: same, scores: same, run: same, withoutArtifact: same, moments };
};

/**
 * The wall clock for a series and what is forecast from it, `ahead` steps. The series stays as it is where that changes
 * nothing (no change of offset in reach, and no buckets longer than its own steps to be made) and where it keeps UTC's
 * time rather than the zone's (its steps do not fit the change, as 6 h do not fit one of 1 h, and follow UTC's clock).
 */
export function onWallClock(frame: SeriesFrame, { query, preparation }: Zoned, ahead = 0): Wall {
  if (isUtc(query.zone) || frame.time.length < 2) return asItIs(frame);
  const clock = wallClock(query.zone as string);
  const start = frame.time[0] as number;
  const end = frame.time.at(-1) as number;
  const resampling = preparation.find(({ id }) => id === 'resample')?.params ?? {};
  const asked = Number(resampling.step ?? 0) * 1000;
  const longest = Math.max(asked, frame.stepMs ?? typicalStep(frame.time));
  const changes = clock.transitions(start, end + ahead * longest + DAY);
  if (changes.length === 0 && (asked === 0 || clock.offsetAt(start) === 0)) return asItIs(frame);
  const { stepMs } = ownLattice(frame);
  const coarser = asked > stepMs;
  if (!coarser && (changes.length === 0 || !keepsWallTime(frame.time, stepMs, clock, changes))) return asItIs(frame);
  const joining = coarser ? String(resampling.aggregate ?? 'mean') : 'mean';
  return wallOf(frame, clock, coarser ? asked : stepMs, !coarser, joining);
}

/** Whether points this far apart stay on one grid of the wall clock when its offset changes. */
function keepsWallTime(time: Float64Array, stepMs: number, clock: WallClock, changes: readonly Transition[]): boolean {
  if (changes.every(({ before, after }) => (after - before) % stepMs === 0)) return true;
  const period = Math.min(stepMs, DAY);
  const near = (a: number, b: number): boolean => {
    const apart = Math.abs(a - b) % period;
    return Math.min(apart, period - apart) <= period / 96;
  };
  const origin = time[0] as number;
  const wall = clock.toWall(origin);
  let [utcTime, wallTime] = [0, 0];
  for (const t of time) {
    if (near(t, origin)) utcTime++;
    if (near(clock.toWall(t), wall)) wallTime++;
  }
  const most = 0.9 * time.length;
  if (utcTime < most || wallTime < most) return wallTime > utcTime && wallTime >= most;
  // No change among the points themselves: whose full hours, or midnights, they lie on tells.
  return near(wall, 0) || !near(origin, 0);
}

function wallOf(frame: SeriesFrame, clock: WallClock, stepMs: number, ownStep: boolean, joining: string): Wall {
  const moments = (time: Float64Array): Placed => placed(time, clock, stepMs);
  /** Values recorded at these moments, where the series was taken as it is: the two of a doubled hour, not their mean. */
  const recorded = ({ time, from }: Placed, values: Float64Array, column = 0): Float64Array => {
    const own = ownStep ? frame.columns[column]?.values : undefined;
    const found = take(from)(values);
    if (own === undefined) return found;
    let at = lowerBound(frame.time, time[0] ?? Number.POSITIVE_INFINITY);
    for (let i = 0; i < time.length; i++) {
      while ((frame.time[at] as number) < (time[i] as number)) at++;
      if (frame.time[at] === time[i]) found[i] = own[at] as number;
    }
    return found;
  };
  const history = (grid: SeriesFrame): SeriesFrame => {
    const back = moments(grid.time);
    const columns = grid.columns.map((column, c) => ({ ...column, values: recorded(back, column.values, c) }));
    return markRegular({ time: back.time, columns });
  };
  const learnedFrom = ({ range: { start, stop }, ...rest }: LearnedFrom): LearnedFrom => ({
    ...rest,
    range: { start: clock.at(start), stop: clock.at(stop, 'later') },
  });
  const forecast = (found: Forecast): Forecast => {
    const { time, from } = moments(found.time);
    const taken = take(from);
    return {
      ...found,
      time,
      point: taken(found.point),
      quantiles: found.quantiles.map(({ level, values }) => ({ level, values: taken(values) })),
      ...(found.fan !== undefined && { fan: found.fan.map(({ level, values }) => ({ level, values: taken(values) })) }),
      ...(found.parts !== undefined && {
        parts: found.parts.map(({ part, values }) => ({ part, values: taken(values) })),
      }),
    };
  };
  const heldBack = (found: HeldBack): HeldBack => ({
    forecast: forecast(found.forecast),
    actual: recorded(moments(found.forecast.time), found.actual),
  });
  const parts = (found: Decomposition): Decomposition => {
    const { time, from } = moments(found.time);
    const taken = take(from);
    return {
      ...found,
      time,
      observed: taken(found.observed),
      trend: taken(found.trend),
      seasonal: found.seasonal.map(({ period, values }) => ({ period, values: taken(values) })),
      residual: taken(found.residual),
    };
  };
  /** Where a range peaks, and what was recorded there: of a doubled hour the stranger of its two values. */
  const strangest = ({ peak, actual, typical }: AnomalyRange): Pick<AnomalyRange, 'peak' | 'actual'> => {
    const off = ({ actual }: { readonly actual: number }): number => Math.abs(actual - typical);
    const found = clock.fromWall(peak).flatMap((moment) => {
      const at = lowerBound(frame.time, moment);
      const value = ownStep && frame.time[at] === moment ? frame.columns[0]?.values[at] : undefined;
      return value === undefined || Number.isNaN(value) ? [] : [{ peak: moment, actual: value }];
    });
    return found.length > 1 ? found.reduce((a, b) => (off(b) > off(a) ? b : a)) : { peak: clock.at(peak), actual };
  };
  const back = (range: AnomalyRange): AnomalyRange => ({
    ...range,
    start: clock.at(range.start),
    stop: clock.at(range.stop, 'later'),
    ...strangest(range),
  });
  const withoutArtifact = <T extends Omit<ForecastRun, 'artifact'>>(found: T): T => ({
    ...found,
    forecast: forecast(found.forecast),
    heldBack: heldBack(found.heldBack),
    ...(found.stretches !== undefined && { stretches: found.stretches.map(heldBack) }),
    ...(found.parts !== undefined && { parts: parts(found.parts) }),
  });
  return {
    frame: { ...walled(frame, clock, joining), clock: 'wall' },
    moments,
    forecast,
    parts,
    withoutArtifact,
    run: (found) => ({
      ...withoutArtifact(found),
      artifact: {
        ...found.artifact,
        history: history(found.artifact.history),
        ...(found.artifact.learnedFrom && { learnedFrom: learnedFrom(found.artifact.learnedFrom) }),
      },
    }),
    scores: (found) => {
      const { time, from } = moments(found.time);
      const taken = take(from);
      return {
        time,
        score: taken(found.score),
        typical: taken(found.typical),
        lower: taken(found.lower),
        upper: taken(found.upper),
        ranges: found.ranges.map(back),
        ...(found.expected !== undefined && { expected: found.expected.map(back) }),
      };
    },
  };
}

const take =
  (from: Int32Array) =>
  (values: Float64Array): Float64Array => {
    const taken = new Float64Array(from.length);
    for (let i = 0; i < from.length; i++) taken[i] = values[from[i] as number] as number;
    return taken;
  };
