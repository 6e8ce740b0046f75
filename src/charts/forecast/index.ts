import type { LineSeriesOption } from 'echarts';
import type { Forecast } from '../../frame/parts';
import { duration } from '../../math/duration';
import { extent } from '../../math/stats';
import { type Band, band } from '../base/band';
import { columnAt, pointsOf, timesAt } from '../base/drawn';
import { type ChartEvent, eventMarks, eventWords } from '../base/event-marks';
import { aroundForecast, canvas, plot, timeAxis, valueAxis, zoom } from '../base/layout';
import { type Line, line } from '../base/lines';
import { lastSeen } from '../base/marks';
import { compact, exact, withUnit } from '../base/number';
import { iso, moment } from '../base/time';
import { tooltip } from '../base/tooltip';
import { type ChartTheme, defineChart, type Curve as Long } from '../types';

interface Curve {
  readonly time: Float64Array;
  readonly values: Float64Array;
}

export interface ForecastChart {
  readonly name: string;
  readonly unit?: string;
  readonly history: Curve;
  readonly forecast: Forecast;
  /** What then happened, where it is known. */
  readonly actual?: Curve;
  /** Planned events, marked behind it. */
  readonly events?: readonly ChartEvent[];
  /** A forecast read back from a database. */
  readonly readBack?: Curve;
}

const curvesOf = ({ history }: ForecastChart): readonly Long[] => [{ ...history, keep: 'spikes' }];

/** A series, its forecast with bands, and what then happened. */
export const forecast = defineChart<ForecastChart>({
  id: 'forecast',
  title: 'Forecast',
  curves: curvesOf,
  option(data, theme, drawn) {
    const { history, unit } = data;
    const [points] = curvesOf(data).map((curve, i) => pointsOf(curve, drawn?.[i]));
    const past = { time: timesAt(points, history.time), values: columnAt(points, history.values) };
    const lines = linesOf({ ...data, history: past }, theme, drawn?.[0] !== undefined);
    const bands = bandsOf(data.forecast);
    const texts = new Map(
      lines.map(({ id, name, y }) => {
        const range = (i: number): string => {
          const outer = bands[0];
          if (id !== 'forecast' || outer === undefined) return '';
          return ` (${exact(outer.lower[i] ?? Number.NaN)} to ${exact(outer.upper[i] ?? Number.NaN)})`;
        };
        return [id, { name, at: (i: number) => `${withUnit(exact(y[i] ?? Number.NaN), unit)}${range(i)}` }];
      }),
    );
    const seen = history.time.at(-1);
    return {
      ...canvas(theme, this.summary(data)),
      ...zoom(theme, aroundForecast(theme, history.time, lastTime(data))),
      ...tooltip(theme, texts, (time) => moment(time, theme.timeZone)),
      grid: plot(theme),
      xAxis: { ...timeAxis(theme), max: lastTime(data) },
      yAxis: { ...valueAxis(theme, { unit: unit ?? '' }), ...aroundConstant(lines, bands) },
      series: [
        ...eventMarks(theme, data.events),
        ...bands.map((spec, i) =>
          band({
            ...spec,
            id: `band-${i}`,
            x: data.forecast.time,
            color: theme.forecast,
            opacity: theme.dark ? 0.22 : 0.16,
          }),
        ),
        ...lines.map((spec): LineSeriesOption => {
          const drawn = line(theme, spec);
          return spec.id === 'history' && seen !== undefined ? { ...drawn, markLine: lastSeen(theme, seen) } : drawn;
        }),
      ],
    };
  },
  summary({ name, unit, history, forecast: ahead, actual, events }) {
    const n = ahead.time.length;
    if (n === 0) return `No forecast of ${name}.`;
    const seen = history.time.at(-1) ?? ahead.time[0] ?? 0;
    const [low, high] = extent(ahead.point);
    const [outer] = bandsOf(ahead);
    const end =
      outer === undefined
        ? ''
        : `, ${outer.coverage} band ${compact(outer.lower[n - 1] ?? Number.NaN)} to ${withUnit(compact(outer.upper[n - 1] ?? Number.NaN), unit)} at its end`;
    const error = actual === undefined ? Number.NaN : meanError(ahead, actual);
    const happened = Number.isNaN(error)
      ? ''
      : ` What then happened lay ${withUnit(compact(error), unit)} off on average.`;
    return `Forecast of ${name} for ${duration((ahead.time[n - 1] ?? 0) - seen)}: from ${compact(low)} to ${withUnit(compact(high), unit)}${end}.${happened}${eventWords(events)}`;
  },
  table({ forecast: ahead, actual }) {
    const known = new Map(Array.from(actual?.time ?? [], (time, i) => [time, actual?.values[i] ?? Number.NaN]));
    const quantiles = ahead.quantiles.filter(({ values }) => values.some((value, i) => value !== ahead.point[i]));
    return {
      columns: [
        'time',
        'forecast',
        ...quantiles.map(({ level }) => `${percent(level)} quantile`),
        ...(actual === undefined ? [] : ['happened']),
      ],
      rows: Array.from(ahead.time, (time, i) => [
        iso(time),
        ahead.point[i] ?? Number.NaN,
        ...quantiles.map(({ values }) => values[i] ?? Number.NaN),
        ...(actual === undefined ? [] : [known.get(time) ?? Number.NaN]),
      ]),
    };
  },
});

const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;

function linesOf(
  { name, history, forecast: ahead, actual, readBack }: ForecastChart,
  theme: ChartTheme,
  thinned: boolean,
): readonly Line[] {
  return [
    { id: 'history', name, x: history.time, y: history.values, color: theme.observed, width: 1.5, thinned },
    ...(readBack === undefined
      ? []
      : [
          {
            id: 'read-back',
            name: 'written',
            x: readBack.time,
            y: readBack.values,
            color: theme.ink,
            width: 1.5,
            dash: 'dashed' as const,
            labelled: true,
            z: 6,
          },
        ]),
    {
      id: 'forecast',
      name: 'forecast',
      x: ahead.time,
      y: ahead.point,
      color: theme.forecast,
      width: 2.25,
      labelled: true,
      z: 4,
    },
    ...(actual === undefined
      ? []
      : [
          {
            id: 'actual',
            name: 'happened',
            x: actual.time,
            y: actual.values,
            color: theme.ink,
            labelColor: theme.ink2,
            width: 1.75,
            dash: 'dotted' as const,
            labelled: true,
            z: 5,
          },
        ]),
  ];
}

/** Room around one single value, which would lie on the axis itself; none where values differ. */
function aroundConstant(lines: readonly Line[], bands: ReturnType<typeof bandsOf>): { min?: number; max?: number } {
  const ends = [...lines.map(({ y }) => y), ...bands.flatMap(({ lower, upper }) => [lower, upper])].map((values) =>
    extent(Float64Array.from(values)),
  );
  const known = ends.filter(([low, high]) => Number.isFinite(low) && Number.isFinite(high));
  const low = Math.min(...known.map(([least]) => least));
  const high = Math.max(...known.map(([, most]) => most));
  if (known.length === 0 || high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high))) return {};
  const pad = Math.max(Math.abs(high) * 0.05, 1);
  return { min: low - pad, max: high + pad };
}

/** Quantiles in pairs around the middle, widest first. */
function bandsOf({ quantiles }: Forecast): readonly (Pick<Band, 'lower' | 'upper'> & { readonly coverage: string })[] {
  return quantiles.flatMap(({ level, values }) => {
    const partner = quantiles.find((other) => level < 0.5 && Math.abs(other.level + level - 1) < 1e-9);
    return partner === undefined ? [] : [{ lower: values, upper: partner.values, coverage: percent(1 - 2 * level) }];
  });
}

const lastTime = ({ history, forecast: ahead, actual }: ForecastChart): number =>
  Math.max(history.time.at(-1) ?? 0, ahead.time.at(-1) ?? 0, actual?.time.at(-1) ?? 0);

function meanError(ahead: Forecast, actual: Curve): number {
  const known = new Map(Array.from(actual.time, (time, i) => [time, actual.values[i] ?? Number.NaN]));
  const errors = Array.from(ahead.time, (time, i) =>
    Math.abs((known.get(time) ?? Number.NaN) - (ahead.point[i] ?? 0)),
  ).filter((error) => !Number.isNaN(error));
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}
