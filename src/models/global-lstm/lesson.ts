import { throwIfCancelled } from '../../base/errors';
import type { JobContext } from '../../base/job';
import { normal, permutation, seeded } from '../../base/random';
import type { Layer } from '../../frame/parts';
import type { Preference } from '../../neural/backend/backends';
import { initialParameters } from '../../neural/network/initial';
import { type Layout, layoutOf } from '../../neural/network/layout';
import { trainAnywhere } from '../../neural/train/resilient';
import { initialState } from '../../neural/train/state';
import type { Examples } from '../../neural/train/train';
import type { TrainingRecord } from '../network-training';
import type { Params } from './index';
import { featuresOf, type Shape, startOf, type View, writeTargets, writeWindow } from './view';

/** A series to learn from: how it is seen, and which of its points are learned from. */
export interface Pupil {
  readonly view: View;
  /** The first point that is new; absent = all are. */
  readonly since?: number;
  /** How many are learned from; those after only serve to choose. */
  readonly learned: number;
}

export interface Lesson {
  readonly layout: Layout;
  /** Of one network for each seed, flat. */
  readonly parameters: Float32Array;
  readonly record: TrainingRecord;
}

/** LSTM layers over the blocks of a window, and one output for each level and step ahead. */
export function layersOf({ units, layers, dropout }: Pick<Params, 'units' | 'layers' | 'dropout'>, outputs: number) {
  const stack = Array.from({ length: layers }, (_, k): Layer[] => [
    { kind: 'lstm', name: `lstm_${k + 1}`, units, returnSequences: k + 1 < layers },
    { kind: 'dropout', name: `dropout_${k + 1}`, rate: dropout },
  ]).flat();
  return [...stack, { kind: 'dense', name: 'dense', units: outputs, activation: 'linear' } as const];
}

export const layoutFor = (layers: readonly Layer[], shape: Shape): Layout =>
  layoutOf({ inputShape: [shape.blocks, featuresOf(shape)], layers });

export const seedNames = (seeds: number): readonly string[] => Array.from({ length: seeds }, (_, k) => `seed_${k + 1}`);

/** Epochs whose weights are averaged, of those learned last: a third, five at most. */
const LAST_EPOCHS = 5;
/** Windows of all series that are learned from, at most: where there are more, they lie farther apart. */
const MOST_WINDOWS = 500_000;
/** Windows that are looked at after each epoch, where a part is held back to choose by. */
const VALIDATION_WINDOWS = 512;

/**
 * Trains one network for each seed on the windows of all `pupils`. Weights are the mean over the last epochs. A series alone,
 * of which some points are held back, has those of the epoch that forecasts them best; of several, what one held back would
 * be known to the others. @param from networks to go on from; their layers and number stay
 * @throws StudioError `cancelled` within one batch; `backend-failed`.
 */
export async function teach(
  pupils: readonly Pupil[],
  shape: Shape,
  params: Params,
  ctx: JobContext,
  from?: Pick<Lesson, 'layout' | 'parameters'>,
): Promise<Lesson> {
  throwIfCancelled(ctx.signal);
  const layout = from?.layout ?? layoutFor(layersOf(params, shape.horizon * shape.levels.length), shape);
  const seeds = from === undefined ? params.seeds : from.parameters.length / layout.size;
  const { training, validation } = windowsOf(pupils, shape);
  const seed = Math.floor(ctx.random() * 2 ** 31);
  const parts = seedNames(seeds);
  const last = Math.min(LAST_EPOCHS, Math.ceil(params.epochs / 3));
  const late = new Map<number, Float32Array>();
  const started = ctx.clock();
  const { state, backend } = await trainAnywhere(
    {
      layout,
      parts,
      training: examplesOf(pupils, training, shape, { groups: seeds, seed, noise: params.noise }),
      validation: examplesOf(pupils, validation, shape, { groups: seeds }),
      options: {
        epochs: params.epochs,
        batch: params.batch,
        perEpoch: params.windows,
        loss: { id: 'pinball', levels: shape.levels },
        optimiser: 'adam',
        learningRate: params.learningRate,
        clip: 1,
        patience: params.epochs,
      },
      onCheckpoint: ({ epoch, parameters }) => {
        if (epoch > params.epochs - last) late.set(epoch, parameters);
      },
    },
    initialState(layout, from?.parameters ?? initialParameters(layout, seeds, ctx.random), seed, 2),
    params.backend as Preference,
    ctx,
  );
  return {
    layout,
    parameters: validation.length > 0 || late.size === 0 ? state.best : meanOf([...late.values()]),
    record: {
      backend: backend.id,
      figures: backend.figures,
      seconds: (ctx.clock() - started) / 1000,
      series: pupils.length,
      windows: training.length,
    },
  };
}

/** A window: the index of its series, and of its last known point. */
interface Window {
  readonly pupil: number;
  readonly end: number;
}

/** Windows whose targets are learned from, and those of a series alone that lie in what is held back. */
function windowsOf(pupils: readonly Pupil[], { rhythm, horizon }: Shape) {
  const first = startOf(rhythm) - 1;
  const all = pupils.reduce((sum, { learned }) => sum + learned - first - horizon, 0);
  const stride = Math.ceil(all / MOST_WINDOWS);
  const training: Window[] = [];
  const held: Window[] = [];
  for (const [pupil, { view, since = 0, learned }] of pupils.entries()) {
    const oldest = Math.max(first, Math.min(since - 1, learned - horizon - 1));
    for (let end = learned - horizon - 1; end >= oldest; end -= stride) training.push({ pupil, end });
    if (pupils.length > 1) continue;
    for (let end = Math.max(first, learned - 1); end + horizon < view.z.length; end++) held.push({ pupil, end });
  }
  const most = Math.min(VALIDATION_WINDOWS, held.length);
  const validation = Array.from({ length: most }, (_, k) => held[Math.floor((k * held.length) / most)] as Window);
  return { training, validation };
}

/**
 * Windows as examples for networks side by side, made when they are wanted. With a seed each network meets them in an order
 * of its own, and with noise each input is a little off.
 */
function examplesOf(
  pupils: readonly Pupil[],
  windows: readonly Window[],
  shape: Shape,
  { groups, seed, noise = 0 }: { readonly groups: number; readonly seed?: number; readonly noise?: number },
): Examples {
  const random = seed === undefined ? undefined : seeded(seed);
  const orders = random && Array.from({ length: groups }, () => permutation(windows.length, random));
  const width = shape.blocks * featuresOf(shape);
  const outputs = shape.horizon * shape.levels.length;
  return {
    count: windows.length,
    fill(rows, x, y) {
      for (let g = 0; g < groups; g++) {
        for (const [k, row] of rows.entries()) {
          const { pupil, end } = windows[orders?.[g]?.[row] ?? row] as Window;
          const { view } = pupils[pupil] as Pupil;
          const at = g * rows.length + k;
          writeWindow(view, shape, end, x, at * width);
          writeTargets(view, shape, end, y, at * outputs);
        }
      }
      if (noise === 0 || random === undefined) return;
      for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) + noise * normal(random);
    },
  };
}

function meanOf(late: readonly Float32Array[]): Float32Array {
  const mean = new Float64Array(late[0]?.length ?? 0);
  for (const one of late) for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] as number) + (one[i] as number);
  return Float32Array.from(mean, (sum) => sum / late.length);
}
