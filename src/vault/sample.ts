import type { Weights } from '../frame/parts';
import { initialRecipe } from '../pipeline/recipe';
import type { Artifact } from '../pipeline/results';

/** For this room's tests: numbers that a careless round trip would change. */
export const awkward = [0, -0, Number.NaN, 5e-324, 1.7976931348623157e308, 0.1, -1 / 3, 2 ** 53 + 2];

export const sampleWeights: Weights = {
  state: { scale: { mean: 0.1, std: 1 / 3 }, seasons: [24, 168] },
  tensors: [
    {
      name: 'trend/lstm_1/kernel',
      shape: [1, 8],
      data: Float32Array.from([0, -0, Number.NaN, 1e-45, 3e38, 0.1, -1, 2]),
    },
  ],
  networks: [
    {
      part: 'trend',
      inputShape: [4, 1],
      layers: [{ kind: 'lstm', name: 'lstm_1', units: 2, returnSequences: false }],
    },
  ],
};

export function sampleArtifact(values: readonly number[] = awkward): Artifact {
  return {
    version: 1,
    recipe: { ...initialRecipe, series: 'cpu host=a', horizon: 48, model: { id: 'composite-lstm', params: {} } },
    states: [{}, {}, {}, { mean: 0.1, std: 2 }],
    periods: [24, 168],
    stepMs: 3_600_000,
    weights: sampleWeights,
    calibration: {
      coverage: 0.95,
      kind: 'added',
      levels: [0.025, 0.5, 0.975],
      offsets: [-2, 0, 2],
      spread: [0.1, 0.2],
      errors: 40,
      spans: 2.5,
    },
    metrics: [{ name: 'Composite LSTM', mae: 1, rmse: 2, smape: 3, mase: 0.4, coverage: Number.NaN }],
    backend: 'wasm',
    seconds: 12.5,
    losses: [{ part: 'trend', training: [1, 0.5], validation: [1.1, Number.NaN] }],
    history: {
      time: Float64Array.from(values, (_, i) => 1_700_000_000_000 + i * 3_600_000),
      columns: [{ key: 'cpu', values: Float64Array.from(values), labels: { host: 'a' } }],
      stepMs: 3_600_000,
    },
  };
}
