import { init } from 'echarts';
import { expect, it } from 'vitest';
import { regular } from '../../frame/frame';
import { series } from '../series';
import type { ChartTheme } from '../types';
import { lightTheme } from './testing/samples';

const DAY = 86_400_000;
const { time } = regular(0, DAY, new Float64Array(40));
const line = { name: 'load', time, values: time.map((_, i) => i % 7) };
const events = [
  { name: 'Christmas', start: 3 * DAY, stop: 5 * DAY },
  { name: 'Boxing Day', start: 5 * DAY, stop: 6 * DAY },
  { name: 'A', start: 30 * DAY, stop: 33 * DAY },
];

function svgOf(theme: ChartTheme, marked: typeof events): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 600, height: 300 });
  chart.setOption(series.option({ series: [line], events: marked }, theme));
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

it('draws planned events behind the line, named where there is room', () => {
  const svg = svgOf(lightTheme, events);
  const stripes = svg.match(new RegExp(`fill="${lightTheme.ink3}"[^>]*fill-opacity`, 'g')) ?? [];
  expect(stripes.length).toBeGreaterThanOrEqual(3);
  expect(svg).toContain('>Boxing Day<');
  expect(svg).toContain('>A<');
  // The next one begins before its name would end.
  expect(svg).not.toContain('>Christmas<');
});

it('says them in the summary, and changes nothing without any', () => {
  expect(series.summary({ series: [line], events })).toMatch(/Marked: 3 planned events, Christmas, Boxing Day, A\.$/);
  expect(series.summary({ series: [line], events: events.slice(0, 1) })).toMatch(/Marked: Christmas\.$/);
  expect(series.option({ series: [line], events: [] }, lightTheme).series).toHaveLength(
    (series.option({ series: [line] }, lightTheme).series as unknown[]).length,
  );
});
