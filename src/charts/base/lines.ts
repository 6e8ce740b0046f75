import type { LineSeriesOption, ScatterSeriesOption } from 'echarts';
import type { ChartTheme } from '../types';

export interface Line {
  /** Stable: the same line has the same id in every option of its chart. */
  readonly id: string;
  readonly name: string;
  /** Epoch milliseconds, or whatever the x axis counts. */
  readonly x: ArrayLike<number>;
  /** NaN = a gap. */
  readonly y: ArrayLike<number>;
  readonly color: string;
  readonly width?: number;
  readonly dash?: 'solid' | 'dashed' | 'dotted';
  /** Of its name, where not the line's own. */
  readonly labelColor?: string;
  readonly opacity?: number;
  /** Which plot of a stack it is in. */
  readonly plot?: number;
  /** Whether its name stands at its end. */
  readonly labelled?: boolean;
  /** Whether spikes matter more than shape when points are many. */
  readonly spikes?: boolean;
  /** Whether only the points that matter are left: nothing more is to be thinned. */
  readonly thinned?: boolean;
  readonly z?: number;
}

/** [x0, y0, x1, y1, ...]: ECharts reads it without making an object a point. */
export function interleaved(...columns: readonly ArrayLike<number>[]): Float64Array {
  const [first] = columns;
  const width = columns.length;
  const data = new Float64Array((first?.length ?? 0) * width);
  columns.forEach((column, c) => {
    for (let i = 0; i * width < data.length; i++) data[i * width + c] = column[i] ?? Number.NaN;
  });
  return data;
}

const dashes = { solid: 'solid' as const, dashed: [5, 4], dotted: [1.5, 2.5] };

/** A line with gaps, thinned to the pixels there are, its name at its end in its colour. */
export function line(theme: ChartTheme, spec: Line): LineSeriesOption {
  const { plot = 0, width = 1.5, dash = 'solid', opacity = 1, labelled = false, z = 2 } = spec;
  return {
    type: 'line',
    id: spec.id,
    name: spec.name,
    // Only what is forecast grows into the picture; what was is simply there.
    ...(theme.motion && !spec.id.includes('forecast') && { animation: false }),
    xAxisIndex: plot,
    yAxisIndex: plot,
    // ECharts takes typed arrays; its types do not say so.
    data: interleaved(spec.x, spec.y) as unknown as NonNullable<LineSeriesOption['data']>,
    dimensions: ['t', 'v'],
    encode: { x: 't', y: 'v' },
    showSymbol: lonely(spec.y),
    symbol: 'circle',
    symbolSize: Math.max(3, width * 2),
    showAllSymbol: true,
    ...(spec.thinned !== true && { sampling: spec.spikes === true ? 'minmax' : 'lttb' }),
    lineStyle: { color: spec.color, width, type: dashes[dash], opacity, join: 'round' },
    itemStyle: { color: spec.color, opacity },
    emphasis: { disabled: true },
    z,
    endLabel: labelled ? endLabel(theme, spec.name, spec.labelColor ?? spec.color) : { show: false },
    ...(labelled && { labelLayout: { moveOverlap: 'shiftY' } }),
  };
}

/** The points of a line between two gaps, which a line alone would not show; none where the line shows all its points. */
export function lonePoints(spec: Line): readonly ScatterSeriesOption[] {
  const { x, y, plot = 0, width = 1.5, opacity = 1, z = 2 } = spec;
  if (lonely(y)) return [];
  const gap = (i: number): boolean => Number.isNaN(y[i] ?? Number.NaN);
  const lone = Array.from({ length: y.length }, (_, i) => i).filter((i) => !gap(i) && gap(i - 1) && gap(i + 1));
  if (lone.length === 0) return [];
  return [
    {
      type: 'scatter',
      id: `${spec.id}-lone`,
      name: spec.name,
      xAxisIndex: plot,
      yAxisIndex: plot,
      data: lone.map((i) => [x[i] ?? Number.NaN, y[i] ?? Number.NaN]),
      symbol: 'circle',
      symbolSize: Math.max(4, width * 2.5),
      itemStyle: { color: spec.color, opacity },
      emphasis: { disabled: true },
      silent: true,
      tooltip: { show: false },
      animation: false,
      z,
    },
  ];
}

/** The name of a line at its end, cut to the room there is. */
export const endLabel = (theme: ChartTheme, name: string, color: string) => ({
  show: true,
  formatter: () => name,
  color,
  fontFamily: theme.font,
  fontSize: theme.narrow ? 11 : 12,
  fontWeight: 600,
  distance: 8,
  width: theme.narrow ? 52 : 80,
  overflow: 'truncate' as const,
});

/** A line whose name takes a second row rather than being cut. */
export function fullyNamed(drawn: LineSeriesOption): LineSeriesOption {
  return { ...drawn, endLabel: { ...drawn.endLabel, overflow: 'break', lineHeight: 14 } };
}

/** Whether a line would not show without symbols: no two values in a row. */
function lonely(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) {
    if (!Number.isNaN(values[i]) && !Number.isNaN(values[i - 1])) return false;
  }
  return true;
}
