import '../../src/studio/base.css';
import { type EChartsType, getInstanceByDom } from 'echarts/core';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { type SeriesChart, series } from '../../src/charts/series';
import type { ChartDefinition } from '../../src/charts/types';
import { type WorkerLike, workerEngine } from '../../src/engine/client';
import type { Jobs } from '../../src/engine/jobs';
import { laneOf } from '../../src/engine/lanes';
import type { Deps } from '../../src/state/deps';
import { createStudio } from '../../src/state/store';
import { Chart } from '../../src/studio/Chart';
import { StudioContext } from '../../src/studio/context';
import type { ChartData } from './chart-data';
import type { Subject } from './chart-page';

/** The studio's own chart component with the worker that holds the series, as every room has it. */
export function drawn({ time, values }: ChartData, box: HTMLElement): Subject {
  const engine = workerEngine<Jobs>(
    () => new Worker(new URL('../../src/engine/view-worker.ts', import.meta.url), { type: 'module' }) as WorkerLike,
    laneOf,
  );
  let told: (() => void) | undefined;
  // The chart's definition, which also tells when an option is asked for: a picture follows.
  const definition: ChartDefinition<SeriesChart> = {
    ...series,
    option: (data, theme, points) => {
      told?.();
      return series.option(data, theme, points);
    },
  };
  const next = (): Promise<void> =>
    new Promise((resolve) => {
      told = resolve;
    });
  const chartIn = (): EChartsType => {
    const element = box.querySelector<HTMLElement>('[_echarts_instance_]');
    const chart = element === null ? undefined : getInstanceByDom(element);
    if (chart === undefined) throw new Error('no chart is drawn');
    return chart;
  };
  /** Once the option that was asked for is on the canvas. */
  const onCanvas = (): Promise<void> =>
    new Promise((resolve) => {
      // The chart is given its option right after it was asked for.
      setTimeout(() => {
        const chart = chartIn();
        const done = (): void => {
          chart.off('finished', done);
          resolve();
        };
        chart.on('finished', done);
        chart.getZr().refresh();
      });
    });
  const first = next();
  const exact = first.then(next).then(onCanvas);
  const deps = { store: createStudio(), engine } as Partial<Deps> as Deps;
  createRoot(box).render(
    createElement(
      StudioContext,
      { value: deps },
      createElement(Chart<SeriesChart>, {
        definition,
        data: { series: [{ name: 'demand', time, values }] },
        size: 'tall',
        zoomable: true,
      }),
    ),
  );
  return {
    first: first.then(onCanvas),
    exact,
    zoom(startValue, endValue) {
      const asked = next();
      const chart = chartIn();
      const coarse = new Promise<void>((resolve) => {
        const done = (): void => {
          chart.off('finished', done);
          resolve();
        };
        chart.on('finished', done);
      });
      chart.dispatchAction({ type: 'dataZoom', startValue, endValue });
      return { coarse, exact: asked.then(onCanvas) };
    },
  };
}
