import type { LineSeriesOption, MarkLineComponentOption } from 'echarts';
import type { ChartTheme } from '../types';

/** The upright line where what is known ends. */
export const lastSeen = (theme: ChartTheme, time: number, labelled = true): MarkLineComponentOption => ({
  symbol: 'none',
  silent: true,
  animation: false,
  lineStyle: { color: theme.ink3, type: [3, 3], width: 1 },
  label: {
    show: labelled,
    formatter: () => 'last seen',
    // Over the plot, where no line is.
    position: 'end',
    distance: 5,
    color: theme.ink2,
    fontFamily: theme.font,
    fontSize: 11,
  },
  data: [{ xAxis: time }],
});

/** Stretches of time that are left out, shaded over the whole height; not part of any line, so that none is thinned by it. */
export const shades = (
  theme: ChartTheme,
  stretches: readonly { readonly start: number; readonly stop: number }[],
): LineSeriesOption => ({
  type: 'line',
  id: 'left-out',
  name: 'left out',
  data: [],
  silent: true,
  animation: false,
  tooltip: { show: false },
  markArea: {
    silent: true,
    animation: false,
    itemStyle: { color: theme.ink3, opacity: theme.dark ? 0.26 : 0.2 },
    label: { color: theme.ink2, fontFamily: theme.font, fontSize: 11, position: 'insideTop', distance: 4 },
    data: stretches.map(({ start, stop }) => [{ xAxis: start, name: theme.narrow ? '' : 'left out' }, { xAxis: stop }]),
  },
});
