import { extent } from '../../math/stats';
import { line } from '../base/lines';
import { compact } from '../base/number';
import { defineChart } from '../types';

export interface SparkChart {
  readonly name: string;
  /** In step; NaN = missing. */
  readonly values: Float64Array;
  /** What is forecast to follow. */
  readonly forecast?: Float64Array;
}

/** A series at a glance: a line without axes, for lists and small multiples. */
export const spark = defineChart<SparkChart>({
  id: 'spark',
  title: 'At a glance',
  option(data, theme) {
    const n = data.values.length;
    const ahead = data.forecast ?? new Float64Array();
    const steps = (from: number, count: number) => Float64Array.from({ length: count }, (_, i) => from + i);
    const bare = { show: false, min: 'dataMin', max: 'dataMax' } as const;
    return {
      backgroundColor: 'transparent',
      animation: false,
      aria: { enabled: true, label: { description: this.summary(data) } },
      grid: { left: 2, right: 2, top: 3, bottom: 3, outerBoundsMode: 'none' },
      xAxis: { type: 'value', ...bare },
      yAxis: { type: 'value', ...bare },
      series: [
        { id: 'values', name: data.name, x: steps(0, n), y: data.values, color: theme.observed, width: 1.25 },
        { id: 'forecast', name: 'forecast', x: steps(n, ahead.length), y: ahead, color: theme.forecast, width: 1.5 },
      ].map((one) => ({ ...line(theme, one), silent: true })),
    };
  },
  summary({ name, values, forecast }) {
    const [low, high] = extent(values);
    return `${name}: ${values.length} points between ${compact(low)} and ${compact(high)}${forecast === undefined ? '' : `, ${forecast.length} forecast`}.`;
  },
  table: ({ name, values, forecast }) => ({
    columns: ['step', name, 'kind'],
    rows: [
      ...Array.from(values, (value, i) => [i, value, 'observed']),
      ...Array.from(forecast ?? [], (value, i) => [values.length + i, value, 'forecast']),
    ],
  }),
});
