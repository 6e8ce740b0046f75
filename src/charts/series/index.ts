import { duration } from '../../math/duration';
import { columnAt, pointsOf, rowsOf, timesAt } from '../base/drawn';
import { type ChartEvent, eventMarks, eventWords } from '../base/event-marks';
import { factsOf } from '../base/facts';
import { canvas, plot, timeAxis, valueAxis, zoom } from '../base/layout';
import { line, lonePoints } from '../base/lines';
import { compact, exact, withUnit } from '../base/number';
import { seriesColor } from '../base/palette';
import { iso, moment } from '../base/time';
import { tooltip } from '../base/tooltip';
import { type Curve, defineChart } from '../types';

export interface SeriesChart {
  /** Each on its own times; NaN = missing. Points more than `breakMs` apart have a gap between them. */
  readonly series: readonly {
    readonly name: string;
    readonly time: Float64Array;
    readonly values: Float64Array;
    readonly breakMs?: number;
    /** Drawn thin and pale behind the others, which keep their colours: the series before a change. */
    readonly faint?: true;
  }[];
  readonly unit?: string;
  /** Planned events, marked behind them. */
  readonly events?: readonly ChartEvent[];
}

/** Above this many lines names would cover each other; the tooltip has them. */
const mostLabels = 8;

const curvesOf = ({ series: all }: SeriesChart): readonly Curve[] =>
  all.map(({ time, values, breakMs }) => ({
    time,
    values,
    keep: 'spikes',
    ...(breakMs !== undefined && { breakMs }),
  }));

/** One series or several over time, with their gaps. */
export const series = defineChart<SeriesChart>({
  id: 'series',
  title: 'Series',
  curves: curvesOf,
  option(data, theme, drawn) {
    const curves = curvesOf(data);
    const points = curves.map((curve, i) => pointsOf(curve, drawn?.[i]));
    const many = data.series.length > 1;
    const drawnFull = data.series.filter(({ faint }) => faint !== true);
    const labelled = many && data.series.length <= mostLabels;
    const lines = data.series.map((one, i) => ({
      id: `series-${i}`,
      name: one.name,
      x: timesAt(points[i], one.time),
      y: columnAt(points[i], one.values),
      thinned: drawn?.[i] !== undefined,
      color: one.faint === true ? theme.ink3 : seriesColor(theme, drawnFull.indexOf(one), drawnFull.length),
      width: many ? 1.25 : 1.5,
      opacity: data.series.length > mostLabels ? 0.7 : one.faint === true ? 0.55 : 1,
      ...(one.faint === true && { labelColor: theme.ink2, z: 1 }),
      labelled,
    }));
    const texts = new Map(
      lines.map(({ id, name, y }) => [id, { name, at: (i: number) => withUnit(exact(y[i] ?? Number.NaN), data.unit) }]),
    );
    return {
      ...canvas(theme, this.summary(data, theme.timeZone)),
      ...zoom(theme),
      ...tooltip(theme, texts, (time) => moment(time, theme.timeZone)),
      grid: plot(theme, labelled),
      xAxis: timeAxis(theme),
      yAxis: valueAxis(theme, { unit: data.unit ?? '' }),
      series: [...eventMarks(theme, data.events), ...lines.flatMap((one) => [line(theme, one), ...lonePoints(one)])],
    };
  },
  summary({ series: all, unit, events }, timeZone = 'UTC') {
    const [first] = all;
    if (first === undefined) return 'No series.';
    const facts = all.map(({ values }) => factsOf(values)).filter((one) => one !== undefined);
    const there = facts.filter(({ low }) => !Number.isNaN(low));
    const low = there.length === 0 ? Number.NaN : Math.min(...there.map((one) => one.low));
    const high = there.length === 0 ? Number.NaN : Math.max(...there.map((one) => one.high));
    const missing = facts.reduce((sum, one) => sum + one.missing, 0);
    const from = Math.min(...all.map((one) => one.time[0] ?? Number.POSITIVE_INFINITY));
    const to = Math.max(...all.map((one) => one.time.at(-1) ?? Number.NEGATIVE_INFINITY));
    const what = all.length === 1 ? first.name : `${all.length} series`;
    const when = from <= to ? ` over ${duration(to - from)} from ${moment(from, timeZone)} ${timeZone}` : '';
    if (facts.length < all.length) return `${what}${when}.`;
    const gaps = missing === 0 ? '' : ` ${missing} values are missing.`;
    return `${what}${when}, between ${compact(low)} and ${withUnit(compact(high), unit)}.${gaps}${eventWords(events)}`;
  },
  table: ({ series: all }, drawn) => ({
    columns: all.length === 1 ? ['time', all[0]?.name ?? 'value'] : ['series', 'time', 'value'],
    rows: all.flatMap((one, k) =>
      rowsOf(drawn?.[k], one.time.length).map((i) => [
        ...(all.length === 1 ? [] : [one.name]),
        iso(one.time[i] ?? Number.NaN),
        one.values[i] ?? Number.NaN,
      ]),
    ),
  }),
});
