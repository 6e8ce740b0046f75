import type { CustomSeriesOption, CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts';
import { interleaved } from './lines';

export interface Band {
  readonly id: string;
  readonly x: ArrayLike<number>;
  /** NaN = no band there. */
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  readonly color: string;
  readonly opacity: number;
  readonly plot?: number;
  readonly z?: number;
}

/** The area between two curves, one polygon a stretch without gaps. Counts for the value axis, says nothing itself. */
export function band(spec: Band): CustomSeriesOption {
  const { plot = 0, z = 1 } = spec;
  return {
    type: 'custom',
    id: spec.id,
    xAxisIndex: plot,
    yAxisIndex: plot,
    data: interleaved(spec.x, spec.lower, spec.upper) as unknown as NonNullable<CustomSeriesOption['data']>,
    dimensions: ['t', 'lower', 'upper'],
    encode: { x: 't', y: ['lower', 'upper'] },
    renderItem: (params, api) => (params.dataIndexInside === 0 ? area(spec, params, api) : null),
    silent: true,
    clip: true,
    animation: false,
    tooltip: { show: false },
    z,
  };
}

/** The whole band in view, drawn with the first point in view: one shape has no seams. */
function area(spec: Band, params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) {
  const from = Math.max(0, params.dataIndex - 1);
  const to = Math.min(spec.x.length, params.dataIndex + params.dataInsideLength + 1);
  const plotWidth = (params.coordSys as unknown as { readonly width: number }).width;
  const step = Math.max(1, Math.floor((to - from) / (2 * plotWidth)));
  const children: { type: 'polygon'; shape: { points: number[][] }; style: object; silent: true }[] = [];
  let above: number[][] = [];
  let below: number[][] = [];
  const close = (): void => {
    if (above.length > 1) {
      const shape = { points: [...above, ...below.reverse()] };
      children.push({ type: 'polygon', shape, style: { fill: spec.color, opacity: spec.opacity }, silent: true });
    }
    above = [];
    below = [];
  };
  for (let i = from; i < to; i += step) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let j = i; j < Math.min(to, i + step); j++) {
      low = Math.min(low, spec.lower[j] ?? Number.NaN);
      high = Math.max(high, spec.upper[j] ?? Number.NaN);
    }
    if (!Number.isFinite(low) || !Number.isFinite(high)) {
      close();
      continue;
    }
    above.push(api.coord([spec.x[i] ?? 0, high]));
    below.push(api.coord([spec.x[i] ?? 0, low]));
  }
  close();
  return { type: 'group' as const, children };
}
