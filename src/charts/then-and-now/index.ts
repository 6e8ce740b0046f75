import type { LineSeriesOption } from 'echarts';
import type { Forecast } from '../../frame/parts';
import { band } from '../base/band';
import { columnAt, pointsOf, timesAt } from '../base/drawn';
import { canvas, plot, timeAxis, valueAxis, zoom } from '../base/layout';
import { type Line, line } from '../base/lines';
import { compact, exact, withUnit } from '../base/number';
import { iso, moment } from '../base/time';
import { tooltip } from '../base/tooltip';
import { type ChartTheme, type Curve, defineChart } from '../types';

/** A forecast made before, and what then happened at its times (NaN where nothing is known). */
interface OldForecast {
  readonly origin: number;
  readonly forecast: Forecast;
  readonly actual: Float64Array;
}

export interface ThenAndNowChart {
  readonly name: string;
  readonly unit?: string;
  /** The series as it is known now. */
  readonly now: { readonly time: Float64Array; readonly values: Float64Array };
  /** The oldest first. */
  readonly forecasts: readonly OldForecast[];
}

const curvesOf = ({ now }: ThenAndNowChart): readonly Curve[] => [{ ...now, keep: 'spikes' }];

/** Forecasts made before, drawn over what then happened. */
export const thenAndNow = defineChart<ThenAndNowChart>({
  id: 'then-and-now',
  title: 'Then and now',
  curves: curvesOf,
  option(data, theme, drawn) {
    const { now, unit, forecasts } = data;
    const [points] = curvesOf(data).map((curve, i) => pointsOf(curve, drawn?.[i]));
    const known = { time: timesAt(points, now.time), values: columnAt(points, now.values) };
    const lines: readonly Line[] = [
      {
        id: 'now',
        name: 'happened',
        x: known.time,
        y: known.values,
        color: theme.observed,
        width: 1.5,
        thinned: drawn?.[0] !== undefined,
      },
      ...forecasts.map(
        ({ forecast, origin }, i): Line => ({
          id: `forecast-${i}`,
          name: `forecast of ${moment(origin, theme.timeZone)}`,
          x: forecast.time,
          y: forecast.point,
          color: theme.forecast,
          width: forecasts.length > 3 ? 1.25 : 2.25,
          opacity: forecasts.length > 3 && i < forecasts.length - 1 ? 0.7 : 1,
          z: 4,
        }),
      ),
    ];
    const texts = new Map(
      lines.map(({ id, name, y }) => [id, { name, at: (i: number) => withUnit(exact(y[i] ?? Number.NaN), unit) }]),
    );
    return {
      ...canvas(theme, this.summary(data, theme.timeZone)),
      ...zoom(theme, around(data, theme)),
      ...tooltip(theme, texts, (time) => moment(time, theme.timeZone)),
      grid: plot(theme, false),
      xAxis: timeAxis(theme),
      yAxis: valueAxis(theme, { unit: unit ?? '' }),
      series: [
        ...forecasts.flatMap(({ forecast: { time, quantiles } }, i) => {
          const [lower, upper] = [quantiles[0], quantiles.at(-1)];
          if (lower === undefined || upper === undefined || upper.level <= lower.level) return [];
          const opacity = (theme.dark ? 0.22 : 0.16) / Math.min(2, forecasts.length);
          const spec = { id: `band-${i}`, x: time, lower: lower.values, upper: upper.values, color: theme.forecast };
          return [band({ ...spec, opacity })];
        }),
        ...lines.map((spec): LineSeriesOption => line(theme, spec)),
      ],
    };
  },
  summary({ name, unit, forecasts }, timeZone = 'UTC') {
    if (forecasts.length === 0) return `No forecast of ${name} was made before.`;
    const which =
      forecasts.length === 1
        ? `The forecast of ${name} made from ${moment(forecasts[0]?.origin ?? 0, timeZone)} ${timeZone}`
        : `${forecasts.length} forecasts of ${name} made before`;
    const errors = forecasts.flatMap(({ forecast, actual }) =>
      Array.from(actual, (value, i) => Math.abs(value - (forecast.point[i] ?? Number.NaN))).filter(
        (error) => !Number.isNaN(error),
      ),
    );
    if (errors.length === 0) return `${which}. Nothing is known yet of what then happened.`;
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    return `${which}. What then happened lay ${withUnit(compact(mean), unit)} off on average, over ${errors.length} points.`;
  },
  table: ({ forecasts }) => ({
    columns: ['made from', 'time', 'forecast', 'lower', 'upper', 'happened'],
    rows: forecasts.flatMap(({ origin, forecast: { time, point, quantiles }, actual }) =>
      Array.from(time, (t, i) => [
        iso(origin),
        iso(t),
        point[i] ?? Number.NaN,
        quantiles[0]?.values[i] ?? Number.NaN,
        quantiles.at(-1)?.values[i] ?? Number.NaN,
        actual[i] ?? Number.NaN,
      ]),
    ),
  }),
});

/** What it opens on: the forecasts, twice as much before them, and a little of what came after. */
function around(
  { now, forecasts }: ThenAndNowChart,
  theme: ChartTheme,
): { readonly from: number; readonly to: number } | undefined {
  const [start, end] = [now.time[0], now.time.at(-1)];
  const begins = forecasts.flatMap(({ forecast: { time } }) => time[0] ?? []);
  const ends = forecasts.flatMap(({ forecast: { time } }) => time.at(-1) ?? []);
  if (begins.length === 0 || start === undefined || end === undefined) return undefined;
  const [first, last] = [Math.min(...begins), Math.max(...ends)];
  const before = (theme.narrow ? 1 : 2) * (last - first);
  return { from: Math.max(start, first - before), to: Math.min(Math.max(end, last), last + before / 4) };
}
