import type { NamedTensor } from '../../frame/parts';
import type { TrainState } from './state';

/** A training's state but for its best weights, as the vault keeps it: plain JSON, and tensors `training/…`. */
export function toKept({ parameters, slots, best: _, ...training }: TrainState): {
  readonly training: Readonly<Record<string, unknown>>;
  readonly tensors: readonly NamedTensor[];
} {
  const tensor = (name: string, data: Float32Array): NamedTensor => ({
    name: `training/${name}`,
    shape: [data.length],
    data,
  });
  return {
    training,
    tensors: [tensor('parameters', parameters), ...slots.map((slot, k) => tensor(`slot_${k}`, slot))],
  };
}

/** The state again, or undefined where it is not whole: then a training begins anew from its best weights. */
export function fromKept(
  training: unknown,
  tensors: readonly NamedTensor[],
  parts: readonly string[],
  best: Float32Array,
): TrainState | undefined {
  const byName = new Map(tensors.map(({ name, data }) => [name, data]));
  const slots: Float32Array[] = [];
  for (
    let slot = byName.get('training/slot_0');
    slot !== undefined;
    slot = byName.get(`training/slot_${slots.length}`)
  ) {
    slots.push(slot);
  }
  const parameters = byName.get('training/parameters');
  if (parameters?.length !== best.length || slots.some(({ length }) => length !== best.length)) return undefined;
  if (!isTraining(training, parts)) return undefined;
  return { ...training, parameters, slots, best };
}

type Training = Omit<TrainState, 'parameters' | 'slots' | 'best'>;

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
const isNumbers = (value: unknown, length: number): value is readonly number[] =>
  Array.isArray(value) &&
  value.length === length &&
  value.every((one) => typeof one === 'number' && !Number.isNaN(one));

function isTraining(value: unknown, parts: readonly string[]): value is Training {
  if (typeof value !== 'object' || value === null) return false;
  const { epoch, step, seed, bestLoss, stale, history } = value as Partial<Training>;
  return (
    isCount(epoch) &&
    isCount(step) &&
    isCount(seed) &&
    isNumbers(bestLoss, parts.length) &&
    isNumbers(stale, parts.length) &&
    Array.isArray(history) &&
    history.length === epoch &&
    history.every(
      (losses: unknown) =>
        Array.isArray(losses) &&
        losses.length === parts.length &&
        losses.every(
          (loss: { part?: unknown; training?: unknown; validation?: unknown } | null, g) =>
            loss?.part === parts[g] && typeof loss?.training === 'number' && typeof loss?.validation === 'number',
        ),
    )
  );
}
