/** What a network's outputs are measured by, averaged over rows and outputs. */
export type Loss =
  | { readonly id: 'mse' | 'mae' | 'huber' | 'mape' }
  /** Quantile losses: outputs are as many blocks of equal length as there are levels, each aimed at its level. */
  | { readonly id: 'pinball'; readonly levels: readonly number[] };
export type LossId = Loss['id'];

/** Targets smaller than this count as this in `mape`, in the targets' own units. */
export const SMALLEST = 0.1;

/**
 * One output's loss and its derivative by the output.
 * mse: e²; mae: |e|; huber (δ = 1): e²/2 near zero, |e| - 1/2 beyond; mape: 100 |e| / max(|y|, 0.1), as Supralog has it;
 * pinball at level q (Koenker and Bassett 1978): q max(-e, 0) + (1 - q) max(e, 0), with e = output - target.
 */
export function lossOf(
  id: LossId,
  output: number,
  target: number,
  level: number,
): { readonly value: number; readonly slope: number } {
  const e = output - target;
  const size = Math.abs(e);
  switch (id) {
    case 'mse':
      return { value: e * e, slope: 2 * e };
    case 'mae':
      return { value: size, slope: Math.sign(e) };
    case 'huber':
      return { value: size < 1 ? (e * e) / 2 : size - 0.5, slope: Math.max(-1, Math.min(1, e)) };
    case 'mape': {
      const share = 100 / Math.max(Math.abs(target), SMALLEST);
      return { value: size * share, slope: Math.sign(e) * share };
    }
    case 'pinball':
      return { value: e < 0 ? -level * e : (1 - level) * e, slope: e < 0 ? -level : e > 0 ? 1 - level : 0 };
  }
}

/** The level each output is aimed at; halves for losses without levels. */
export function levelsOf(loss: Loss, outputs: number): Float32Array {
  const levels = loss.id === 'pinball' ? loss.levels : [0.5];
  const block = outputs / levels.length;
  return Float32Array.from({ length: outputs }, (_, k) => levels[Math.floor(k / block)] as number);
}
