import type { EChartsType } from 'echarts/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ChartTheme } from '../charts/types';
import { leaveCursor, pointAt } from './chart-cursor';
import { isFollowing, joinGroup, toOthers } from './chart-group';
import { setTicks } from './chart-ticks';
import { type ChartView, type ChartZoom, dragToZoom, resetZoom, show, viewOf, zoomOf } from './zoom';

/** What is in sight is looked at no more often than this, ms: a wheel tells of it at every notch. */
const PACE = 80;

/** What a chart has in sight; `see` is to be called whenever that may have changed. */
export function useSight() {
  const [view, setView] = useState<ChartView>('opening');
  const [sight, setSight] = useState<ChartZoom | null>(null);
  const last = useRef<{ at: number; timer?: ReturnType<typeof setTimeout> }>({ at: Number.NEGATIVE_INFINITY });
  const see = useCallback((chart: EChartsType): void => {
    setView(viewOf(chart));
    const look = (): void => {
      last.current.at = performance.now();
      if (chart.isDisposed()) return;
      const zoom = zoomOf(chart);
      setSight((old) => (old?.start === zoom?.start && old?.stop === zoom?.stop ? old : zoom));
    };
    clearTimeout(last.current.timer);
    const wait = last.current.at + PACE - performance.now();
    if (wait <= 0) look();
    else last.current.timer = setTimeout(look, wait);
  }, []);
  return { view, sight, see };
}

/** One cursor and one zoom for all charts of a group. */
export function useGroup(chart: EChartsType | undefined, group: string | undefined): void {
  useEffect(() => {
    if (chart === undefined || group === undefined) return;
    const leave = joinGroup(chart, group);
    const point = (event: unknown): void => {
      const { axesInfo: [first] = [] } = event as { readonly axesInfo?: readonly { readonly value?: number }[] };
      toOthers(chart, (other) => (first?.value === undefined ? leaveCursor(other) : pointAt(other, first.value, 0)));
    };
    chart.on('updateAxisPointer', point);
    return () => {
      leave();
      if (!chart.isDisposed()) chart.off('updateAxisPointer', point);
    };
  }, [chart, group]);
}

export function useZoom(
  chart: EChartsType | undefined,
  box: React.RefObject<HTMLDivElement | null>,
  zoomable: boolean,
  theme: ChartTheme,
  see: (chart: EChartsType) => void,
  onZoom: ((zoom: ChartZoom | null) => void) | undefined,
  onStretch: ((stretch: ChartZoom) => void) | undefined,
): void {
  const told = useRef({ onZoom, onStretch, theme });
  useEffect(() => {
    told.current = { onZoom, onStretch, theme };
  });
  useEffect(() => {
    const element = box.current;
    if (chart === undefined || element === null || !zoomable) return;
    const tell = (): void => {
      see(chart);
      setTicks(chart, told.current.theme);
      leaveCursor(chart);
      const zoom = zoomOf(chart);
      if (!isFollowing()) told.current.onZoom?.(zoom);
      toOthers(chart, (other) => show(other, zoom));
    };
    chart.on('datazoom', tell);
    const undo = dragToZoom(chart, element, () => told.current.onStretch);
    return () => {
      undo();
      if (!chart.isDisposed()) chart.off('datazoom', tell);
    };
  }, [chart, box, zoomable, see]);
}

/** Zooms to what is asked for, and back when it no longer is. */
export function useFocus(chart: EChartsType | undefined, focus: ChartZoom | undefined): void {
  const { start, stop } = focus ?? {};
  const on = useRef(false);
  useEffect(() => {
    if (chart === undefined) return;
    if (start !== undefined && stop !== undefined) show(chart, { start, stop });
    else if (on.current) resetZoom(chart);
    on.current = start !== undefined;
  }, [chart, start, stop]);
}
