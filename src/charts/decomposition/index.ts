import type { Decomposition } from '../../frame/parts';
import { duration } from '../../math/duration';
import { columnAt, pointsOf, rowsOf, timesAt } from '../base/drawn';
import { factsOf } from '../base/facts';
import { canvas, stack, timeAxis, valueAxis, zoom } from '../base/layout';
import { line } from '../base/lines';
import { compact, exact, withUnit } from '../base/number';
import { seasonColor } from '../base/palette';
import { iso, moment } from '../base/time';
import { tooltip } from '../base/tooltip';
import { type ChartTheme, type Curve, defineChart } from '../types';

export interface DecompositionChart {
  readonly name: string;
  readonly unit?: string;
  readonly parts: Decomposition;
  readonly stepMs: number;
}

const columnsOf = ({ name, parts, stepMs }: DecompositionChart) => [
  { id: 'observed', name, values: parts.observed },
  { id: 'trend', name: 'trend', values: parts.trend },
  ...parts.seasonal.map(({ period, values }) => ({
    id: `seasonal-${period}`,
    name: duration(period * stepMs),
    values,
  })),
  { id: 'residual', name: 'residual', values: parts.residual },
];

const curvesOf = (data: DecompositionChart): readonly Curve[] =>
  columnsOf(data).map(({ id, values }) => ({
    time: data.parts.time,
    values,
    keep: id === 'trend' ? 'shape' : 'spikes',
  }));

/** A series over its parts, each on its own scale, on one time axis. */
export const decomposition = defineChart<DecompositionChart>({
  id: 'decomposition',
  title: 'Parts',
  curves: curvesOf,
  option(data, theme, drawn) {
    const points = curvesOf(data).map((curve, i) => pointsOf(curve, drawn?.[i]));
    const columns = columnsOf(data).map((column, i) => ({ ...column, values: columnAt(points[i], column.values) }));
    const last = columns.length - 1;
    const colors = [
      theme.observed,
      theme.trend,
      ...data.parts.seasonal.map((_, i) => seasonColor(theme, i)),
      theme.residual,
    ];
    const unit = data.unit ?? '';
    return {
      ...canvas(theme, this.summary(data)),
      ...zoom(theme),
      ...tooltip(theme, textsOf(columns, data), (time) => moment(time, theme.timeZone)),
      grid: stack(theme, weightsOf(columns.length, theme)),
      xAxis: columns.map((_, i) => timeAxis(theme, i, i === last)),
      yAxis: columns.map((_, i) => ({
        ...valueAxis(theme, { gridIndex: i, ticks: i === 0 ? 4 : 1, unit: i === 0 ? unit : '' }),
      })),
      series: columns.map(({ id, name, values }, i) =>
        line(theme, {
          id,
          name: i === 0 ? 'observed' : name,
          x: timesAt(points[i], data.parts.time),
          y: values,
          thinned: drawn?.[i] !== undefined,
          color: colors[i] ?? theme.ink,
          width: i === 0 ? 1.5 : 1.25,
          plot: i,
          labelled: true,
          spikes: i === last,
        }),
      ),
    };
  },
  summary(data) {
    const { name, parts, unit } = data;
    const size = (values: Float64Array): string => {
      const { low, high } = factsOf(values) ?? { low: Number.NaN, high: Number.NaN };
      return `${compact(low)} to ${compact(high)}`;
    };
    const [, ...rest] = columnsOf(data);
    const words = rest.map((part) => `${part.name} ${size(part.values)}`);
    const how = parts.model === 'additive' ? 'the sum' : 'the product';
    return `${name} (${withUnit(size(parts.observed), unit)}) as ${how} of ${words.join(', ')}.`;
  },
  table(data, drawn) {
    const columns = columnsOf(data);
    const { time } = data.parts;
    return {
      columns: ['time', ...columns.map(({ name }) => name)],
      rows: rowsOf(drawn?.[0], time.length).map((i) => [
        iso(time[i] ?? Number.NaN),
        ...columns.map(({ values }) => values[i] ?? Number.NaN),
      ]),
    };
  },
});

const weightsOf = (count: number, theme: ChartTheme): readonly number[] =>
  Array.from({ length: count }, (_, i) => (i === 0 ? (theme.narrow ? 1.6 : 2.2) : 1));

const textsOf = (columns: ReturnType<typeof columnsOf>, { unit, parts }: DecompositionChart) =>
  new Map(
    columns.map(({ id, name, values }, i) => [
      id,
      {
        name,
        at: (at: number) => withUnit(exact(values[at] ?? Number.NaN), parts.model === 'additive' || i < 2 ? unit : '×'),
      },
    ]),
  );
