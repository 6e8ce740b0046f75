import type { EChartsType } from 'echarts/core';
import { timeTicks } from '../charts/base/ticks';
import type { ChartTheme } from '../charts/types';

/** What is asked of ECharts' own model, which its types keep to themselves. */
interface Inner {
  getModel(): { getComponent(kind: 'xAxis', index: number): { readonly axis?: TimeAxis } | undefined };
}

interface TimeAxis {
  readonly type: string;
  readonly scale: { getExtent(): readonly [number, number] };
  getExtent(): readonly [number, number];
  dataToCoord(value: number): number;
}

/** A label and the room it needs, in pixels. */
const ROOM = 72;
/** A label nearer to the end than this would be cut at the edge. */
const EDGE = 12;

/** Gives the time axes of a chart ticks at constant steps for what is in sight. To be called whenever that changes. */
export function setTicks(chart: EChartsType, theme: ChartTheme): void {
  const inner = (chart as unknown as Inner).getModel();
  const axes: TimeAxis[] = [];
  for (let i = 0; ; i++) {
    const axis = inner.getComponent('xAxis', i)?.axis;
    if (axis?.type !== 'time') break;
    axes.push(axis);
  }
  if (axes.length === 0) return;
  chart.setOption({
    xAxis: axes.map((axis) => {
      const [from, to] = axis.scale.getExtent();
      const [left, right] = axis.getExtent();
      const most = Math.max(2, Math.floor((right - left) / ROOM));
      const few = timeTicks(from, to, most, theme.timeZone);
      // One label alone tells no distance.
      const { times, text } = few.times.length > 1 ? few : timeTicks(from, to, 2 * most, theme.timeZone);
      const shown = times.filter((time) => axis.dataToCoord(time) <= right - EDGE);
      const centred = { alignMinLabel: 'center', alignMaxLabel: 'center' } as const;
      return { axisTick: { customValues: shown }, axisLabel: { customValues: shown, formatter: text, ...centred } };
    }),
  });
}
