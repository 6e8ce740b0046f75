import { first, type SeriesFrame } from '../frame/frame';
import type { Weights } from '../frame/parts';
import { fingerprint } from '../math/fingerprint';
import type { LearnedFrom } from './results';

/** Which points of a grid a model learned from, [start, stop), and how. */
export interface Learning {
  readonly start: number;
  readonly stop: number;
  readonly how: LearnedFrom['how'];
  /** The version it went on from. */
  readonly from?: number;
}

/** Where what a model knows comes from, in figures. */
export function learnedFrom(
  grid: SeriesFrame,
  { start, stop, how, from }: Learning,
  trained: { readonly weights: Weights; readonly seed: number; readonly backend: string; readonly seconds: number },
): LearnedFrom {
  const time = grid.time.subarray(start, stop);
  const values = first(grid).values.subarray(start, stop);
  const { weights, seed, backend, seconds } = trained;
  return {
    range: { start: time[0] ?? 0, stop: time.at(-1) ?? 0 },
    rows: values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0),
    parameters: parametersOf(weights),
    seed,
    backend,
    seconds,
    how,
    ...(from !== undefined && { from }),
    data: fingerprint(time, values),
  };
}

/** How many numbers of a model were learned: its tensors', or for a model without any, those of its state. */
const parametersOf = ({ tensors, state }: Weights): number =>
  tensors.length > 0 ? tensors.reduce((sum, { data }) => sum + data.length, 0) : numbersIn(state);

function numbersIn(value: unknown): number {
  if (typeof value === 'number') return 1;
  if (value === null || typeof value !== 'object') return 0;
  return Object.values(value).reduce((sum: number, inner) => sum + numbersIn(inner), 0);
}
