import * as v from 'valibot';
import type { Layer, Network } from '../../frame/parts';
import { layoutOf } from '../../neural/network/layout';
import { damaged } from '../refusals';
import { fitting } from '../schema';

/** One weight in its file, as TensorFlow.js' manifest names it. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * A network as the `model.json` of a TensorFlow.js layers model (what `tf.loadLayersModel` takes), its weights beside it
 * in `weights.bin` in the order of `weights`.
 */
export function toLayersModel(
  { inputShape, layers }: Network,
  folder: string,
  weights: readonly WeightSpec[],
): LayersModel {
  const named = layers.map((layer, i) => {
    const { class_name, config } = kerasLayer(layer);
    return { class_name, config: i === 0 ? { ...config, batch_input_shape: [null, ...inputShape] } : config };
  });
  return {
    format: 'layers-model',
    generatedBy: 'Undertone',
    convertedBy: null,
    modelTopology: {
      class_name: 'Sequential',
      config: { name: folder, layers: named as LayersModel['modelTopology']['config']['layers'] },
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
    },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: weights.map(({ name, shape }) => ({ name, shape: [...shape], dtype: 'float32' })),
      },
    ],
  };
}

// The initial values are overwritten by the weights; zeros spare the loader an orthogonal draw.
const zeros = { class_name: 'Zeros', config: {} } as const;

function kerasLayer(layer: Layer): { readonly class_name: string; readonly config: object } {
  const common = { name: layer.name, trainable: true, dtype: 'float32' } as const;
  const starts = { use_bias: true, kernel_initializer: zeros, bias_initializer: zeros } as const;
  switch (layer.kind) {
    case 'lstm':
      return {
        class_name: 'LSTM',
        config: {
          ...common,
          ...starts,
          units: layer.units,
          activation: layer.activation ?? 'tanh',
          recurrent_activation: 'sigmoid',
          recurrent_initializer: zeros,
          unit_forget_bias: false,
          return_sequences: layer.returnSequences,
        },
      };
    case 'dropout':
      return { class_name: 'Dropout', config: { ...common, rate: layer.rate } };
    case 'dense':
      return {
        class_name: 'Dense',
        config: { ...common, ...starts, units: layer.units, activation: layer.activation },
      };
  }
}

const size = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000));
const batchInputShape = v.exactOptional(v.strictTuple([v.null(), size, size]));
// Names TensorFlow.js can build a variable's scope from.
const name = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][\w.-]{0,99}$/));
const common = { name, trainable: v.literal(true), dtype: v.literal('float32'), batch_input_shape: batchInputShape };
const zerosSchema = v.strictObject({ class_name: v.literal('Zeros'), config: v.strictObject({}) });
const starts = { use_bias: v.literal(true), kernel_initializer: zerosSchema, bias_initializer: zerosSchema };

const layerSchema = v.variant('class_name', [
  v.strictObject({
    class_name: v.literal('LSTM'),
    config: v.strictObject({
      ...common,
      ...starts,
      units: size,
      activation: v.picklist(['tanh', 'relu']),
      recurrent_activation: v.literal('sigmoid'),
      recurrent_initializer: zerosSchema,
      unit_forget_bias: v.literal(false),
      return_sequences: v.boolean(),
    }),
  }),
  v.strictObject({
    class_name: v.literal('Dropout'),
    config: v.strictObject({ ...common, rate: v.pipe(v.number(), v.minValue(0), v.ltValue(1)) }),
  }),
  v.strictObject({
    class_name: v.literal('Dense'),
    config: v.strictObject({ ...common, ...starts, units: size, activation: v.picklist(['relu', 'linear']) }),
  }),
]);

const weightSpec = v.strictObject({ name: v.string(), shape: v.array(size), dtype: v.literal('float32') });

const layersModelSchema = v.strictObject({
  format: v.literal('layers-model'),
  generatedBy: v.string(),
  convertedBy: v.null(),
  modelTopology: v.strictObject({
    class_name: v.literal('Sequential'),
    config: v.strictObject({ name: v.string(), layers: v.pipe(v.array(layerSchema), v.minLength(1), v.maxLength(64)) }),
    keras_version: v.string(),
    backend: v.literal('tensor_flow.js'),
  }),
  weightsManifest: v.strictTuple([
    v.strictObject({ paths: v.strictTuple([v.literal('weights.bin')]), weights: v.array(weightSpec) }),
  ]),
});

type LayersModel = v.InferOutput<typeof layersModelSchema>;

/**
 * The network of a `model.json` from a stranger, and its weights in file order. Only LSTM, Dropout and Dense in the
 * forms Undertone trains are taken, and only weights of exactly the shapes those layers have.
 * @throws StudioError `damaged` naming `file`.
 */
export function fromLayersModel(
  value: unknown,
  part: string,
  file: string,
): { readonly network: Network; readonly weights: readonly WeightSpec[] } {
  const { modelTopology, weightsManifest } = fitting(layersModelSchema, value, file);
  const { layers } = modelTopology.config;
  const [, steps, features] = layers[0]?.config.batch_input_shape ?? [];
  if (steps === undefined || features === undefined) throw damaged(file, 'does not say the shape of its input');
  if (layers.some(({ config }, i) => i > 0 && config.batch_input_shape !== undefined)) {
    throw damaged(file, 'has a second input inside');
  }
  if (new Set(layers.map(({ config }) => config.name)).size < layers.length) {
    throw damaged(file, 'has two layers of one name');
  }
  const network: Network = { part, inputShape: [steps, features], layers: layers.map(layerOf) };
  checkSequences(network, file);
  const { weights } = weightsManifest[0];
  checkWeights(network, weights, file);
  return { network, weights };
}

function layerOf({ class_name, config }: v.InferOutput<typeof layerSchema>): Layer {
  switch (class_name) {
    case 'LSTM':
      return {
        kind: 'lstm',
        name: config.name,
        units: config.units,
        returnSequences: config.return_sequences,
        ...(config.activation === 'relu' && { activation: 'relu' }),
      };
    case 'Dropout':
      return { kind: 'dropout', name: config.name, rate: config.rate };
    case 'Dense':
      return { kind: 'dense', name: config.name, units: config.units, activation: config.activation };
  }
}

function checkSequences({ layers }: Network, file: string): void {
  const last = layers.findIndex((layer) => layer.kind === 'lstm' && !layer.returnSequences);
  const after = layers.findLastIndex(({ kind }) => kind === 'lstm');
  if (last !== -1 && after > last) {
    throw damaged(file, `has an LSTM (“${layers[after]?.name}”) after one that no longer gives a sequence`);
  }
}

/** Refuses weights that are not exactly those the layers need, in any order. */
function checkWeights(network: Network, weights: readonly WeightSpec[], file: string): void {
  const wanted = new Map(layoutOf(network).layers.flatMap(({ slots }) => slots.map((slot) => [slot.name, slot.shape])));
  if (weights.length !== wanted.size)
    throw damaged(file, `lists ${weights.length} weights where its layers have ${wanted.size}`);
  for (const { name: weight, shape } of weights) {
    const expected = wanted.get(weight);
    if (expected === undefined)
      throw damaged(file, `lists the weight “${weight}”, which is none of its layers’ or listed twice`);
    if (expected.join() !== shape.join()) {
      throw damaged(
        file,
        `gives “${weight}” the shape ${shape.join(' × ')} where its layer has ${expected.join(' × ')}`,
      );
    }
    wanted.delete(weight);
  }
}
