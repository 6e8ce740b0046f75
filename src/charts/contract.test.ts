import { readdirSync } from 'node:fs';
import { init } from 'echarts';
import { describe, expect, it } from 'vitest';
import { darkTheme, lightTheme, samples } from './base/testing/samples';
import { charts } from './index';
import type { ChartDefinition, ChartTheme } from './types';

const none = new Float64Array();
const noParts = { time: none, observed: none, trend: none, seasonal: [], residual: none, model: 'additive' } as const;
const noForecast = { target: 'x', time: none, point: none, quantiles: [] };
const noScores = { time: none, score: none, typical: none, lower: none, upper: none, ranges: [] };

/** Nothing to show, for every chart. */
const empties: Readonly<Record<keyof typeof samples, unknown>> = {
  series: { series: [] },
  spark: { name: 'x', values: none },
  acf: { acf: { values: Float64Array.of(1), periods: [], bound: 1 }, stepMs: 1000 },
  histogram: { name: 'x', values: none },
  'q-q': { name: 'x', normal: none, found: none },
  decomposition: { name: 'x', parts: noParts, stepMs: 1000 },
  forecast: { name: 'x', history: { time: none, values: none }, forecast: noForecast },
  'then-and-now': { name: 'x', now: { time: none, values: none }, forecasts: [] },
  'parts-forecast': { parts: noParts, stepMs: 1000, forecast: noForecast },
  loss: { epochs: 10, losses: [] },
  'held-back': { actual: { time: none, values: none }, forecasts: [], origins: [] },
  'step-errors': { stepMs: 1000, errors: [] },
  anomalies: { name: 'x', values: none, scores: noScores },
  clusters: {
    time: none,
    clustering: {
      names: [],
      labels: new Int32Array(),
      centers: [],
      shapes: [],
      inertia: 0,
      silhouette: 0,
      iterations: 0,
    },
  },
};

/** An option as readable JSON: functions by name, long arrays by their ends and sum. */
const readable = (option: unknown): string =>
  `${JSON.stringify(
    option,
    (_, value: unknown) => {
      if (typeof value === 'function') return 'a function';
      if (value instanceof Float64Array) {
        const sum = value.reduce((total, one) => total + (Number.isNaN(one) ? 0 : one), 0);
        const ends = [...value.slice(0, 4), '...', ...value.slice(-2)].map((one) =>
          typeof one === 'string' ? one : one.toPrecision(8),
        );
        return `${value.length} numbers, sum ${sum.toPrecision(8)}: ${ends.join(' ')}`;
      }
      return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(8)) : value;
    },
    2,
  )}\n`;

function svgOf(chart: ChartDefinition<unknown>, data: unknown, theme: ChartTheme): string {
  const instance = init(null, null, { renderer: 'svg', ssr: true, width: theme.narrow ? 358 : 900, height: 360 });
  try {
    instance.setOption(chart.option(data, theme));
    return instance.renderToSVGString();
  } finally {
    instance.dispose();
  }
}

it('lists every folder, once', () => {
  const folders = readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'base')
    .map((entry) => entry.name);
  expect(charts.map((chart) => chart.id).sort()).toEqual(folders.sort());
});

describe.each(charts.map((chart) => [chart.id as keyof typeof samples, chart as ChartDefinition<unknown>] as const))(
  '%s',
  (id, chart) => {
    const data: unknown = samples[id];

    it('draws what it drew before', async () => {
      await expect(readable(chart.option(data, lightTheme))).toMatchFileSnapshot(`./${id}/fixtures/option.json`);
    });

    it('is pure', () => {
      const before = structuredClone(data);
      expect(readable(chart.option(data, lightTheme))).toBe(readable(chart.option(data, lightTheme)));
      expect(data).toEqual(before);
    });

    it('renders light and dark, wide and narrow, in any zone', () => {
      for (const theme of [lightTheme, { ...darkTheme, narrow: true, timeZone: 'Asia/Kathmandu' }]) {
        const svg = svgOf(chart, data, theme);
        expect(svg).toContain('<path');
        expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      }
    });

    it('renders nothing where there is nothing', () => {
      const empty = empties[id];
      expect(svgOf(chart, empty, lightTheme)).not.toMatch(/NaN|undefined|Infinity/);
      expect(chart.summary(empty)).not.toMatch(/NaN|undefined|Infinity/);
      expect(Array.isArray(chart.table(empty).rows)).toBe(true);
    });

    it('keeps to the studio’s manner: no legend, no HTML, no motion unasked, ids on all series', () => {
      const option = chart.option(data, lightTheme);
      expect(option.legend).toBeUndefined();
      expect(option.animation).toBe(false);
      const { tooltip } = option;
      if (tooltip !== undefined) expect(tooltip).toMatchObject({ renderMode: 'richText' });
      const series = [option.series ?? []].flat();
      const ids = series.map((one) => one.id);
      expect(ids.every((one) => typeof one === 'string' && one !== '')).toBe(true);
      expect(new Set(ids).size).toBe(ids.length);
      const idsAgain = [chart.option(data, darkTheme).series ?? []].flat().map((one) => one.id);
      expect(idsAgain).toEqual(ids);
    });

    it('says in words and figures what it shows', () => {
      expect(chart.summary(data)).toMatch(/^[A-Za-z0-9].{20,}\.$/);
      expect(chart.summary(data)).not.toMatch(/NaN|undefined|Infinity/);
      const { columns, rows } = chart.table(data);
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(row).toHaveLength(columns.length);
    });
  },
);
