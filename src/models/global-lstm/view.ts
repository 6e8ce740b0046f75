import { describe } from '../../math/forecast/describe';
import type { Rhythm } from '../../math/forecast/rhythm';
import { raised, type Scale } from '../../math/forecast/scale';
import {
  bestConstants,
  type SeasonalSmoothing,
  type SmoothingConstants,
  seasonAhead,
  smoothSeasons,
} from '../../math/forecast/seasonal-smoothing';
import { differences, moments } from '../../math/moments';
import { extent } from '../../math/stats';

/** How a network sees series of one rhythm. Plain JSON, kept with the model. */
export interface Shape {
  readonly rhythm: Rhythm;
  /** Steps forecast at once. */
  readonly horizon: number;
  /** Blocks that a window is read in, oldest first: days, or single steps where there is no day. */
  readonly blocks: number;
  /** The quantiles it gives, ascending; 0.5 is the point forecast. */
  readonly levels: readonly number[];
}

/** Values of each kind that a block is told by, at most: longer days are told by means. */
const MOST_MOMENTS = 24;
/** Kinds of values: against level and seasons, against a day ago, and what the seasons say of a day on. */
const KINDS = 3;
/** No input is larger, in usual changes: a wild point must not drown the others. */
const LARGEST = 8;

/** Steps between a value and the one it is compared with: a day, or one step. */
export const dayOf = (rhythm: Rhythm): number => (rhythm.kind === 'daily' ? rhythm.day : 1);

const momentsOf = (rhythm: Rhythm): number => Math.min(MOST_MOMENTS, dayOf(rhythm));

/** What a series is like (`describe`), told with every block. */
const traitsOf = (rhythm: Rhythm): number => (rhythm.kind === 'daily' ? 11 : 7);

export const featuresOf = ({ rhythm }: Shape): number => KINDS * momentsOf(rhythm) + traitsOf(rhythm);

/** The seasons that are smoothed away, in steps, shortest first. */
export const periodsOf = (rhythm: Rhythm): readonly number[] => {
  if (rhythm.kind === 'daily') return rhythm.week > rhythm.day ? [rhythm.day, rhythm.week] : [rhythm.day];
  return rhythm.year === undefined ? [] : [rhythm.year];
};

/** Values that seasons begin from; windows end after them. */
export const startOf = (rhythm: Rhythm): number => {
  if (rhythm.kind === 'daily') return Math.max(2 * rhythm.week, rhythm.week + 2 * rhythm.day);
  return Math.max(13, (rhythm.year ?? 0) + 2);
};

/** The most blocks a window can have, so that the first one ends where seasons have begun. */
export const mostBlocks = (rhythm: Rhythm): number => Math.floor(startOf(rhythm) / dayOf(rhythm)) - 1;

/**
 * A series as its network sees it: logarithms where all values are above 0 (the seasons are then factors), the values
 * themselves else; each window against the level at its end, in usual changes from day to day.
 */
export interface View {
  readonly z: Float64Array;
  readonly scale: Scale;
  readonly periods: readonly number[];
  readonly smoothing: SeasonalSmoothing;
  /** The usual change. */
  readonly unit: number;
  /** How smooth the series is, how much a day and a week repeat, how large its changes are. */
  readonly traits: Float64Array;
}

/** 0 = logarithms, 1 = the values themselves. */
export const powerFor = (x: Float64Array): 0 | 1 => (extent(x)[0] > 0 ? 0 : 1);

/** @param constants how fast level and seasons follow; those that suit the series where absent */
export function viewOf(
  x: Float64Array,
  { rhythm, horizon }: Shape,
  constants?: SmoothingConstants,
  power = powerFor(x),
): View & { readonly constants: SmoothingConstants } {
  const [low, high] = extent(x);
  const z = raised(x, power);
  const periods = periodsOf(rhythm);
  const start = startOf(rhythm);
  const chosen = constants ?? bestConstants(z, periods, start, horizon);
  const smoothing = smoothSeasons(z, periods, chosen, start);
  const scale = { power, mean: 0, deviation: 1, low, high };
  return {
    z,
    scale,
    periods,
    smoothing,
    unit: usualChange(z, dayOf(rhythm)),
    traits: describe(x, rhythm),
    constants: chosen,
  };
}

/** The deviation of the changes over `lag` steps; of a series that never changes, next to nothing, to divide by. */
function usualChange(z: Float64Array, lag: number): number {
  const [low, high] = extent(z);
  return Math.max(moments(differences(z, lag)).deviation, 1e-9 * Math.max(Math.abs(low), Math.abs(high))) || 1;
}

/** What level and seasons say of each step after `t`, by what is known at `t`. */
export const expectedAhead = ({ smoothing, periods }: View, t: number, h: number): number =>
  (smoothing.level[t] as number) + seasonAhead(smoothing.seasons, periods, t, h);

/**
 * Writes the window that ends at `t`, [blocks, features], to out[at...]: in each block, for each moment of the day, the value
 * against level and seasons; the change from a day before; what the seasons make of a day later, against the value; then what the series is like.
 */
export function writeWindow(view: View, { rhythm, blocks }: Shape, t: number, out: Float32Array, at: number): void {
  const { z, smoothing, unit, periods, traits } = view;
  const { seasons, level } = smoothing;
  const day = dayOf(rhythm);
  const moments = momentsOf(rhythm);
  const now = level[t] as number;
  let to = at;
  for (let block = blocks; block > 0; block--) {
    const first = t + 1 - block * day;
    for (let m = 0; m < moments; m++) {
      const from = first + Math.floor((m * day) / moments);
      const until = first + Math.floor(((m + 1) * day) / moments);
      let against = 0;
      let change = 0;
      let next = 0;
      for (let i = from; i < until; i++) {
        const value = (z[i] as number) - now;
        let season = 0;
        let later = 0;
        for (const [k, own] of seasons.entries()) {
          season += own[i] as number;
          const ahead = i + day - t;
          const period = periods[k] as number;
          later += own[ahead > 0 ? t + 1 + ((ahead - 1) % period) : i + day] as number;
        }
        against += value - season;
        change += (z[i] as number) - (z[i - day] as number);
        next += later - value;
      }
      const size = unit * (until - from);
      out[to + m] = within(against / size);
      out[to + moments + m] = within(change / size);
      out[to + 2 * moments + m] = within(next / size);
    }
    out.set(traits, to + KINDS * moments);
    to += KINDS * moments + traits.length;
  }
}

const within = (value: number): number => Math.max(-LARGEST, Math.min(LARGEST, value));

/** Writes what came after `t`, against level and seasons in usual changes, once for each level, to out[at...]. */
export function writeTargets(view: View, { horizon, levels }: Shape, t: number, out: Float32Array, at: number): void {
  for (let h = 1; h <= horizon; h++) {
    const target = ((view.z[t + h] as number) - expectedAhead(view, t, h)) / view.unit;
    for (let q = 0; q < levels.length; q++) out[at + q * horizon + h - 1] = target;
  }
}
