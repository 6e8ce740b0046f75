/** Prophet's parameters as its users know them. */
export interface Params {
  readonly growth: string;
  readonly cap: number;
  readonly floor: number;
  readonly changePoints: number;
  readonly changePointScale: number;
  readonly seasonMode: string;
  readonly seasonScale: number;
  readonly solver: string;
  readonly refit: boolean;
}

/** Standard deviations of the priors of bends (Laplace) and seasons (normal). */
export type Priors = Pick<Params, 'changePointScale' | 'seasonScale'>;

/** Waves that make a season: sines and cosines up to `order` turns in `days`. */
export interface Season {
  readonly days: number;
  readonly order: number;
}

/** How a history is seen before anything is fitted: all that a forecast needs besides the fitted numbers. */
export interface Design {
  readonly growth: 'linear' | 'logistic' | 'flat';
  readonly multiplicative: boolean;
  readonly seasons: readonly Season[];
  /** The history's first time and its length, in milliseconds: where scaled time is 0 and 1. */
  readonly start: number;
  readonly span: number;
  /** A value is `floor + scale × what is fitted`. */
  readonly floor: number;
  readonly scale: number;
  /** The cap of logistic growth, scaled; 0 = none. */
  readonly cap: number;
  /** Where the trend may bend, in scaled time, ascending. */
  readonly bends: readonly number[];
}

const DAY = 86_400_000;
/** Bends lie in so much of the history. */
const BENDING = 0.8;

/** The design of a regular history without gaps, after prophet/forecaster.py (version 1.1). */
export function designOf(
  time: Float64Array,
  values: Float64Array,
  periods: readonly number[],
  { growth, cap, floor, changePoints, seasonMode }: Params,
): Design {
  const n = values.length;
  const start = time[0] as number;
  const span = (time[n - 1] as number) - start;
  const step = span / (n - 1);
  const bottom = growth === 'logistic' ? floor : 0;
  const reach = values.reduce((most, value) => Math.max(most, Math.abs(value - bottom)), 0);
  const scale = reach === 0 ? 1 : reach;
  const early = Math.floor(n * BENDING);
  const count = growth === 'flat' ? 0 : Math.max(0, Math.min(changePoints, early - 1));
  return {
    growth: growth === 'logistic' || growth === 'flat' ? growth : 'linear',
    multiplicative: seasonMode === 'multiplicative',
    seasons: periods.filter((period) => period > 1 && 2 * period <= n).map((period) => seasonOf(period, step / DAY)),
    start,
    span,
    floor: bottom,
    scale,
    cap: growth === 'logistic' ? (cap - floor) / scale : 0,
    bends: Array.from({ length: count }, (_, i) => evenly(((i + 1) * (early - 1)) / count) / (n - 1)),
  };
}

/** Prophet's own orders for a year, a week and a day; another season as a day. No more turns than the steps can show. */
function seasonOf(period: number, stepDays: number): Season {
  const days = period * stepDays;
  const usual = days > 300 ? 10 : days > 5 && days < 10 ? 3 : 4;
  return { days, order: Math.max(1, Math.min(usual, Math.floor(period / 2))) };
}

/** To the nearest whole number, halves to the even one, as numpy rounds. */
function evenly(value: number): number {
  const below = Math.floor(value);
  return value - below === 0.5 ? below + (below % 2) : Math.round(value);
}

/** How many season columns a design has. */
export const width = ({ seasons }: Design): number => seasons.reduce((sum, { order }) => sum + 2 * order, 0);

/** The season columns at one time in milliseconds: sin and cos, turn after turn, season after season. */
export function waves({ seasons }: Design, at: number): number[] {
  const row: number[] = [];
  for (const { days, order } of seasons) {
    for (let turn = 1; turn <= order; turn++) {
      const angle = (2 * Math.PI * turn * (at / DAY)) / days;
      row.push(Math.sin(angle), Math.cos(angle));
    }
  }
  return row;
}
