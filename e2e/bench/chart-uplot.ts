import uPlot from 'uplot';
import type { ChartData } from './chart-data';
import { SIZE, type Subject } from './chart-page';

/** uPlot as it comes: all points, its own least and largest value a pixel. */
export function drawn({ time, values }: ChartData, box: HTMLElement): Subject {
  let told: (() => void) | undefined;
  const next = (): Promise<void> =>
    new Promise((resolve) => {
      told = resolve;
    });
  const first = next();
  const plot = new uPlot(
    { ...SIZE, ms: 1, series: [{}, { stroke: '#1f6fb2' }], hooks: { draw: [() => told?.()] } },
    [time, values],
    box,
  );
  return {
    first,
    exact: first,
    zoom(min, max) {
      const done = next();
      plot.setScale('x', { min, max });
      return { coarse: done, exact: done };
    },
  };
}
