import type { BarSeriesOption, LineSeriesOption } from 'echarts';
import { interleaved } from '../base/lines';

/** Above this many lags a bar is about a pixel, and its rounding would draw stripes of its own. */
const mostBars = 120;

/** One bar a lag; an area with steps where bars would be too thin. NaN = none. */
export function bars(
  id: string,
  values: Float64Array,
  color: string,
  opacity: number,
): BarSeriesOption | LineSeriesOption {
  const lags = values.map((_, lag) => lag);
  const shared = {
    id,
    name: 'autocorrelation',
    dimensions: ['t', 'v'],
    encode: { x: 't', y: 'v' },
    itemStyle: { color, opacity },
    emphasis: { disabled: true },
  };
  const data = interleaved(lags, values) as unknown;
  return values.length > mostBars
    ? {
        ...shared,
        type: 'line',
        data: data as NonNullable<LineSeriesOption['data']>,
        step: 'middle',
        showSymbol: false,
        lineStyle: { width: 0 },
        areaStyle: { color, opacity, origin: 0 },
      }
    : {
        ...shared,
        type: 'bar',
        data: data as NonNullable<BarSeriesOption['data']>,
        barGap: '-100%',
        barCategoryGap: '35%',
        barMaxWidth: 8,
      };
}
