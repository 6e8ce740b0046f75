import type { ScatterSeriesOption } from 'echarts';
import { canvas, numberAxis, plot, valueAxis } from '../base/layout';
import { interleaved } from '../base/lines';
import { exact } from '../base/number';
import { tooltip } from '../base/tooltip';
import { defineChart } from '../types';

export interface QqChart {
  readonly name: string;
  /** What a normal distribution has at each level, in standard deviations, ascending. */
  readonly normal: Float64Array;
  /** What was found at the same levels, in standard deviations. */
  readonly found: Float64Array;
}

/** Quantiles beside those of a normal distribution: on the line where they are normal, off it where tails are heavier. */
export const qq = defineChart<QqChart>({
  id: 'q-q',
  title: 'Beside a normal distribution',
  option(data, theme) {
    const { normal, found, name } = data;
    const points: ScatterSeriesOption = {
      type: 'scatter',
      id: 'points',
      name,
      data: interleaved(normal, found) as unknown as NonNullable<ScatterSeriesOption['data']>,
      dimensions: ['t', 'v'],
      encode: { x: 't', y: 'v' },
      symbolSize: 4,
      itemStyle: { color: theme.residual, opacity: 0.8 },
      emphasis: { disabled: true },
      markLine: {
        symbol: 'none',
        silent: true,
        animation: false,
        label: { show: false },
        lineStyle: { color: theme.ink3, type: [3, 3], width: 1 },
        data: [[{ coord: [-REACH, -REACH] }, { coord: [REACH, REACH] }]],
      },
    };
    return {
      ...canvas(theme, this.summary(data)),
      ...tooltip(
        theme,
        new Map([['points', { name, at: (i: number) => exact(found[i] ?? Number.NaN) }]]),
        (z) => `normal: ${exact(z)}`,
      ),
      grid: { ...plot(theme, false), bottom: 40 },
      xAxis: { ...numberAxis(theme, 'a normal distribution, standard deviations'), min: -REACH, max: REACH },
      yAxis: {
        ...valueAxis(theme, { ticks: 4 }),
        min: ({ min }: { min: number }) => Math.min(-REACH, Math.floor(min)),
        max: ({ max }: { max: number }) => Math.max(REACH, Math.ceil(max)),
      },
      series: [points],
    };
  },
  summary({ name, normal, found }) {
    if (found.length === 0) return `${name} has no values.`;
    const farthest = found.reduce((most, value, i) => Math.max(most, Math.abs(value - (normal[i] as number))), 0);
    return `Quantiles of ${name} beside a normal distribution's: at most ${farthest.toFixed(1)} standard deviations apart.`;
  },
  table: ({ normal, found }) => ({
    columns: ['normal', 'found'],
    rows: Array.from(normal, (value, i) => [value, found[i] ?? Number.NaN]),
  }),
});

/** Standard deviations shown to each side at least. */
const REACH = 3;
