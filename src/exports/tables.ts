import type { Clustering } from '../clustering/types';
import type { AnomalyRange, AnomalyScores } from '../detectors/types';
import type { SeriesFrame } from '../frame/frame';
import type { Forecast } from '../frame/parts';
import { seriesName } from '../frame/table';
import type { Cell, Table } from './csv-text';

/** Frames side by side on the union of their times; a series without a value at a time has an empty cell there. */
export function seriesTable(frames: readonly SeriesFrame[]): Table {
  const times = unionOf(frames.map((frame) => frame.time));
  const places = frames.map((frame) => new Map(Array.from(frame.time, (time, i) => [time, i])));
  const columns = frames.flatMap((frame, f) => frame.columns.map(({ values }) => ({ values, at: places[f] })));
  return {
    columns: ['time', ...frames.flatMap((frame) => frame.columns.map((_, i) => seriesName(frame, i)))],
    rows: withTime(times, (_, time) =>
      columns.map(({ values, at }) => values[at?.get(time) ?? values.length] ?? Number.NaN),
    ),
  };
}

/** A forecast: its points, its quantiles by level (`q0.025`), its parts. */
export function forecastTable({ time, point, quantiles, parts = [] }: Forecast): Table {
  const values = [point, ...quantiles.map((q) => q.values), ...parts.map((p) => p.values)];
  return {
    columns: [
      'time',
      'forecast',
      ...quantiles.map(({ level }) => `q${Number(level.toFixed(6))}`),
      ...parts.map(({ part }) => part),
    ],
    rows: withTime(time, (i) => values.map((column) => column[i] ?? Number.NaN)),
  };
}

/** Scores point by point, beside the observed values when the series is given (on the scores' axis). */
export function anomalyTable({ time, score, typical, lower, upper }: AnomalyScores, series?: SeriesFrame): Table {
  const observed = series === undefined ? [] : [series.columns[0]?.values ?? new Float64Array()];
  const values = [...observed, score, typical, lower, upper];
  return {
    columns: ['time', ...(series === undefined ? [] : ['observed']), 'score', 'typical', 'lower', 'upper'],
    rows: withTime(time, (i) => values.map((column) => column[i] ?? Number.NaN)),
  };
}

/** Anomalous stretches, one a row. */
export function rangeTable(ranges: readonly AnomalyRange[]): Table {
  return {
    columns: ['start', 'stop', 'peak', 'score', 'severity', 'observed', 'typical', 'reason'],
    rows: ranges.map((range) => [
      timeText(range.start),
      timeText(range.stop),
      timeText(range.peak),
      range.score,
      range.severity,
      range.actual,
      range.typical,
      range.reason,
    ]),
  };
}

/** Which series is in which cluster; -1 = noise. */
export const clusterTable = ({ names, labels }: Clustering): Table => ({
  columns: ['series', 'cluster'],
  rows: names.map((name, i) => [name, labels[i] ?? -1]),
});

function* withTime(times: Float64Array, rest: (i: number, time: number) => readonly Cell[]): Iterable<readonly Cell[]> {
  for (const [i, time] of times.entries()) yield [timeText(time), ...rest(i, time)];
}

function unionOf(axes: readonly Float64Array[]): Float64Array {
  const [first] = axes;
  if (first !== undefined && axes.every((axis) => axis === first)) return first;
  return Float64Array.from(new Set(axes.flatMap((axis) => [...axis]))).sort();
}

/** Epoch milliseconds as ISO 8601 in UTC; as the number where ISO cannot say it (parts of a millisecond, far times). */
const timeText = (time: number): Cell =>
  Number.isInteger(time) && Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : time;
