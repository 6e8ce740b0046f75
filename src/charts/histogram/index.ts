import type { BarSeriesOption } from 'echarts';
import { canvas, numberAxis, plot, valueAxis } from '../base/layout';
import { interleaved } from '../base/lines';
import { compact, exact, withUnit } from '../base/number';
import { tooltip } from '../base/tooltip';
import { defineChart } from '../types';
import { binsOf } from './bins';

export interface HistogramChart {
  readonly name: string;
  readonly unit?: string;
  /** NaN = missing, left out. */
  readonly values: Float64Array;
  /** The part it is of; absent = the series. */
  readonly part?: 'residual';
}

/** How often values of each size occur. */
export const histogram = defineChart<HistogramChart>({
  id: 'histogram',
  title: 'Distribution',
  option(data, theme) {
    const { edges, counts, median, every } = binsOf(data.values);
    const width = (edges[1] ?? 1) - (edges[0] ?? 0);
    const centers = Float64Array.from(counts, (_, i) => (edges[i] ?? 0) + width / 2);
    const text = (i: number): string => `${every === 1 ? '' : 'about '}${exact(counts[i] ?? 0)} points`;
    const bars: BarSeriesOption = {
      type: 'bar',
      id: 'counts',
      name: data.name,
      data: interleaved(centers, counts) as unknown as NonNullable<BarSeriesOption['data']>,
      dimensions: ['t', 'v'],
      encode: { x: 't', y: 'v' },
      barWidth: '94%',
      itemStyle: { color: data.part === 'residual' ? theme.residual : theme.observed, opacity: 0.75 },
      emphasis: { disabled: true },
      markLine: {
        symbol: 'none',
        silent: true,
        animation: false,
        lineStyle: { color: theme.ink2, type: [3, 3], width: 1 },
        label: {
          formatter: () => `median ${compact(median)}`,
          color: theme.ink2,
          fontSize: 11,
          fontFamily: theme.font,
        },
        data: Number.isNaN(median) ? [] : [{ xAxis: median }],
      },
    };
    const between = (center: number): string =>
      `${exact(center - width / 2)} to ${withUnit(exact(center + width / 2), data.unit)}`;
    return {
      ...canvas(theme, this.summary(data)),
      ...tooltip(theme, new Map([['counts', { name: data.name, at: text }]]), between),
      grid: { ...plot(theme, false), bottom: 40 },
      xAxis: {
        ...numberAxis(theme, data.unit === undefined ? data.name : `${data.name}, ${data.unit}`),
        min: edges[0] ?? 0,
        max: edges.at(-1) ?? 1,
      },
      yAxis: { ...valueAxis(theme, { unit: 'points', ticks: 4 }), min: 0, minInterval: 1 },
      series: [bars],
    };
  },
  summary({ name, values, unit }) {
    const { counts, edges, median, low, high } = binsOf(values);
    if (counts.length === 0) return `${name} has no values.`;
    const most = counts.indexOf(Math.max(...counts));
    return `Distribution of ${name}: ${compact(low)} to ${withUnit(compact(high), unit)}, half below ${compact(median)}, most often ${compact(edges[most] ?? 0)} to ${compact(edges[most + 1] ?? 0)}.`;
  },
  table({ values }) {
    const { edges, counts } = binsOf(values);
    return {
      columns: ['from', 'to', 'points'],
      rows: Array.from(counts, (count, i) => [edges[i] ?? 0, edges[i + 1] ?? 0, count]),
    };
  },
});
