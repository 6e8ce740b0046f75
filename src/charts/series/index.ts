import { duration } from '../../math/duration';
import { extent } from '../../math/stats';
import { canvas, plot, timeAxis, valueAxis, zoom } from '../base/layout';
import { line, lonePoints } from '../base/lines';
import { compact, exact, withUnit } from '../base/number';
import { seriesColor } from '../base/palette';
import { iso, moment } from '../base/time';
import { tooltip } from '../base/tooltip';
import { defineChart } from '../types';

export interface SeriesChart {
  /** Each on its own times; NaN = missing. */
  readonly series: readonly { readonly name: string; readonly time: Float64Array; readonly values: Float64Array }[];
  readonly unit?: string;
}

/** Above this many lines names would cover each other; the tooltip has them. */
const mostLabels = 8;

/** One series or several over time, with their gaps. */
export const series = defineChart<SeriesChart>({
  id: 'series',
  title: 'Series',
  option(data, theme) {
    const many = data.series.length > 1;
    const labelled = many && data.series.length <= mostLabels;
    const lines = data.series.map((one, i) => ({
      id: `series-${i}`,
      name: one.name,
      x: one.time,
      y: one.values,
      color: seriesColor(theme, i, data.series.length),
      width: many ? 1.25 : 1.5,
      opacity: data.series.length > mostLabels ? 0.7 : 1,
      labelled,
    }));
    const texts = new Map(
      lines.map(({ id, name, y }) => [id, { name, at: (i: number) => withUnit(exact(y[i] ?? Number.NaN), data.unit) }]),
    );
    return {
      ...canvas(theme, this.summary(data)),
      ...zoom(theme),
      ...tooltip(theme, texts, (time) => moment(time, theme.timeZone)),
      grid: plot(theme, labelled),
      xAxis: timeAxis(theme),
      yAxis: valueAxis(theme, { unit: data.unit ?? '' }),
      series: lines.flatMap((one) => [line(theme, one), ...lonePoints(one)]),
    };
  },
  summary({ series: all, unit }) {
    const [first] = all;
    if (first === undefined) return 'No series.';
    const [low, high] = extent(Float64Array.from(all.flatMap((one) => [...extent(one.values)])));
    const missing = all.reduce((sum, one) => sum + one.values.filter(Number.isNaN).length, 0);
    const from = Math.min(...all.map((one) => one.time[0] ?? Number.POSITIVE_INFINITY));
    const to = Math.max(...all.map((one) => one.time.at(-1) ?? Number.NEGATIVE_INFINITY));
    const what = all.length === 1 ? first.name : `${all.length} series`;
    const when = from <= to ? ` over ${duration(to - from)} from ${moment(from, 'UTC')} UTC` : '';
    const gaps = missing === 0 ? '' : ` ${missing} values are missing.`;
    return `${what}${when}, between ${compact(low)} and ${withUnit(compact(high), unit)}.${gaps}`;
  },
  table: ({ series: all }) => ({
    columns: all.length === 1 ? ['time', all[0]?.name ?? 'value'] : ['series', 'time', 'value'],
    rows: all.flatMap((one) =>
      Array.from(one.time, (time, i) => [
        ...(all.length === 1 ? [] : [one.name]),
        iso(time),
        one.values[i] ?? Number.NaN,
      ]),
    ),
  }),
});
