import type { LineSeriesOption } from 'echarts';
import type { Decomposition, Forecast } from '../../frame/parts';
import { duration } from '../../math/duration';
import { band } from '../base/band';
import { columnAt, pointsOf, rowsOf, timesAt } from '../base/drawn';
import { aroundForecast, canvas, stack, timeAxis, valueAxis, zoom } from '../base/layout';
import { type Line, line } from '../base/lines';
import { lastSeen } from '../base/marks';
import { compact, exact, withUnit } from '../base/number';
import { partColor, seasonColor } from '../base/palette';
import { iso, moment } from '../base/time';
import { tooltip } from '../base/tooltip';
import { type ChartTheme, type Curve, defineChart } from '../types';

export interface PartsForecastChart {
  readonly unit?: string;
  /** Parts of the history, in step. */
  readonly parts: Decomposition;
  readonly stepMs: number;
  /** With the forecasts of the parts; parts it does not name have their past only. */
  readonly forecast: Forecast;
}

interface Part {
  readonly id: string;
  readonly name: string;
  readonly past: Float64Array;
  readonly ahead: Float64Array | undefined;
}

const curvesOf = (data: PartsForecastChart): readonly Curve[] =>
  partsOf(data).map(({ id, past }) => ({
    time: data.parts.time,
    values: past,
    keep: id === 'trend' ? 'shape' : 'spikes',
  }));

/** What a forecast is made of: each part of the series, and its own forecast. */
export const partsForecast = defineChart<PartsForecastChart>({
  id: 'parts-forecast',
  title: 'What it is made of',
  curves: curvesOf,
  option(data, theme, drawn) {
    const parts = partsOf(data);
    const points = curvesOf(data).map((curve, i) => pointsOf(curve, drawn?.[i]));
    const last = parts.length - 1;
    const seen = data.parts.time.at(-1) ?? 0;
    const end = data.forecast.time.at(-1) ?? seen;
    const lines = parts.flatMap((part, i) =>
      linesOf(
        { ...part, past: columnAt(points[i], part.past) },
        timesAt(points[i], data.parts.time),
        drawn?.[i] !== undefined,
        i,
        data,
        theme,
      ),
    );
    const texts = new Map(
      lines.map(({ id, name, y }) => [id, { name, at: (i: number) => withUnit(exact(y[i] ?? Number.NaN), data.unit) }]),
    );
    return {
      ...canvas(theme, this.summary(data)),
      ...zoom(theme, aroundForecast(theme, data.parts.time, end)),
      ...tooltip(theme, texts, (time) => moment(time, theme.timeZone)),
      grid: stack(
        theme,
        parts.map(() => 1),
      ),
      xAxis: parts.map((_, i) => ({ ...timeAxis(theme, i, i === last), max: end })),
      yAxis: parts.map((_, i) => valueAxis(theme, { gridIndex: i, ticks: 1, unit: i === 0 ? (data.unit ?? '') : '' })),
      series: [
        ...parts.flatMap(({ id, ahead }, i) =>
          ahead === undefined
            ? []
            : [
                band({
                  ...ground(id, ahead),
                  id: `${id}-area`,
                  x: data.forecast.time,
                  color: colorOf(theme, id, i),
                  opacity: 0.1,
                  plot: i,
                }),
              ],
        ),
        ...lines.map((spec): LineSeriesOption => {
          const drawn = line(theme, spec);
          return spec.id.endsWith('-ahead') ? drawn : { ...drawn, markLine: lastSeen(theme, seen, false) };
        }),
      ],
    };
  },
  summary(data) {
    const words = partsOf(data).map(({ name, ahead }) =>
      ahead === undefined || ahead.length === 0
        ? `${name} is not forecast`
        : `${name} goes from ${compact(ahead[0] ?? 0)} to ${withUnit(compact(ahead.at(-1) ?? 0), data.unit)}`,
    );
    return `The parts and their forecasts: ${words.join(', ')}.`;
  },
  table(data, drawn) {
    const parts = partsOf(data);
    const rows = (
      time: Float64Array,
      kind: string,
      values: (part: Part) => Float64Array | undefined,
      at = rowsOf(undefined, time.length),
    ) => at.map((i) => [iso(time[i] ?? Number.NaN), kind, ...parts.map((part) => values(part)?.[i] ?? Number.NaN)]);
    return {
      columns: ['time', 'kind', ...parts.map(({ name }) => name)],
      rows: [
        ...rows(data.parts.time, 'past', ({ past }) => past, rowsOf(drawn?.[0], data.parts.time.length)),
        ...rows(data.forecast.time, 'forecast', ({ ahead }) => ahead),
      ],
    };
  },
});

/** Trend, seasons (their sum where only that is forecast) and residual, each with its forecast. */
function partsOf({ parts, stepMs, forecast }: PartsForecastChart): readonly Part[] {
  const ahead = (id: string): Float64Array | undefined => forecast.parts?.find(({ part }) => part === id)?.values;
  const together = ahead('seasonal');
  const names = parts.seasonal.map(({ period }) => duration(period * stepMs));
  const seasons: readonly Part[] =
    together !== undefined && parts.seasonal.length > 0
      ? [{ id: 'seasonal', name: names.length === 1 ? (names[0] ?? '') : 'seasons', past: sum(parts), ahead: together }]
      : parts.seasonal.map(({ period, values }, i) => ({
          id: `seasonal-${period}`,
          name: names[i] ?? '',
          past: values,
          ahead: ahead(`seasonal-${period}`),
        }));
  return [
    { id: 'trend', name: 'trend', past: parts.trend, ahead: ahead('trend') },
    ...seasons,
    { id: 'residual', name: 'residual', past: parts.residual, ahead: ahead('residual') },
  ];
}

const sums = new WeakMap<Decomposition, Float64Array>();

/** All seasons together; one array for each decomposition, so that what was found of it stays known. */
function sum(parts: Decomposition): Float64Array {
  const { time, seasonal } = parts;
  const known =
    sums.get(parts) ?? time.map((_, i) => seasonal.reduce((total, { values }) => total + (values[i] ?? 0), 0));
  sums.set(parts, known);
  return known;
}

const colorOf = (theme: ChartTheme, id: string, index: number): string =>
  id.startsWith('seasonal-') ? seasonColor(theme, index - 1) : partColor(theme, id);

function linesOf(
  { id, name, past, ahead }: Part,
  pastTime: Float64Array,
  thinned: boolean,
  plot: number,
  data: PartsForecastChart,
  theme: ChartTheme,
): readonly Line[] {
  const color = colorOf(theme, id, plot);
  const known = { id, name, x: pastTime, y: past, color, width: 1.25, plot, thinned, labelled: ahead === undefined };
  if (ahead === undefined) return [known];
  return [
    known,
    { id: `${id}-ahead`, name, x: data.forecast.time, y: ahead, color, width: 2.25, plot, labelled: true, z: 4 },
  ];
}

/** The area under a part's forecast: down to 0, or for a trend, whose zero is far off, to its own least. */
function ground(id: string, ahead: Float64Array): { readonly lower: Float64Array; readonly upper: Float64Array } {
  const base = id === 'trend' ? Math.min(...ahead) : 0;
  return { lower: ahead.map((value) => Math.min(value, base)), upper: ahead.map((value) => Math.max(value, base)) };
}
