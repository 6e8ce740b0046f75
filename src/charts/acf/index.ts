import { duration } from '../../math/duration';
import type { Autocorrelation } from '../../pipeline/results';
import { canvas, numberAxis, plot, valueAxis } from '../base/layout';
import { exact } from '../base/number';
import { seasonColor } from '../base/palette';
import { tooltip } from '../base/tooltip';
import { defineChart } from '../types';
import { bars } from './bars';

export interface AcfChart {
  readonly acf: Autocorrelation;
  readonly stepMs: number;
  /** The part it is of; absent = the series. */
  readonly part?: 'residual';
}

/** How like itself a series is some time later: one bar a lag, full where noise would not reach, with the seasons found. */
export const acf = defineChart<AcfChart>({
  id: 'acf',
  title: 'Autocorrelation',
  option(data, theme) {
    const { values, bound, periods } = data.acf;
    const color = data.part === 'residual' ? theme.residual : theme.day;
    const text = (part: Float64Array) => (lag: number) =>
      Number.isNaN(part[lag]) ? '' : exact(part[lag] ?? Number.NaN);
    const strong = values.map((value) => (Math.abs(value) > bound ? value : Number.NaN));
    const weak = values.map((value) => (Math.abs(value) > bound ? Number.NaN : value));
    const quiet = { symbol: 'none', silent: true, animation: false } as const;
    const interval = lagInterval(data, theme.narrow ? 4 : 8);
    return {
      ...canvas(theme, this.summary(data)),
      ...tooltip(
        theme,
        new Map(Object.entries({ strong, weak }).map(([id, part]) => [id, { name: 'like itself', at: text(part) }])),
        (lag) => `${lag} steps, ${duration(lag * data.stepMs)} later`,
      ),
      grid: plot(theme, false),
      xAxis: {
        // The last lag is named only where it is a step like the others.
        ...numberAxis(
          theme,
          '',
          (lag) => (lag === 0 ? '0' : duration(lag * data.stepMs)),
          (values.length - 1) % interval === 0,
        ),
        min: 0,
        max: values.length - 1,
        interval,
      },
      yAxis: {
        ...valueAxis(theme),
        min: (range) => Math.min(-0.5, Math.floor(range.min * 2) / 2),
        max: 1,
        interval: 0.5,
      },
      series: [
        {
          ...bars('strong', strong, color, 1),
          markLine: {
            ...quiet,
            data: [
              ...[bound, -bound].map((yAxis) => ({
                yAxis,
                label: { show: false },
                lineStyle: { color: theme.ink3, type: 'dashed' as const, width: 1 },
              })),
              ...periods.map((period, i) => ({
                xAxis: period,
                label: {
                  formatter: () => duration(period * data.stepMs),
                  color: seasonColor(theme, i),
                  fontSize: 12,
                  fontWeight: 600 as const,
                  fontFamily: theme.font,
                },
                lineStyle: { color: seasonColor(theme, i), type: 'solid' as const, width: 1 },
              })),
            ],
          },
        },
        bars('weak', weak, color, 0.35),
      ],
    };
  },
  summary({ acf: { values, periods, bound }, stepMs }) {
    if (periods.length === 0)
      return `Autocorrelation up to ${duration((values.length - 1) * stepMs)}: no season found.`;
    const seasons = periods.map(
      (period) => `${duration(period * stepMs)} (${(values[period] ?? Number.NaN).toFixed(2)})`,
    );
    return `Autocorrelation up to ${duration((values.length - 1) * stepMs)}. Seasons found at ${seasons.join(' and ')}; noise stays within ${bound.toFixed(2)}.`;
  },
  table: ({ acf: { values }, stepMs }) => ({
    columns: ['lag', 'time', 'autocorrelation'],
    rows: Array.from(values, (value, lag) => [lag, duration(lag * stepMs), value]),
  }),
});

/** Steps between labels, about `count` of them: whole seasons, or without a season whole hours, or else round numbers. */
function lagInterval({ acf: { values, periods }, stepMs }: AcfChart, count: number): number {
  const least = (values.length - 1) / count;
  const [season] = periods;
  const hours = [1, 2, 6, 12, 24, 48, 168, 336, 720].map((n) => (n * 3_600_000) / stepMs).filter(Number.isInteger);
  const round = season === undefined ? hours : [1, 2, 3, 4, 7, 14, 28, 56].map((n) => n * season);
  return round.find((unit) => unit >= least) ?? Math.max(1, Math.ceil(least));
}
