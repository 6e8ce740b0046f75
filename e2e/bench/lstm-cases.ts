/** One size of network to train: univariate windows, LSTM layers, Dense(1), mean squared error, Adam. */
export interface LstmCase {
  readonly name: string;
  readonly units: number;
  readonly layers: number;
  /** How many steps a window has. */
  readonly steps: number;
  readonly batch: number;
  /** The arithmetic of one training step, forward and backward, in millions of operations. */
  readonly mflop: number;
  /** The share of the better native peer's time that `undertone wasm` should take at most. */
  readonly wanted: number;
}

export const cases: readonly LstmCase[] = [
  { name: '32x2 T24 B32', units: 32, layers: 2, steps: 24, batch: 32, mflop: 57, wanted: 0.7 },
  { name: '50x2 T168 B32', units: 50, layers: 2, steps: 168, batch: 32, mflop: 974, wanted: 1.0 },
  { name: '64x1 T168 B32', units: 64, layers: 1, steps: 168, batch: 32, mflop: 537, wanted: 1.4 },
  { name: '64x2 T168 B128', units: 64, layers: 2, steps: 168, batch: 128, mflop: 6370, wanted: 1.2 },
];

/** Three networks of the first case, as the parts of one series, trained from scratch. */
export const composite = { name: 'composite 32x2 T24 B32 x20', networks: 3, epochs: 20 } as const;

/** Windows an epoch. */
export const WINDOWS = 512;
/** What one subject may spend on one case and round, in milliseconds. */
export const BUDGET = 1200;

/** Windows of a noisy wave and the value after each: x [networks, WINDOWS, steps, 1], y [networks, WINDOWS, 1]. */
export function waves(steps: number, networks: number): { readonly x: Float32Array; readonly y: Float32Array } {
  const x = new Float32Array(networks * WINDOWS * steps);
  const y = new Float32Array(networks * WINDOWS);
  for (let g = 0; g < networks; g++) {
    for (let w = 0; w < WINDOWS; w++) {
      const at = (t: number): number => Math.sin((w + t) / (4 + g)) + 0.1 * Math.sin(12.9898 * (w + t) * (w + t));
      const row = g * WINDOWS + w;
      for (let t = 0; t < steps; t++) x[row * steps + t] = at(t);
      y[row] = at(steps);
    }
  }
  return { x, y };
}

/**
 * Milliseconds per training step: a step to warm up, then the best of as many epochs as the budget holds, cut short where
 * it holds no three. What takes longer for one step does one.
 * @param train learns from so many batches.
 */
export async function bestStep(train: (batches: number) => Promise<unknown>, batch: number): Promise<number> {
  const timed = async (batches: number): Promise<number> => {
    const start = performance.now();
    await train(batches);
    return (performance.now() - start) / batches;
  };
  await timed(1);
  const end = performance.now() + BUDGET;
  let best = await timed(1);
  const batches = Math.max(1, Math.min(WINDOWS / batch, Math.floor(BUDGET / 3 / best)));
  while (performance.now() < end) best = Math.min(best, await timed(batches));
  return best;
}
