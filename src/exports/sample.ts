import { normal, seeded } from '../base/random';
import type { Forecast, NamedTensor, Network, Weights } from '../frame/parts';
import { layoutOf } from '../neural/network/layout';
import { initialRecipe } from '../pipeline/recipe';
import type { Artifact } from '../pipeline/results';
import type { Families } from './check-recipe';

/** For this room's tests: numbers that a careless round trip would change. */
const awkward = [0, -0, Number.NaN, 5e-324, 1.7976931348623157e308, 0.1, -1 / 3, 2 ** 53 + 2];

const network = (part: string): Network => ({
  part,
  inputShape: [6, 2],
  layers: [
    { kind: 'lstm', name: 'lstm_1', units: 5, returnSequences: true },
    { kind: 'dropout', name: 'dropout_1', rate: 0.2 },
    { kind: 'lstm', name: 'lstm_2', units: 3, returnSequences: false },
    { kind: 'dense', name: 'dense', units: 4, activation: 'relu' },
    { kind: 'dense', name: 'out', units: 2, activation: 'linear' },
  ],
});

function tensorsOf(net: Network, random: () => number): NamedTensor[] {
  return layoutOf(net).layers.flatMap(({ slots }) =>
    slots.map(({ name, shape, size }) => ({
      name: `${net.part}/${name}`,
      shape,
      data: Float32Array.from({ length: size }, () => normal(random)),
    })),
  );
}

/** Two networks, their tensors interleaved with one that belongs to none. */
export function sampleWeights(): Weights {
  const random = seeded(7);
  const networks = [network('trend'), network('Saison 24 h')];
  const [first, second] = networks.map((net) => tensorsOf(net, random));
  const tensors = (first ?? []).flatMap((tensor, i) => [tensor, ...(second?.[i] === undefined ? [] : [second[i]])]);
  const extra = { name: 'scale', shape: [3], data: Float32Array.of(-0, 1e-45, 0.1) };
  return {
    state: { lookback: 6, scalers: [{ mean: 0.1, std: -0 }], note: null, nested: { deep: [Number.NaN, 1 / 3] } },
    tensors: [...tensors.slice(0, 3), extra, ...tensors.slice(3)],
    networks,
  };
}

export function sampleArtifact(): Artifact {
  return {
    version: 1,
    recipe: {
      ...initialRecipe,
      source: { id: 'demo', params: {} },
      preparation: ['resample', 'fill', 'transform', 'scale'].map((id) => ({ id, params: {} })),
      decomposition: { id: 'stl', params: {} },
      model: { id: 'composite-lstm', params: {} },
      detector: { id: 'residual', params: {} },
      clusterer: { id: 'k-means', params: {} },
      horizon: 48,
      query: { ...initialRecipe.query, text: 'from(bucket: "é")', filters: [{ tag: 'host', values: ['a', 'b'] }] },
      series: 'cpu host=a',
    },
    states: [{ stepMs: 60_000 }, { method: 'linear' }, { kind: 'none' }, { mean: 0.1, std: 2, edges: [1, -0, 0.3] }],
    periods: [24, 168],
    stepMs: 60_000,
    weights: sampleWeights(),
    calibration: {
      coverage: 0.95,
      kind: 'times',
      levels: [0.025, 0.5, 0.975],
      offsets: [-2, 0, 2.5],
      spread: [0.1, 0.2, Number.POSITIVE_INFINITY],
      unit: 0.5,
      least: 0,
      most: 100,
      errors: 40,
      spans: 2.5,
    },
    metrics: [{ name: 'Composite LSTM', mae: 1.25, rmse: 2, smape: 3, mase: 0.4, coverage: Number.NaN, pinball: 0.5 }],
    backend: 'wasm',
    trials: [
      { id: 'webgpu', ok: false, reason: 'This browser has no WebGPU here.' },
      { id: 'wasm', ok: true, msPerStep: 8.25 },
    ],
    reasons: {
      words: 'A counts most (75 %).',
      members: [
        { title: 'A', error: 0.25, weight: 0.75 },
        { title: 'B', error: null, weight: 0.25 },
      ],
    },
    seconds: 12.5,
    learnedFrom: {
      range: { start: 1_700_000_000_000, stop: 1_700_000_300_000 },
      rows: 5,
      parameters: 8,
      seed: 1,
      backend: 'wasm',
      seconds: 12.5,
      how: 'continued',
      from: 1,
      data: '0badcafe',
    },
    losses: [{ part: 'trend', training: [1, 0.5], validation: [1.1, Number.NaN] }],
    history: {
      time: Float64Array.from(awkward, (_, i) => 1_700_000_000_000 + i * 60_000),
      columns: [{ key: 'cpu,\n"usage"', values: Float64Array.from(awkward), labels: { host: 'a', _unit: '%' } }],
      stepMs: 60_000,
    },
  };
}

export const sampleForecast: Forecast = {
  target: 'cpu',
  time: Float64Array.of(1_700_000_000_000, 1_700_000_060_000),
  point: Float64Array.of(1.5, -2),
  quantiles: [
    { level: 0.025, values: Float64Array.of(1, -3) },
    { level: 0.975, values: Float64Array.of(2, -1) },
  ],
  parts: [{ part: 'trend', values: Float64Array.of(1, 1) }],
};

const known = (...ids: readonly string[]) => ids.map((id) => ({ id, params: {} }));

/** Families that hold just what `sampleArtifact` names. */
export const sampleFamilies: Families = {
  shaping: [{ id: 'clip', params: { low: { kind: 'number', label: 'Least', initial: 0, min: -1e9, max: 1e9 } } }],
  sources: known('demo'),
  preparation: known('resample', 'fill', 'transform', 'scale'),
  decomposition: known('stl'),
  models: [
    { id: 'composite-lstm', params: { units: { kind: 'number', label: 'Units', initial: 32, min: 1, max: 512 } } },
  ],
  detectors: known('residual'),
  clustering: known('k-means'),
};
