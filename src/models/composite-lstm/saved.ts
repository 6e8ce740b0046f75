import { StudioError } from '../../base/errors';
import type { Weights } from '../../frame/parts';
import { fromNamed } from '../../neural/network/layout';
import { fromKept } from '../../neural/train/kept';
import type { TrainState } from '../../neural/train/state';
import type { Learned } from './fitted';
import { compositeLayout } from './network';
import type { Part, Shape } from './views';
import type { Scaler } from './windows';

/** A composite from what the vault or a bundle holds. @throws StudioError `damaged` when anything is missing or off. */
export function parse({ state, tensors, networks }: Weights): Learned & { readonly resume: TrainState | undefined } {
  const layers = networks[0]?.layers;
  const { shape, scalers, record } = state;
  if (
    layers === undefined ||
    !isShape(shape) ||
    !isScalers(scalers, shape.parts.length, shape.head) ||
    !isRecord(record)
  )
    throw damaged();
  const parameters = fromNamed(compositeLayout(layers, shape.lookback), shape.parts, tensors);
  if (parameters === undefined) throw damaged();
  const resume = fromKept(state.training, tensors, shape.parts, parameters);
  return { shape, layers, scalers, parameters, record, resume };
}

const damaged = (): StudioError =>
  new StudioError('damaged', 'This saved composite LSTM is not whole: weights or scalers are missing.', {
    next: 'Train it again.',
  });

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0;
const isPart = (value: unknown): value is Part => value === 'trend' || value === 'seasonal' || value === 'residual';

const isShape = (value: unknown): value is Shape =>
  isRecord(value) &&
  Array.isArray(value.parts) &&
  value.parts.length > 0 &&
  value.parts.every(isPart) &&
  isCount(value.lookback) &&
  isCount(value.head) &&
  (value.period === 0 || isCount(value.period)) &&
  isCount(value.span);

const isScalers = (value: unknown, count: number, head: number): value is Scaler[] =>
  Array.isArray(value) &&
  value.length === count &&
  value.every(
    (scaler: unknown) =>
      isRecord(scaler) &&
      Number.isFinite(scaler.input) &&
      Number.isFinite(scaler.output) &&
      Array.isArray(scaler.carry) &&
      scaler.carry.length === head &&
      scaler.carry.flat().every(Number.isFinite),
  );
