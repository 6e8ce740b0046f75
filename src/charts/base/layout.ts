import type { EChartsOption, GridComponentOption, XAXisComponentOption, YAXisComponentOption } from 'echarts';
import { localZone } from '../../math/zone-names';
import type { ChartTheme } from '../types';
import { compact } from './number';
import { moment, tick } from './time';

/** Room around plots, in pixels; `right` with labels at the ends of lines. All charts of a room share it, so that their times align. */
export const margins = (theme: ChartTheme) =>
  theme.narrow
    ? { left: 46, right: 62, bare: 12, top: 26, bottom: 26 }
    : { left: 56, right: 92, bare: 16, top: 26, bottom: 28 };

/** What every chart has: type, no background, no motion unless wanted, a text for those who cannot see it. */
export const canvas = (theme: ChartTheme, summary: string): EChartsOption => ({
  backgroundColor: 'transparent',
  textStyle: { fontFamily: theme.font, color: theme.ink2, fontSize: 12 },
  animation: theme.motion,
  animationDuration: 250,
  animationDurationUpdate: 250,
  useUTC: theme.timeZone === 'UTC' || theme.timeZone !== localZone(),
  aria: { enabled: true, label: { description: summary } },
});

/** One plot that fills its place. `labelled` keeps room for labels at the ends of lines. */
export function plot(theme: ChartTheme, labelled = true): GridComponentOption {
  const { left, right, bare, top, bottom } = margins(theme);
  return { left, right: labelled ? right : bare, top, bottom, outerBoundsMode: 'none' };
}

/** Plots one over another on one time axis, each with a share of the height by its weight. The axis is under the last. */
export function stack(theme: ChartTheme, weights: readonly number[]): GridComponentOption[] {
  const { left, right } = margins(theme);
  const [top, bottom, gap] = [6, theme.narrow ? 7 : 6, 5];
  const share = (100 - top - bottom - gap * (weights.length - 1)) / weights.reduce((sum, weight) => sum + weight, 0);
  let at = top;
  return weights.map((weight) => {
    const height = weight * share;
    const grid = { left, right, top: `${round(at)}%`, height: `${round(height)}%`, outerBoundsMode: 'none' as const };
    at += height + gap;
    return grid;
  });
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** What ECharts tells of a tick: its unit, and its level: 0 of the finest ticks in view. */
interface TickExtra {
  readonly time?: { readonly lowerTimeUnit: string; readonly level: number };
}

/** A time axis in the theme's zone. `labels` false for all but the last of a stack. */
export function timeAxis(theme: ChartTheme, gridIndex = 0, labels = true): XAXisComponentOption {
  const { timeZone, narrow } = theme;
  return {
    type: 'time',
    gridIndex,
    min: 'dataMin',
    max: 'dataMax',
    splitNumber: narrow ? 3 : 7,
    axisLine: { show: labels, onZero: false, lineStyle: { color: theme.line } },
    axisTick: { show: labels, length: 4, lineStyle: { color: theme.line } },
    axisLabel: {
      show: labels,
      color: theme.ink2,
      fontSize: 11,
      hideOverlap: true,
      alignMinLabel: 'left',
      alignMaxLabel: 'right',
      formatter: (time: number, _index: number, extra?: TickExtra) =>
        tick(time, timeZone, extra?.time?.lowerTimeUnit, (extra?.time?.level ?? 0) > 0),
    },
    splitLine: { show: false },
    axisPointer: { label: { show: false, formatter: ({ value }) => moment(Number(value), timeZone) } },
  };
}

/** A plain number axis along the bottom. `lastLabel` is whether its end is named. */
export const numberAxis = (
  theme: ChartTheme,
  name: string,
  format: (value: number) => string = compact,
  lastLabel = true,
): XAXisComponentOption => ({
  type: 'value',
  name,
  nameLocation: 'middle',
  nameGap: 26,
  nameTextStyle: { color: theme.ink2, fontSize: 11 },
  axisLine: { show: true, onZero: false, lineStyle: { color: theme.line } },
  axisTick: { show: true, length: 4, lineStyle: { color: theme.line } },
  axisLabel: {
    color: theme.ink2,
    fontSize: 11,
    hideOverlap: true,
    alignMaxLabel: 'right',
    showMaxLabel: lastLabel,
    formatter: format,
  },
  splitLine: { show: false },
  splitNumber: theme.narrow ? 4 : 6,
  axisPointer: { label: { show: false } },
});

/** A value axis on the left: hairlines, short figures, the unit over it. `ticks` is about how many. */
export const valueAxis = (
  theme: ChartTheme,
  {
    unit = '',
    gridIndex = 0,
    ticks = 5,
    log = false,
    labels = true,
    format = compact,
  }: {
    unit?: string;
    gridIndex?: number;
    ticks?: number;
    log?: boolean;
    labels?: boolean;
    format?: (value: number) => string;
  } = {},
): YAXisComponentOption => ({
  ...(log ? { type: 'log' } : { type: 'value', scale: true }),
  gridIndex,
  splitNumber: ticks,
  name: unit,
  nameGap: 9,
  nameTextStyle: { color: theme.ink2, fontSize: 11, align: 'right', padding: [0, 8, 0, 0] },
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { show: labels, color: theme.ink2, fontSize: 11, margin: 8, hideOverlap: true, formatter: format },
  splitLine: { lineStyle: { color: theme.line, width: 1 } },
  axisPointer: { show: false },
});

/** One zoom for every x axis of the chart: Ctrl and wheel or a pinch, Shift and drag to move. `view` is what it opens on. */
export function zoom(theme: ChartTheme, view?: { readonly from: number; readonly to: number }): EChartsOption {
  return {
    dataZoom: [
      {
        id: 'zoom',
        type: 'inside',
        xAxisIndex: 'all',
        filterMode: 'filter',
        zoomOnMouseWheel: 'ctrl',
        moveOnMouseMove: theme.narrow ? true : 'shift',
        moveOnMouseWheel: false,
        preventDefaultMouseMove: false,
        ...(view !== undefined && { startValue: view.from, endValue: view.to }),
      },
    ],
  };
}

/** What is in view of a forecast until one zooms out: a few of its lengths before it, or all there is. */
export function aroundForecast(
  theme: ChartTheme,
  history: Float64Array,
  end: number,
): { readonly from: number; readonly to: number } {
  const seen = history.at(-1) ?? end;
  return { from: Math.max(history[0] ?? seen, seen - (theme.narrow ? 3 : 5) * (end - seen)), to: end };
}
