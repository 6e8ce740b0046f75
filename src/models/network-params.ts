import type { ParamSchema, ValuesOf } from '../base/params';

/** How far networks look back. */
export const lookback = {
  kind: 'number',
  label: 'Look back',
  initial: 48,
  min: 2,
  max: 1000,
  integer: true,
  unit: 'steps',
  help: 'How many steps the networks see before each forecast. One or two days are a sound choice.',
} as const satisfies ParamSchema[string];

/** The size of a member's networks, and how they learn: what members with networks ask alike. */
export const networkParams = {
  units: {
    kind: 'number',
    label: 'Units',
    initial: 32,
    min: 1,
    max: 256,
    integer: true,
    help: 'The size of each LSTM layer’s memory. More can learn more, and takes longer.',
  },
  dense: {
    kind: 'number',
    label: 'Dense units',
    initial: 25,
    min: 1,
    max: 256,
    integer: true,
    help: 'The size of the layer between the LSTMs and the forecast.',
  },
  dropout: {
    kind: 'number',
    label: 'Dropout',
    initial: 0.2,
    min: 0,
    max: 0.9,
    help: 'The share of units left out at random while learning, so that none is relied on alone.',
  },
  epochs: {
    kind: 'number',
    label: 'Epochs',
    initial: 20,
    min: 1,
    max: 5000,
    integer: true,
    unit: 'epochs',
    help: 'The most passes over the training windows.',
  },
  patience: {
    kind: 'number',
    label: 'Patience',
    initial: 6,
    min: 1,
    max: 5000,
    integer: true,
    unit: 'epochs',
    help: 'A network stops after so many epochs without a better validation loss; its best weights are kept.',
  },
  windows: {
    kind: 'number',
    label: 'Windows an epoch',
    initial: 640,
    min: 16,
    max: 1_000_000,
    integer: true,
    unit: 'windows',
    help: 'At most so many windows are drawn for each epoch, others for the next.',
  },
  batch: {
    kind: 'number',
    label: 'Batch',
    initial: 64,
    min: 1,
    max: 4096,
    integer: true,
    unit: 'windows',
    help: 'How many windows one step learns from.',
  },
  loss: {
    kind: 'choice',
    label: 'Loss',
    initial: 'huber',
    options: [
      { value: 'huber', label: 'Huber' },
      { value: 'mse', label: 'Mean squared error' },
      { value: 'mae', label: 'Mean absolute error' },
      { value: 'mape', label: 'Mean absolute percentage error' },
    ],
    help: 'What is made small. Huber takes outliers less seriously than the squared error.',
  },
  optimiser: {
    kind: 'choice',
    label: 'Optimiser',
    initial: 'adam',
    options: [
      { value: 'adam', label: 'Adam' },
      { value: 'adamw', label: 'AdamW' },
      { value: 'adamax', label: 'Adamax' },
      { value: 'rmsprop', label: 'RMSprop' },
      { value: 'sgd', label: 'Gradient descent' },
    ],
  },
  learningRate: {
    kind: 'number',
    label: 'Learning rate',
    initial: 0.005,
    min: 0.000_001,
    max: 1,
    help: 'The greatest step size; it rises at the start and falls towards the end.',
  },
  backend: {
    kind: 'choice',
    label: 'Backend',
    initial: 'auto',
    options: [
      { value: 'auto', label: 'Automatic' },
      { value: 'webgpu', label: 'WebGPU' },
      { value: 'webgl', label: 'WebGL' },
      { value: 'wasm', label: 'WebAssembly' },
      { value: 'cpu', label: 'JavaScript' },
    ],
    help: 'What trains the networks. Automatic times each that works and takes the fastest.',
  },
} as const satisfies ParamSchema;

export type NetworkParams = ValuesOf<typeof networkParams>;

/** What a phrase that names the networks opens, in this order. */
export const networkPlaces = [
  'units',
  'dropout',
  'dense',
  'epochs',
  'patience',
  'windows',
  'batch',
  'loss',
  'optimiser',
  'learningRate',
  'backend',
] as const satisfies readonly (keyof NetworkParams)[];
