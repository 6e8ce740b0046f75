import { StudioError } from '../base/errors';
import type { Weights } from '../frame/parts';
import { fromNamed } from '../neural/network/layout';
import { fromKept } from '../neural/train/kept';
import type { TrainState } from '../neural/train/state';
import { isStack, sequenceLayout } from './network-layers';
import type { Learned } from './sequence-fitted';
import type { Part, Shape } from './sequence-views';
import { carriedFrom, type Scaler } from './sequence-windows';

/**
 * Networks over sequences from what the vault or a bundle holds.
 * @param known the parts that its member learns. @param title of the member, for a refusal.
 * @throws StudioError `damaged` when anything is missing or off.
 */
export function parse(
  { state, tensors, networks }: Weights,
  known: readonly Part[],
  title: string,
): Learned & { readonly resume: TrainState | undefined } {
  const damaged = (): StudioError =>
    new StudioError('damaged', `This saved ${title} is not whole: weights or scalers are missing.`, {
      next: 'Train it again.',
    });
  const layers = networks[0]?.layers;
  const { shape, scalers, record } = state;
  if (
    layers === undefined ||
    !isStack(layers) ||
    !isShape(shape, known) ||
    !isScalers(scalers, shape) ||
    !isRecord(record) ||
    networks.length !== shape.parts.length ||
    networks.some(({ inputShape: [steps, features] }) => steps !== shape.lookback || features !== 1)
  )
    throw damaged();
  const layout = sequenceLayout(layers, shape.lookback);
  const parameters = fromNamed(layout, shape.parts, tensors);
  if (parameters === undefined || layout.outputs !== shape.head) throw damaged();
  const resume = fromKept(state.training, tensors, shape.parts, parameters);
  return { shape, layers, scalers, parameters, record, resume };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0;

/** The most steps that a network looks back, as the parameter has it. */
const LONGEST_LOOKBACK = 1000;
/** The most a smoother may weigh: it is made at once. */
const LARGEST_SMOOTHER = 5e7;

const isShape = (value: unknown, known: readonly Part[]): value is Shape =>
  isRecord(value) &&
  Array.isArray(value.parts) &&
  value.parts.length > 0 &&
  value.parts.every((part) => known.includes(part)) &&
  new Set(value.parts).size === value.parts.length &&
  isCount(value.lookback) &&
  value.lookback <= LONGEST_LOOKBACK &&
  isCount(value.head) &&
  value.head <= LONGEST_LOOKBACK &&
  (value.period === 0 || (isCount(value.period) && value.period <= 1e6)) &&
  isCount(value.span) &&
  value.span * value.lookback <= LARGEST_SMOOTHER;

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
