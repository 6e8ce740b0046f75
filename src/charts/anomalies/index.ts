import type { CustomSeriesOption, ScatterSeriesOption } from 'echarts';
import type { AnomalyRange, AnomalyScores, Severity } from '../../detectors/types';
import { band } from '../base/band';
import { columnAt, pointsOf, timesAt, united } from '../base/drawn';
import { type ChartEvent, eventMarks, eventWords } from '../base/event-marks';
import { canvas, plot, timeAxis, valueAxis, zoom } from '../base/layout';
import { line } from '../base/lines';
import { compact, exact, withUnit } from '../base/number';
import { iso, moment } from '../base/time';
import { tooltip } from '../base/tooltip';
import { type ChartTheme, type Curve, defineChart } from '../types';

export interface AnomaliesChart {
  readonly name: string;
  readonly unit?: string;
  /** On the times of the scores; NaN = missing. */
  readonly values: Float64Array;
  readonly scores: AnomalyScores;
  /** Planned events, marked behind it. */
  readonly events?: readonly ChartEvent[];
  /** Which range is being looked at. */
  readonly selected?: number;
}

const severities = ['minor', 'major', 'critical'] as const satisfies readonly Severity[];
/** Each severity has a size and a shape beside its colour. */
const marks = { minor: ['circle', 7], major: ['triangle', 10], critical: ['diamond', 13] } as const;

const curvesOf = ({ values, scores: { time, typical, lower, upper } }: AnomaliesChart): readonly Curve[] => [
  { time, values, keep: 'spikes' },
  { time, values: typical, keep: 'shape' },
  { time, values: lower, keep: 'spikes' },
  { time, values: upper, keep: 'spikes' },
];

/** A series with what was typical, its bounds, and where it left them. */
export const anomalies = defineChart<AnomaliesChart>({
  id: 'anomalies',
  title: 'Anomalies',
  curves: curvesOf,
  option(data, theme, drawn) {
    const { unit } = data;
    const [seen, usual, low, high] = curvesOf(data).map((curve, i) => pointsOf(curve, drawn?.[i]));
    const { time, score, typical, lower, upper } = data.scores;
    const bounds = united(low, high, lower);
    const observed = { values: columnAt(seen, data.values), score: columnAt(seen, score) };
    const expected = {
      values: columnAt(usual, typical),
      lower: columnAt(usual, lower),
      upper: columnAt(usual, upper),
    };
    const thinned = drawn?.[0] !== undefined;
    const say = (column: Float64Array) => (i: number) => withUnit(exact(column[i] ?? Number.NaN), unit);
    const texts = new Map([
      [
        'observed',
        { name: data.name, at: (i: number) => `${say(observed.values)(i)}${scoreWords(observed.score[i])}` },
      ],
      [
        'typical',
        {
          name: 'typical',
          at: (i: number) =>
            `${say(expected.values)(i)} (${exact(expected.lower[i] ?? Number.NaN)} to ${exact(expected.upper[i] ?? Number.NaN)})`,
        },
      ],
    ]);
    return {
      ...canvas(theme, this.summary(data, theme.timeZone)),
      ...zoom(theme),
      ...tooltip(theme, texts, (at) => moment(at, theme.timeZone)),
      grid: plot(theme),
      xAxis: timeAxis(theme),
      yAxis: valueAxis(theme, { unit: unit ?? '' }),
      series: [
        ...eventMarks(theme, data.events),
        stripes(data, theme),
        band({
          id: 'bounds',
          x: timesAt(bounds, time),
          lower: columnAt(bounds, lower),
          upper: columnAt(bounds, upper),
          color: theme.ink3,
          opacity: theme.dark ? 0.2 : 0.15,
        }),
        line(theme, {
          id: 'typical',
          name: 'typical',
          labelColor: theme.ink2,
          x: timesAt(usual, time),
          y: expected.values,
          thinned,
          color: theme.ink3,
          width: 1,
          labelled: true,
        }),
        line(theme, {
          id: 'observed',
          name: data.name,
          x: timesAt(seen, time),
          y: observed.values,
          thinned,
          color: theme.observed,
          width: 1.5,
          labelled: true,
          spikes: true,
          z: 3,
        }),
        ...severities.map((severity) => points(data, severity, theme)),
      ],
    };
  },
  summary({ name, scores: { ranges }, events }, timeZone = 'UTC') {
    if (ranges.length === 0) return `No anomalies in ${name}.${eventWords(events)}`;
    const counts = severities
      .toReversed()
      .map((severity) => [ranges.filter((range) => range.severity === severity).length, severity] as const)
      .filter(([count]) => count > 0)
      .map(([count, severity]) => `${count} ${severity}`);
    const worst = ranges.reduce((one, other) => (other.score > one.score ? other : one));
    return `${ranges.length === 1 ? '1 anomaly' : `${ranges.length} anomalies`} in ${name}: ${counts.join(', ')}. The strangest on ${moment(worst.peak, timeZone)} ${timeZone}: ${compact(worst.actual)} where ${compact(worst.typical)} is typical, ${worst.reason}.${eventWords(events)}`;
  },
  table: ({ scores: { ranges } }) => ({
    columns: ['from', 'to', 'severity', 'score', 'actual', 'typical', 'reason'],
    rows: ranges.map(({ start, stop, severity, score, actual, typical, reason }) => [
      iso(start),
      iso(stop),
      severity,
      Math.round(score),
      actual,
      typical,
      reason,
    ]),
  }),
});

const scoreWords = (score = Number.NaN): string => (score >= 25 ? `, score ${score.toFixed(0)}` : '');

/** Ranges as upright stripes with a bar at their foot, wide enough to be seen however short. */
function stripes({ scores: { ranges }, selected }: AnomaliesChart, theme: ChartTheme): CustomSeriesOption {
  return {
    type: 'custom',
    id: 'ranges',
    data: ranges.map(({ start, stop }) => [start, stop]),
    // Named as no axis' values, so that a zoom does not drop a range that is partly in view.
    encode: { x: -1, y: -1 },
    renderItem: (params, api) => {
      const range = ranges[params.dataIndex];
      if (range === undefined) return null;
      const { y, height } = params.coordSys as unknown as { readonly y: number; readonly height: number };
      const [left = 0] = api.coord([range.start, 0]);
      const [right = 0] = api.coord([range.stop, 0]);
      const wide = Math.max(4, right - left);
      const x = (left + right - wide) / 2;
      const rect = (top: number, tall: number, opacity: number) => ({
        type: 'rect' as const,
        shape: { x, y: top, width: wide, height: tall },
        style: { fill: theme[range.severity], opacity },
        silent: true,
      });
      return {
        type: 'group',
        children: [rect(y, height, params.dataIndex === selected ? 0.3 : 0.12), rect(y + height - 4, 4, 1)],
      };
    },
    silent: true,
    clip: true,
    animation: false,
    tooltip: { show: false },
    z: 0,
  };
}

function points({ scores: { ranges } }: AnomaliesChart, severity: Severity, theme: ChartTheme): ScatterSeriesOption {
  const [symbol, size] = marks[severity];
  return {
    type: 'scatter',
    id: severity,
    name: severity,
    data: ranges
      .filter((range) => range.severity === severity)
      .map((range: AnomalyRange) => [range.peak, range.actual]),
    symbol,
    symbolSize: size,
    itemStyle: { color: theme[severity], borderColor: theme.paper, borderWidth: 1.5, opacity: 1 },
    emphasis: { disabled: true },
    tooltip: { show: false },
    cursor: 'pointer',
    z: 6,
  };
}
