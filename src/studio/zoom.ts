import type { EChartsOption } from 'echarts';
import type { EChartsType } from 'echarts/core';
import styles from './Chart.module.css';
import { together } from './chart-group';

/** The stretch in sight, in the x axis' own units (epoch ms on a time axis). */
export interface ChartZoom {
  readonly start: number;
  readonly stop: number;
}

type DataZoom = NonNullable<EChartsOption['dataZoom']>;

/** The option's own zoom, or one over all its x axes: pinch and Ctrl + wheel zoom, the page keeps the plain wheel. */
export const addZoom = (own: EChartsOption['dataZoom']): DataZoom =>
  own ?? [
    {
      id: 'x',
      type: 'inside',
      xAxisIndex: 'all',
      filterMode: 'none',
      zoomOnMouseWheel: 'ctrl',
      moveOnMouseMove: false,
      moveOnMouseWheel: false,
    },
  ];

interface ZoomState {
  readonly start?: number;
  readonly end?: number;
  readonly startValue?: number;
  readonly endValue?: number;
}

const stateOf = (chart: EChartsType): ZoomState | undefined => {
  const found: unknown = chart.getOption()?.dataZoom;
  return Array.isArray(found) ? (found[0] as ZoomState | undefined) : undefined;
};

/** The stretch in sight, or null while it is the whole. */
export function zoomOf(chart: EChartsType): ChartZoom | null {
  const zoom = stateOf(chart);
  if (zoom?.startValue === undefined || zoom.endValue === undefined) return null;
  if ((zoom.start ?? 0) <= 0.01 && (zoom.end ?? 100) >= 99.99) return null;
  return { start: Number(zoom.startValue), stop: Number(zoom.endValue) };
}

/** What is in sight: what the chart opens on, its whole, or a part that was chosen. */
export type ChartView = 'opening' | 'whole' | 'part';

/** What each chart opens on; null or absent = its whole. */
const openings = new WeakMap<EChartsType, ChartZoom | null>();

/** Takes what is in sight now for what the chart opens on: double-click and `0` come back to it. */
export const setOpening = (chart: EChartsType): void => void openings.set(chart, zoomOf(chart));

export const openingOf = (chart: EChartsType): ChartZoom | null => openings.get(chart) ?? null;

/** Shows a stretch; null = the whole. */
export function show(chart: EChartsType, zoom: ChartZoom | null): void {
  chart.dispatchAction(
    zoom === null
      ? { type: 'dataZoom', start: 0, end: 100 }
      : { type: 'dataZoom', startValue: zoom.start, endValue: zoom.stop },
  );
}

export function viewOf(chart: EChartsType): ChartView {
  const [zoom, opening] = [zoomOf(chart), openingOf(chart)];
  if (zoom === null) return opening === null ? 'opening' : 'whole';
  if (opening === null) return 'part';
  const near = (opening.stop - opening.start) / 1000;
  const same = Math.abs(zoom.start - opening.start) < near && Math.abs(zoom.stop - opening.stop) < near;
  return same ? 'opening' : 'part';
}

/** Whether nothing of the data is in sight: the data changed under the zoom. */
export function isLost(chart: EChartsType): boolean {
  const { start = 0, end = 100 } = stateOf(chart) ?? {};
  return end - start < 1e-6;
}

/** Back to what the charts of the group open on; from there to the whole. */
export function toggleZoom(chart: EChartsType): void {
  const whole = viewOf(chart) === 'opening';
  together(chart, (one) => show(one, whole ? null : openingOf(one)));
}

/** Back to what the charts of the group open on. */
export const resetZoom = (chart: EChartsType): void => together(chart, (one) => show(one, openingOf(one)));

/** Zooms about the middle: 0.5 shows half as much, 2 twice as much. */
export function zoomBy(chart: EChartsType, factor: number): void {
  const { start = 0, end = 100 } = stateOf(chart) ?? {};
  const middle = (start + end) / 2;
  const half = Math.min(50, Math.max(0.05, ((end - start) / 2) * factor));
  chart.dispatchAction({ type: 'dataZoom', start: Math.max(0, middle - half), end: Math.min(100, middle + half) });
}

const LEAST = 6;

/**
 * Drag across to zoom; double-click goes back to the opening, from there to the whole. While `taker` gives somebody who
 * wants stretches, dragging, by a finger too, hands them over in place of zooming. Gives back how to stop listening.
 */
export function dragToZoom(
  chart: EChartsType,
  element: HTMLElement,
  taker: () => ((stretch: ChartZoom) => void) | undefined = () => undefined,
): () => void {
  let from: number | undefined;
  let taking = false;
  let pointer = -1;
  const veil = document.createElement('div');
  veil.className = styles.veil ?? '';
  veil.hidden = true;
  element.append(veil);
  const left = (event: PointerEvent): number => event.clientX - element.getBoundingClientRect().left;
  const grids = (): number => {
    const found: unknown = chart.getOption()?.grid;
    return Array.isArray(found) ? found.length : 0;
  };
  const inGrid = (x: number, y: number): boolean =>
    Array.from({ length: grids() }, (_, gridIndex) => gridIndex).some((gridIndex) =>
      chart.containPixel({ gridIndex }, [x, y]),
    );
  const down = (event: PointerEvent): void => {
    const y = event.clientY - element.getBoundingClientRect().top;
    const touched = event.pointerType === 'touch' && taker() === undefined;
    if (event.button !== 0 || touched || !inGrid(left(event), y)) return;
    from = left(event);
    taking = taker() !== undefined;
    pointer = event.pointerId;
  };
  const move = (event: PointerEvent): void => {
    if (from === undefined) return;
    const to = left(event);
    if (Math.abs(to - from) < LEAST) return;
    if (!element.hasPointerCapture(pointer)) element.setPointerCapture(pointer);
    veil.hidden = false;
    veil.dataset.takes = String(taker() !== undefined);
    veil.style.left = `${Math.min(from, to)}px`;
    veil.style.width = `${Math.abs(to - from)}px`;
  };
  const stop = (): void => {
    from = undefined;
    veil.hidden = true;
  };
  const up = (event: PointerEvent): void => {
    const start = from;
    const end = left(event);
    stop();
    // What began as taking is no zoom when Escape ended it on the way.
    if (start === undefined || Math.abs(end - start) < LEAST || taking !== (taker() !== undefined)) return;
    const [a, b] = [start, end].map((x) => valueAt(chart, x)).sort((p, q) => p - q);
    if (a === undefined || b === undefined || !(b > a)) return;
    const take = taker() ?? ((stretch: ChartZoom) => show(chart, stretch));
    take({ start: a, stop: b });
  };
  const toggle = (): void => toggleZoom(chart);
  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', stop);
  element.addEventListener('dblclick', toggle);
  return () => {
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('pointercancel', stop);
    element.removeEventListener('dblclick', toggle);
    veil.remove();
  };
}

const valueAt = (chart: EChartsType, x: number): number => {
  const value: unknown = chart.convertFromPixel({ xAxisIndex: 0 }, x);
  return Number(value);
};
