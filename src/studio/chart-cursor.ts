import type { EChartsType } from 'echarts/core';
import { type KeyboardEvent, useState } from 'react';
import { type ChartTable, rowWords, shownTable } from './chart-table';
import { figure } from './format';
import { toggleZoom, zoomBy } from './zoom';

/** A cursor moved by keys: shows the tooltip there, and says the figures. */
export function useCursor(
  chart: EChartsType | undefined,
  table: () => ChartTable,
  zoomable: boolean,
  data: unknown,
  timeZone: string,
) {
  const [cursor, setCursor] = useState({ index: -1, said: '', data });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (zoomable && chart !== undefined && (event.key === '+' || event.key === '-' || event.key === '0')) {
      if (event.key === '0') toggleZoom(chart);
      else zoomBy(chart, event.key === '+' ? 0.5 : 2);
      return;
    }
    const figures = table();
    const last = figures.rows.length - 1;
    const from = cursor.data === data ? cursor.index : -1;
    const far = Math.max(1, Math.round(last / 20));
    const moves: Record<string, number> = {
      ArrowRight: from + 1,
      ArrowLeft: from < 0 ? last : from - 1,
      PageDown: from + far,
      PageUp: from - far,
      Home: 0,
      End: last,
    };
    if (event.key === 'Escape' && from >= 0) {
      if (chart !== undefined) leaveCursor(chart);
      setCursor({ index: -1, said: '', data });
      return;
    }
    const wanted = moves[event.key];
    if (wanted === undefined || last < 0) return;
    event.preventDefault();
    const index = Math.min(last, Math.max(0, wanted));
    const row = shownTable({ columns: figures.columns, rows: [figures.rows[index] ?? []] }, timeZone);
    setCursor({ index, said: rowWords(row, 0, (value) => figure(value)), data });
    if (chart !== undefined) pointAt(chart, figures.rows[index]?.[0], index);
  };
  return { onKeyDown, said: cursor.said, index: cursor.index };
}

/** Takes cursor and tooltip away. */
export function leaveCursor(chart: EChartsType): void {
  chart.dispatchAction({ type: 'hideTip' });
  chart.dispatchAction({ type: 'updateAxisPointer', currTrigger: 'leave' });
}

/** ECharts draws its tooltips on the canvas in a face of its own: this gives them the page's. */
export function setTooltipFont(chart: EChartsType): void {
  const zr = chart.getZr();
  const add = zr.add.bind(zr);
  const fontFamily = getComputedStyle(document.documentElement).getPropertyValue('--sans').trim();
  zr.add = (element) => {
    if (element.type === 'text')
      (element as { setStyle?: (style: object) => void }).setStyle?.({ fontFamily, fontSize: 12 });
    add(element);
  };
}

/** Moves the axis pointer to a row of the table: by its time or number where the axis has such, by its place otherwise. */
export function pointAt(chart: EChartsType, key: string | number | undefined, index: number): void {
  const x = typeof key === 'string' && !Number.isNaN(Date.parse(key)) ? Date.parse(key) : key;
  const pixel: unknown = chart.convertToPixel({ gridIndex: 0 }, [x ?? index, 0]);
  const left = Array.isArray(pixel) && Number.isFinite(pixel[0]) ? Number(pixel[0]) : undefined;
  if (left === undefined) return;
  for (let y = 24; y < chart.getHeight(); y += 24) {
    if (chart.containPixel({ gridIndex: 0 }, [left, y])) {
      chart.dispatchAction({ type: 'showTip', x: left, y });
      return;
    }
  }
}
