import { normal, seeded } from '../../../base/random';
import type { AnomalyRange } from '../../../detectors/types';
import type { Decomposition, Forecast } from '../../../frame/parts';
import { acf as autocorrelation, whiteNoiseBound } from '../../../math/acf';
import type { AcfChart } from '../../acf';
import type { AnomaliesChart } from '../../anomalies';
import type { ClustersChart } from '../../clusters';
import type { DecompositionChart } from '../../decomposition';
import type { ForecastChart } from '../../forecast';
import type { HeldBackChart } from '../../held-back';
import type { HistogramChart } from '../../histogram';
import type { LossChart } from '../../loss';
import type { PartsForecastChart } from '../../parts-forecast';
import type { QqChart } from '../../q-q';
import type { SeriesChart } from '../../series';
import type { SparkChart } from '../../spark';
import type { StepErrorsChart } from '../../step-errors';
import type { ThenAndNowChart } from '../../then-and-now';
import type { ChartTheme } from '../../types';

/** The tokens of look/LOOK.md. */
export const lightTheme: ChartTheme = {
  dark: false,
  paper: '#fbfaf7',
  raised: '#ffffff',
  line: '#e2dfd7',
  ink: '#1d2126',
  ink2: '#5b6169',
  ink3: '#8b9098',
  observed: '#2b3138',
  trend: '#1f6fb2',
  day: '#0f8a6a',
  week: '#5aa84f',
  residual: '#8a63b8',
  forecast: '#d1541c',
  minor: '#e5b22c',
  major: '#e07b24',
  critical: '#c6303a',
  font: 'IBM Plex Sans Variable, sans-serif',
  mono: 'IBM Plex Mono, monospace',
  motion: false,
  narrow: false,
  timeZone: 'UTC',
};

export const darkTheme: ChartTheme = {
  ...lightTheme,
  dark: true,
  paper: '#14171a',
  raised: '#1b1f23',
  line: '#2b3036',
  ink: '#e9e7e1',
  ink2: '#a4a9b0',
  ink3: '#737980',
  observed: '#dfddd6',
  trend: '#62aee8',
  day: '#3cc39d',
  week: '#8ccf7e',
  residual: '#b896e2',
  forecast: '#ff8a4c',
  critical: '#f0636b',
};

const stepMs = 1_800_000;
const day = 48;
const start = Date.UTC(2000, 5, 5);
const random = seeded(20);

/** Half-hourly demand in MW: a slow trend, a day with two humps, a week with a quiet end, noise. */
function demand(n: number) {
  const time = Float64Array.from({ length: n }, (_, i) => start + i * stepMs);
  const trend = time.map((_, i) => 30_000 + 900 * Math.sin(i / 700) + i / 4);
  const daily = time.map((_, i) => {
    const hour = (i % day) / 2;
    return 6500 * Math.tanh(1.6 * Math.sin(((hour - 8) / 24) * 2 * Math.PI)) + 900 * Math.sin((hour / 6) * Math.PI);
  });
  const weekly = time.map((_, i) => (Math.floor(i / day) % 7 > 4 ? -3200 + 500 * Math.sin(i / 9) : 1200));
  const residual = time.map(() => 350 * normal(random));
  const observed = trend.map(
    (level, i) => level + (daily[i] as number) + (weekly[i] as number) + (residual[i] as number),
  );
  return { time, trend, daily, weekly, residual, observed };
}

const all = demand(day * 7 * 4 + 96);
const seen = day * 7 * 4;
const past = (values: Float64Array): Float64Array => values.slice(0, seen);
const ahead = (values: Float64Array): Float64Array => values.slice(seen);

const parts: Decomposition = {
  time: past(all.time),
  observed: past(all.observed),
  trend: past(all.trend),
  seasonal: [
    { period: 48, values: past(all.daily) },
    { period: 336, values: past(all.weekly) },
  ],
  residual: past(all.residual),
  model: 'additive',
};

const point = ahead(all.observed).map((value, i) => value + 250 * Math.sin(i / 5));
const forecast: Forecast = {
  target: 'demand',
  time: ahead(all.time),
  point,
  quantiles: [
    [0.025, -1.96],
    [0.1, -1.28],
    [0.9, 1.28],
    [0.975, 1.96],
  ].map(([level = 0, z = 0]) => ({ level, values: point.map((value, i) => value + z * 350 * Math.sqrt(1 + i / 12)) })),
  parts: [
    { part: 'trend', values: ahead(all.trend) },
    { part: 'seasonal-48', values: ahead(all.daily) },
    { part: 'seasonal-336', values: ahead(all.weekly) },
    { part: 'residual', values: ahead(all.residual).map((value) => value / 6) },
  ],
};

const gaps = (values: Float64Array): Float64Array =>
  values.map((value, i) => ((i > 300 && i < 340) || (i > 900 && i < 960) ? Number.NaN : value));

function anomalies(): AnomaliesChart {
  const n = 48 * 14;
  const time = all.time.slice(0, n);
  const typical = time.map((_, i) => (all.trend[i] as number) + (all.daily[i] as number) + (all.weekly[i] as number));
  const values = all.observed.slice(0, n);
  const planted = [
    { from: 130, to: 130, off: -2600, score: 38, severity: 'minor' },
    { from: 300, to: 309, off: 4200, score: 68, severity: 'major' },
    { from: 480, to: 504, off: -9500, score: 96, severity: 'critical' },
    { from: 590, to: 591, off: 6500, score: 81, severity: 'critical' },
  ] as const;
  const score = time.map(() => 4);
  const ranges = planted.map(({ from, to, off, score: high, severity }): AnomalyRange => {
    for (let i = from; i <= to; i++) {
      values[i] = (values[i] as number) + off;
      score[i] = high;
    }
    const peak = Math.floor((from + to) / 2);
    return {
      start: time[from] as number,
      stop: time[to] as number,
      score: high,
      peak: time[peak] as number,
      severity,
      actual: values[peak] as number,
      typical: typical[peak] as number,
      reason: `${Math.abs(off / 350).toFixed(1)} × the usual deviation ${off < 0 ? 'below' : 'above'} what is typical`,
    };
  });
  return {
    name: 'demand',
    unit: 'MW',
    values,
    scores: { time, score, typical, lower: typical.map((v) => v - 1100), upper: typical.map((v) => v + 1100), ranges },
    selected: 2,
  };
}

function clusters(): ClustersChart {
  const shapes = [
    (t: number) => Math.tanh(2 * Math.sin((t / day) * 2 * Math.PI)),
    (t: number) => Math.sin((t / day) * 4 * Math.PI),
    (t: number) => (t % day) / 24 - 1,
    (t: number) => (t % day < 8 ? 2 : -0.4),
    (t: number) => Math.cos((t / day) * 2 * Math.PI),
  ];
  const labels = Int32Array.from({ length: 90 }, (_, i) => (i < 36 ? 0 : i < 60 ? 1 : i < 76 ? 2 : i < 84 ? 3 : 4));
  const time = all.time.slice(0, day * 2);
  return {
    time,
    clustering: {
      names: Array.from(labels, (_, i) => `host-${i}`),
      labels,
      centers: shapes.map((shape) => time.map((_, t) => shape(t))),
      shapes: Array.from(labels, (label) => time.map((_, t) => (shapes[label]?.(t) ?? 0) + 0.35 * normal(random))),
      inertia: 812.4,
      silhouette: 0.41,
      iterations: 7,
    },
  };
}

function heldBack(): HeldBackChart {
  const time = Float64Array.from({ length: 72 }, (_, i) => 1_700_000_000_000 + i * 3_600_000);
  const values = time.map((_, i) => 20 + 5 * Math.sin(i / 4));
  const by = (name: string, off: number) => ({
    name,
    time: time.slice(24),
    values: values.slice(24).map((value, i) => (i === 24 ? Number.NaN : value + off * Math.cos(i))),
    error: off * 0.63,
  });
  return {
    unit: 'MW',
    actual: { time, values },
    forecasts: [by('Theta', 1), by('Drift', 3)],
    origins: [time[24] ?? 0, time[48] ?? 0],
  };
}

const stepErrors: StepErrorsChart = {
  unit: 'MW',
  stepMs: 3_600_000,
  errors: [
    { name: 'Theta', byStep: Array.from({ length: 24 }, (_, h) => 1 + h / 20) },
    { name: 'Drift', byStep: Array.from({ length: 24 }, (_, h) => 1.5 + h / 12) },
    { name: 'Seasonal naive', byStep: Array.from({ length: 24 }, (_, h) => 2 + (h % 3) / 4), baseline: true },
  ],
};

function losses(): LossChart {
  const fall = (from: number, to: number, pace: number, noise: number): readonly number[] =>
    Array.from({ length: 34 }, (_, i) => (to + (from - to) * Math.exp(-i / pace)) * Math.exp(noise * normal(random)));
  return {
    epochs: 60,
    losses: [
      { part: 'trend', training: fall(0.6, 0.012, 6, 0.05), validation: fall(0.7, 0.018, 6, 0.1) },
      { part: 'seasonal', training: fall(0.55, 0.05, 8, 0.03), validation: fall(0.6, 0.06, 8, 0.06) },
      { part: 'residual', training: fall(0.5, 0.075, 10, 0.03), validation: fall(0.52, 0.1, 10, 0.04) },
    ],
  };
}

/** Data for every chart by its id, seeded, as real as it gets. */
export const samples = {
  'then-and-now': {
    name: 'demand',
    unit: 'MW',
    now: { time: all.time, values: all.observed },
    forecasts: [
      { origin: all.time[seen - 1] as number, forecast, actual: ahead(all.observed) },
      {
        origin: all.time[seen + 47] as number,
        forecast: { ...forecast, time: forecast.time.map((time) => time + 24 * 3_600_000) },
        actual: point.map((_, i) => (i < 48 ? (ahead(all.observed)[i + 48] as number) : Number.NaN)),
      },
    ],
  } satisfies ThenAndNowChart,
  series: {
    series: [{ name: 'demand', time: past(all.time), values: gaps(past(all.observed)) }],
    unit: 'MW',
  } satisfies SeriesChart,
  spark: { name: 'demand', values: past(all.observed).slice(-200), forecast: point } satisfies SparkChart,
  acf: {
    acf: { values: autocorrelation(past(all.observed), 384), periods: [48, 336], bound: whiteNoiseBound(seen) },
    stepMs,
  } satisfies AcfChart,
  histogram: { name: 'demand', unit: 'MW', values: past(all.observed) } satisfies HistogramChart,
  'q-q': {
    name: 'residual',
    normal: Float64Array.of(-2, -1, 0, 1, 2),
    found: Float64Array.of(-4, -1.1, 0.1, 0.9, 2.5),
  } satisfies QqChart,
  decomposition: { name: 'demand', unit: 'MW', parts, stepMs } satisfies DecompositionChart,
  forecast: {
    name: 'demand',
    unit: 'MW',
    history: { time: past(all.time), values: past(all.observed) },
    forecast,
    actual: { time: ahead(all.time), values: ahead(all.observed) },
  } satisfies ForecastChart,
  'parts-forecast': { unit: 'MW', parts, stepMs, forecast } satisfies PartsForecastChart,
  loss: losses(),
  'held-back': heldBack(),
  'step-errors': stepErrors,
  anomalies: anomalies(),
  clusters: clusters(),
} as const;
