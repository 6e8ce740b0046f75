import { throwIfCancelled } from '../base/errors';
import { breathe, type JobContext } from '../base/job';
import type { Decomposition } from '../frame/parts';
import { acf, whiteNoiseBound } from '../math/acf';
import { type ChangePoint, changePoints } from '../math/change-points';
import { normalQuantile } from '../math/distributions';
import { duration } from '../math/duration';
import { quantileSorted } from '../math/quantile';
import { dickeyFuller, kpss, kpssOfLine, type UnitRootTest } from '../math/stationarity';
import { mean, std } from '../math/stats';
import { ljungBox, type Portmanteau } from '../math/white-noise';
import { complete } from './parts';
import type { Autocorrelation } from './results';

/** What tests say of a split: when the series changed its ways, whether it has a level, and what is left in the residual. */
export interface Diagnosis {
  /** Of the series without its seasons, oldest first. */
  readonly changes: readonly (Omit<ChangePoint, 'at'> & { readonly time: number })[];
  readonly level: {
    /** Augmented Dickey-Fuller: a small p speaks against wandering. */
    readonly adf: UnitRootTest;
    /** KPSS: a small p speaks against a level. */
    readonly kpss: UnitRootTest;
    /** KPSS of what is left without a straight line: a small p speaks against one, too. */
    readonly line: UnitRootTest;
    readonly words: string;
  };
  readonly residual: {
    readonly values: Float64Array;
    readonly acf: Autocorrelation;
    readonly white: Portmanteau;
    /** 0 where both sides are alike; above 0 with a long tail of large values. */
    readonly skewness: number;
    /** Above 0 with more outliers than a normal distribution has. */
    readonly excessKurtosis: number;
    /** Standardised values against a normal's, at up to 200 levels. */
    readonly quantiles: { readonly normal: Float64Array; readonly found: Float64Array };
    readonly words: string;
  };
}

/** A series taken apart, the seasons it was split by in steps, and what tests say of it. */
export interface Split {
  readonly parts: Decomposition;
  readonly periods: readonly number[];
  readonly diagnosis: Diagnosis;
}

/** The tests look at this many newest points at most; the autocorrelation at more. */
const NEWEST = 2000;
const CORRELATED = 131_072;
/** Beyond so many lags white noise is no longer told from noise with memory. */
const MOST_LAGS = 100;
const LEVELS = 200;
/** Below this chance a test objects. */
const RARE = 0.05;

/** Tests of a split series; each verdict with the figures it rests on. @throws StudioError `cancelled`. */
export async function diagnose(split: Decomposition, stepMs: number, ctx: JobContext): Promise<Diagnosis> {
  const pause = async (): Promise<void> => {
    await breathe();
    throwIfCancelled(ctx.signal);
  };
  const parts = complete(split);
  const { time, observed, seasonal } = parts;
  const steady = observed.map((value, i) =>
    seasonal.reduce((rest, season) => rest - (season.values[i] as number), value),
  );
  await pause();
  // A split knows its seasons least at its ends: noise there is often its own.
  const edge = Math.min(Math.max(0, ...seasonal.map(({ period }) => period)), Math.floor(time.length / 8));
  const changes = changePoints(steady)
    .filter(({ kind, at }) => kind !== 'spread' || (at >= edge && at < time.length - edge))
    .map(({ at, ...change }) => ({ ...change, time: time[at] as number }));
  await pause();
  const newest = steady.slice(-NEWEST);
  const adf = dickeyFuller(newest);
  const level = kpss(newest);
  const line = kpssOfLine(newest);
  await pause();
  return {
    changes,
    level: { adf, kpss: level, line, words: levelWords(adf, level, line) },
    residual: residualOf(
      parts.residual,
      parts.seasonal.map(({ period }) => period),
      stepMs,
    ),
  };
}

function levelWords(adf: UnitRootTest, level: UnitRootTest, withoutLine: UnitRootTest): string {
  if (Number.isNaN(adf.p) || Number.isNaN(level.p)) return 'Too short or too even to be tested.';
  const returns = adf.p < RARE;
  if (returns && level.p > RARE) return 'Without its seasons it stays around one level.';
  if (withoutLine.p > RARE && level.p <= RARE) return 'Without its seasons it stays around a straight line.';
  if (!returns && level.p <= RARE) return 'Its level wanders and need not come back: what is newest counts most.';
  if (returns) return 'Its level moves, though it comes back in the end: the two tests object to each other.';
  return 'Whether it has a level cannot be told from so few points.';
}

function residualOf(values: Float64Array, periods: readonly number[], stepMs: number): Diagnosis['residual'] {
  const n = values.length;
  const seen = values.subarray(Math.max(0, n - CORRELATED));
  const reach = Math.max(
    1,
    Math.min(Math.floor(seen.length / 4), Math.max(60, Math.ceil(1.5 * (periods.at(-1) ?? 0)))),
  );
  const newest = values.slice(-NEWEST);
  const lags = Math.max(1, Math.min(Math.floor(newest.length / 5), 2 * (periods[0] ?? 5), MOST_LAGS));
  const white = ljungBox(newest, lags);
  const [centre, spread] = [mean(values), std(values)];
  const moment = (power: number): number =>
    values.reduce((sum, value) => sum + ((value - centre) / spread) ** power, 0) / n;
  const every = Math.ceil(n / CORRELATED);
  const sorted = (every === 1 ? values : values.filter((_, i) => i % every === 0)).toSorted();
  const count = Math.min(n, LEVELS);
  const levels = Float64Array.from({ length: count }, (_, i) => (i + 0.5) / count);
  return {
    values,
    acf: { values: acf(seen.slice(), reach), periods: [], bound: whiteNoiseBound(seen.length) },
    white,
    skewness: spread > 0 ? moment(3) : 0,
    excessKurtosis: spread > 0 ? moment(4) - 3 : 0,
    quantiles: {
      normal: levels.map(normalQuantile),
      found: levels.map((level) => (spread > 0 ? (quantileSorted(sorted, level) - centre) / spread : 0)),
    },
    words: residualWords(white, stepMs),
  };
}

function residualWords({ p, strongest: { lag, correlation } }: Portmanteau, stepMs: number): string {
  if (p > RARE) return 'The residual is noise: nothing that lasts is left in it.';
  const how = correlation > 0 ? 'like itself' : 'the opposite of itself';
  return `The residual is not mere noise: it is ${how} ${duration(lag * stepMs)} later, so a model can still learn from it.`;
}
