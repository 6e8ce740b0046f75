import type { MarkLineComponentOption } from 'echarts';
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
