import type { JobContext } from '../base/job';
import type { Layer, Weights } from '../frame/parts';
import type { Preference } from '../neural/backend/backends';
import type { BackendFigure } from '../neural/backend/figure';
import { type Layout, toNamed } from '../neural/network/layout';
import { toKept } from '../neural/train/kept';
import { optimisers } from '../neural/train/optimisers';
import { trainAnywhere } from '../neural/train/resilient';
import { initialState, type TrainState } from '../neural/train/state';
import type { Examples, TrainOptions } from '../neural/train/train';
import type { FittedForecaster } from './types';

/** What networks were trained on and how each backend fared; plain JSON, for people and for going on. */
export type TrainingRecord = Readonly<Record<string, unknown>>;

/** What networks learn: one for each part, side by side in one training. */
export interface Lesson {
  readonly layout: Layout;
  readonly parts: readonly string[];
  readonly training: Examples;
  readonly validation: Examples;
  readonly options: Omit<TrainOptions, 'checkpointMs'>;
  readonly backend: Preference;
  /** Epochs of trainings that were finished before this one. */
  readonly earlier: number;
  /** What a training must have in common with one that goes on from its checkpoint; plain JSON. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Handed the best weights so far, their record, and what the training needs to go on. */
  readonly onCheckpoint?: (parameters: Float32Array, record: TrainingRecord, resume: TrainState) => void;
}

/** Where a training begins: fresh or kept parameters, and the state of a stopped training to go on from. */
export interface Beginning {
  readonly parameters: Float32Array;
  readonly record: TrainingRecord;
  readonly resume?: TrainState | undefined;
  readonly seed: number;
}

/** Milliseconds between two checkpoints: an epoch may take ten. */
const CHECKPOINT_MS = 500;

/**
 * Trains a model's networks: each network's best weights, and the record of how they came about. A stopped training of
 * the same settings goes on to its end with the very losses that would have come without the stop.
 * @throws StudioError `cancelled` within one batch; `backend-failed`.
 */
export async function trainNetworks(
  { layout, parts, training, validation, options, backend: prefer, earlier, settings, onCheckpoint }: Lesson,
  { parameters, record: kept, resume, seed }: Beginning,
  outer: JobContext,
): Promise<{ readonly parameters: Float32Array; readonly record: TrainingRecord }> {
  const ctx = counting(outer, earlier);
  // Under other settings the averages, the schedule and the order of windows would be others: that begins anew.
  const same = kept.finished === false && JSON.stringify(kept.settings) === JSON.stringify(settings);
  const from = same ? resume : undefined;
  const started = ctx.clock();
  const before = from === undefined ? 0 : numberOf(kept.seconds);
  const seconds = (): number => before + (ctx.clock() - started) / 1000;
  const { epochs, optimiser } = options;
  for (const [k, losses] of (from?.history ?? []).entries()) {
    const epoch = { epoch: k + 1, epochs, losses };
    ctx.progress({ phase: 'Going on', done: k + 1, total: epochs, unit: 'epochs', epoch });
  }
  const { state, backend } = await trainAnywhere(
    {
      layout,
      parts,
      training,
      validation,
      options: { ...options, checkpointMs: CHECKPOINT_MS },
      onCheckpoint: (resume) => {
        const record = { epochs: earlier + resume.epoch, earlier, settings, seconds: seconds(), finished: false };
        onCheckpoint?.(resume.best, record, resume);
      },
    },
    from ?? initialState(layout, parameters, seed, optimisers[optimiser].slots),
    prefer,
    ctx,
  );
  const record = {
    backend: backend.id,
    figures: backend.figures,
    epochs: earlier + state.epoch,
    seconds: seconds(),
    finished: true,
    validationLoss: state.bestLoss,
  };
  return { parameters: state.best, record };
}

/** Epochs of trainings that were finished before the one that goes on from this record. */
export const earlierEpochs = ({ finished, earlier, epochs }: TrainingRecord): number =>
  numberOf(finished === false ? earlier : epochs);

const numberOf = (kept: unknown): number => (typeof kept === 'number' && Number.isFinite(kept) ? kept : 0);

/** A context whose epochs count on from those of earlier trainings. */
const counting = (ctx: JobContext, earlier: number): JobContext => ({
  ...ctx,
  progress: ({ epoch, ...report }) =>
    ctx.progress({
      ...report,
      ...(epoch && { epoch: { ...epoch, epoch: epoch.epoch + earlier, epochs: epoch.epochs + earlier } }),
    }),
});

/** What a record says of a fitted model: what it was trained on, how each backend fared, how long it took. */
export const trainedBy = ({
  backend,
  figures,
  seconds,
}: TrainingRecord): Pick<FittedForecaster, 'backend' | 'trials' | 'seconds'> => ({
  ...(typeof backend === 'string' && { backend }),
  ...(isFigures(figures) && { trials: figures }),
  ...(typeof seconds === 'number' && { seconds }),
});

const isFigures = (value: unknown): value is readonly BackendFigure[] =>
  Array.isArray(value) &&
  value.every(
    (one) =>
      typeof one?.id === 'string' &&
      typeof one.ok === 'boolean' &&
      (one.msPerStep === undefined || Number.isFinite(one.msPerStep)) &&
      (one.reason === undefined || typeof one.reason === 'string'),
  );

/** What the vault keeps of networks and their member's `state`; at a checkpoint also what their training needs to go on. */
export function networkWeights(
  layout: Layout,
  parts: readonly string[],
  parameters: Float32Array,
  state: Readonly<Record<string, unknown>>,
  resume?: TrainState,
): Weights {
  const kept = resume === undefined ? undefined : toKept(resume);
  const layers: readonly Layer[] = layout.layers.map(({ layer }) => layer);
  return {
    state: { ...state, ...(kept !== undefined && { training: kept.training }) },
    tensors: [...toNamed(layout, parts, parameters), ...(kept?.tensors ?? [])],
    networks: parts.map((part) => ({ part, inputShape: layout.inputShape, layers })),
  };
}
