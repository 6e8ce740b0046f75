import type { EChartsOption } from 'echarts';
import type { EChartsType } from 'echarts/core';
import { useEffect, useRef } from 'react';
import { shades } from '../charts/base/marks';
import type { ChartDefinition, ChartTheme, Drawn } from '../charts/types';
import { setTicks } from './chart-ticks';
import { addZoom, isLost, openingOf, type ChartZoom as Stretch, setOpening, show, viewOf, zoomOf } from './zoom';

/** At most this often, ms: live losses need no more. */
const PACE = 100;

/** Puts the option on the chart: at once when it is new, otherwise at most every `PACE` ms, the latest winning. */
export function usePacedOption<D>(
  chart: EChartsType | undefined,
  definition: ChartDefinition<D>,
  data: D,
  theme: ChartTheme,
  zoomable: boolean,
  see: (chart: EChartsType) => void,
  drawn: Drawn | undefined,
  shaded: readonly Stretch[] | undefined,
): void {
  const before = useRef<{
    chart?: EChartsType | undefined;
    theme?: ChartTheme;
    definition?: unknown;
    opening?: string;
    at: number;
  }>({ at: Number.NEGATIVE_INFINITY });
  useEffect(() => {
    if (chart === undefined) return;
    const last = before.current;
    const fresh = last.chart !== chart || last.theme !== theme || last.definition !== definition;
    const draw = (): void => {
      if (chart.isDisposed()) return;
      const { dataZoom, ...plain } = definition.option(data, theme, drawn);
      const option = shaded === undefined || shaded.length === 0 ? plain : withShades(plain, theme, shaded);
      const opening = JSON.stringify(dataZoom);
      const same = last.chart === chart && last.definition === definition && last.opening === opening;
      const kept = same && zoomable && viewOf(chart) !== 'opening' ? { zoom: zoomOf(chart) } : undefined;
      const whole = {
        animation: false,
        textStyle: { fontFamily: theme.font },
        ...option,
        aria: { enabled: false },
      };
      const zoom = zoomable ? addZoom(dataZoom) : dataZoom;
      if (fresh) chart.setOption({ ...whole, ...(zoom !== undefined && { dataZoom: zoom }) }, { notMerge: true });
      else {
        const replaceMerge = ['series', 'grid', 'xAxis', 'yAxis', 'title'];
        // The zoom stays as the reader has it, unless the picture now opens on something else.
        if (same || zoom === undefined) chart.setOption(whole, { replaceMerge });
        else chart.setOption({ ...whole, dataZoom: zoom }, { replaceMerge: [...replaceMerge, 'dataZoom'] });
      }
      if (zoomable && kept === undefined) {
        if (isLost(chart)) show(chart, null);
        setOpening(chart);
      } else if (kept !== undefined) {
        if (fresh) {
          setOpening(chart);
          show(chart, kept.zoom);
        } else if (isLost(chart)) show(chart, openingOf(chart));
      }
      see(chart);
      setTicks(chart, theme);
      before.current = { chart, theme, definition, opening, at: performance.now() };
    };
    const wait = fresh ? 0 : last.at + PACE - performance.now();
    if (wait <= 0) {
      draw();
      return;
    }
    const timer = setTimeout(draw, wait);
    return () => clearTimeout(timer);
  }, [chart, definition, data, theme, zoomable, see, drawn, shaded]);
}

const withShades = (option: EChartsOption, theme: ChartTheme, stretches: readonly Stretch[]): EChartsOption => ({
  ...option,
  series: [...[option.series ?? []].flat(), shades(theme, stretches)],
});
