import { StudioError } from '../../base/errors';
import type { Layer, Weights } from '../../frame/parts';
import { fromNamed } from '../../neural/network/layout';
import { fromKept } from '../../neural/train/kept';
import type { TrainState } from '../../neural/train/state';
import type { Learned } from './fitted';
import { compositeLayout } from './network';
import type { Part, Shape } from './views';
import { carriedFrom, type Scaler } from './windows';

/** A composite from what the vault or a bundle holds. @throws StudioError `damaged` when anything is missing or off. */
export function parse({ state, tensors, networks }: Weights): Learned & { readonly resume: TrainState | undefined } {
  const layers = networks[0]?.layers;
  const { shape, scalers, record } = state;
  if (
    layers === undefined ||
    !isComposite(layers) ||
    !isShape(shape) ||
    !isScalers(scalers, shape) ||
    !isRecord(record) ||
    networks.length !== shape.parts.length ||
    networks.some(({ inputShape: [steps, features] }) => steps !== shape.lookback || features !== 1)
  )
    throw damaged();
  const layout = compositeLayout(layers, shape.lookback);
  const parameters = fromNamed(layout, shape.parts, tensors);
  if (parameters === undefined || layout.outputs !== shape.head) throw damaged();
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

/** The most steps that a network looks back, as the parameter has it. */
const LONGEST_LOOKBACK = 1000;
/** The most a smoother may weigh: it is made at once. */
const LARGEST_SMOOTHER = 5e7;

const isShape = (value: unknown): value is Shape =>
  isRecord(value) &&
  Array.isArray(value.parts) &&
  value.parts.length > 0 &&
  value.parts.every(isPart) &&
  new Set(value.parts).size === value.parts.length &&
  isCount(value.lookback) &&
  value.lookback <= LONGEST_LOOKBACK &&
  isCount(value.head) &&
  value.head <= LONGEST_LOOKBACK &&
  (value.period === 0 || (isCount(value.period) && value.period <= 1e6)) &&
  isCount(value.span) &&
  value.span * value.lookback <= LARGEST_SMOOTHER;

/** The layers that `layersOf` makes, whatever their sizes. */
const isComposite = (layers: readonly Layer[]): boolean =>
  layers.map((layer) => (layer.kind === 'lstm' && layer.returnSequences ? 'lstm of all' : layer.kind)).join() ===
  'lstm of all,dropout,lstm,dropout,dense,dense';

const isScalers = (value: unknown, { parts, head, lookback }: Shape): value is Scaler[] =>
  Array.isArray(value) &&
  value.length === parts.length &&
  value.every(
    (scaler: unknown, p) =>
      isRecord(scaler) &&
      Number.isFinite(scaler.input) &&
      Number.isFinite(scaler.output) &&
      Array.isArray(scaler.carry) &&
      scaler.carry.length === head &&
      scaler.carry.every(
        (shares: unknown, h) =>
          Array.isArray(shares) &&
          shares.length === carriedFrom(parts[p] as Part, h, lookback).length &&
          shares.every(Number.isFinite),
      ),
  );
