import { StudioError } from '../../base/errors';
import type { Weights } from '../../frame/parts';
import { fromNamed } from '../../neural/network/layout';
import { fromKept } from '../../neural/train/kept';
import type { TrainState } from '../../neural/train/state';
import { isStack } from '../network-layers';
import { type Learned, publishedLayout, type Shape } from './fitted';

/** The networks from what the vault or a bundle holds. @throws StudioError `damaged` when anything is missing or off. */
export function parse({ state, tensors, networks }: Weights): Learned & { readonly resume: TrainState | undefined } {
  const layers = networks[0]?.layers;
  const { shape, record } = state;
  if (
    layers === undefined ||
    !isStack(layers) ||
    !isShape(shape) ||
    !isRecord(record) ||
    networks.length !== shape.parts.length ||
    networks.some(({ inputShape: [steps, features] }) => steps !== 1 || features !== shape.lookback)
  )
    throw damaged();
  const layout = publishedLayout(layers, shape);
  const parameters = fromNamed(layout, shape.parts, tensors);
  if (parameters === undefined || layout.outputs !== 1) throw damaged();
  return { shape, layers, parameters, record, resume: fromKept(state.training, tensors, shape.parts, parameters) };
}

const damaged = (): StudioError =>
  new StudioError('damaged', 'This saved composite LSTM as published is not whole: weights or sizes are missing.', {
    next: 'Train it again.',
  });

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const known: readonly unknown[] = ['trend', 'seasonal', 'residual'];

const isShape = (value: unknown): value is Shape =>
  isRecord(value) &&
  Array.isArray(value.parts) &&
  value.parts.length > 0 &&
  value.parts.every((part) => known.includes(part)) &&
  new Set(value.parts).size === value.parts.length &&
  Number.isInteger(value.lookback) &&
  (value.lookback as number) > 0 &&
  (value.lookback as number) <= 1000 &&
  Array.isArray(value.constant) &&
  value.constant.length === value.parts.length &&
  value.constant.every((one) => typeof one === 'boolean');
