import { init, use } from 'echarts/core';
import { interleaved } from '../../src/charts/base/lines';
import { parts } from '../../src/studio/echarts-parts';
import type { ChartData } from './chart-data';
import { SIZE, type Subject } from './chart-page';

/** ECharts alone: all points in one interleaved array, its own LTTB to the pixels. */
export function drawn({ time, values }: ChartData, box: HTMLElement): Subject {
  use(parts);
  const chart = init(box, null, { renderer: 'canvas', ...SIZE });
  const finished = (): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        chart.off('finished', done);
        resolve();
      };
      chart.on('finished', done);
    });
  const first = finished();
  chart.setOption({
    animation: false,
    xAxis: { type: 'time', min: 'dataMin', max: 'dataMax' },
    yAxis: { type: 'value', scale: true },
    dataZoom: [{ type: 'inside', filterMode: 'filter' }],
    series: [{ type: 'line', data: interleaved(time, values), showSymbol: false, sampling: 'lttb' }],
  });
  return {
    first,
    exact: first,
    zoom(startValue, endValue) {
      const done = finished();
      chart.dispatchAction({ type: 'dataZoom', startValue, endValue });
      return { coarse: done, exact: done };
    },
  };
}
