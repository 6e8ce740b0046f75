import {
  add,
  dispose,
  div,
  keep,
  minimum,
  mul,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tensor,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import { StudioError, throwIfCancelled } from '../../base/errors';
import { breathe, type EpochReport, type JobContext } from '../../base/job';
import { permutation, seeded } from '../../base/random';
import { apply, type DrawMask } from '../network/apply';
import type { Layout } from '../network/layout';
import { type LossId, losses } from './losses';
import { type OptimiserId, optimisers } from './optimisers';
import { learningRateAt } from './schedule';
import type { TrainState } from './state';

/** Examples to learn from, made batch by batch so that windows need never lie in memory all at once. */
export interface Examples {
  readonly count: number;
  /** Writes the examples `rows` for every group: x [groups, rows, steps, features], y [groups, rows, outputs]. */
  fill(rows: Int32Array, x: Float32Array, y: Float32Array): void;
}

export interface TrainOptions {
  readonly epochs: number;
  readonly batch: number;
  /** At most so many examples an epoch, drawn afresh for each. */
  readonly perEpoch: number;
  readonly loss: LossId;
  readonly optimiser: OptimiserId;
  readonly learningRate: number;
  /** The greatest norm of one network's gradient. */
  readonly clip: number;
  /** Epochs without a better validation loss after which a network stops. */
  readonly patience: number;
}

export interface TrainTask {
  readonly layout: Layout;
  /** One name for each network, as reports show it. */
  readonly parts: readonly string[];
  readonly training: Examples;
  /** Never learned from; decides which epoch's weights are best. Empty = the training loss decides. */
  readonly validation: Examples;
  readonly options: TrainOptions;
  /** Called after every epoch; going on from such a state gives the same losses as never having stopped. */
  onCheckpoint?(state: TrainState): void;
}

/**
 * Trains networks side by side on the current backend, each with its own weights, clipping and early stop.
 * The best weights of each (the untrained ones included) are in the state it returns.
 * @throws StudioError `cancelled` within one batch; `backend-failed` when a loss is no number or the device is lost.
 */
export async function train(task: TrainTask, from: TrainState, ctx: JobContext): Promise<TrainState> {
  const run = new Run(task, from, ctx);
  try {
    return await run.toEnd();
  } catch (cause) {
    if (cause instanceof StudioError) throw cause;
    throw new StudioError('backend-failed', 'The device stopped in the middle of the training.', {
      next: 'Train again, perhaps with another backend.',
      place: 'backend',
      cause,
    });
  } finally {
    run.dispose();
  }
}

/** Batches between two breaths at most, and milliseconds. */
const BREATH_BATCHES = 8;
const BREATH_MS = 15;

class Run {
  private readonly task: TrainTask;
  private readonly ctx: JobContext;
  private state: TrainState;
  private parameters: Tensor2D;
  private slots: readonly Tensor2D[];
  private readonly stepsPerEpoch: number;
  private lastBreath: number;
  private batches = 0;

  constructor(task: TrainTask, from: TrainState, ctx: JobContext) {
    this.task = task;
    this.ctx = ctx;
    this.state = from;
    const shape: [number, number] = [task.parts.length, task.layout.size];
    this.parameters = tensor2d(from.parameters, shape);
    this.slots = from.slots.map((slot) => tensor2d(slot, shape));
    const { perEpoch, batch } = task.options;
    this.stepsPerEpoch = Math.ceil(Math.min(perEpoch, task.training.count) / batch);
    this.lastBreath = ctx.clock();
  }

  async toEnd(): Promise<TrainState> {
    const { options } = this.task;
    if (this.state.epoch === 0) await this.judge(undefined);
    while (this.state.epoch < options.epochs && this.state.stale.some((stale) => stale < options.patience)) {
      await this.judge(await this.epoch());
    }
    return this.state;
  }

  dispose(): void {
    dispose([this.parameters, ...this.slots]);
  }

  /** One pass over this epoch's examples; the mean training loss of each network. */
  private async epoch(): Promise<number[]> {
    const { training, options, parts } = this.task;
    // Chance of its own for each epoch, so that going on from a checkpoint is the same as never having stopped.
    const random = seeded(this.state.seed + 7919 * (this.state.epoch + 1));
    const order = permutation(training.count, random).subarray(0, options.perEpoch);
    const totals = parts.map(() => 0);
    let pending: { loss: Tensor1D; rows: number } | undefined;
    try {
      for (let at = 0; at < order.length; at += options.batch) {
        const rows = order.slice(at, at + options.batch);
        const loss = this.step(rows, random);
        // The batch before is awaited, not this one: a GPU keeps busy, yet its queue stays short enough to cancel.
        if (pending !== undefined) await settle(pending, totals);
        pending = { loss, rows: rows.length };
        this.report();
        await this.breathe();
      }
      if (pending !== undefined) await settle(pending, totals);
      pending = undefined;
    } finally {
      pending?.loss.dispose();
    }
    return totals.map((total) => total / order.length);
  }

  private step(rows: Int32Array, random: () => number): Tensor1D {
    const { layout, training, options } = this.task;
    const { step, stale } = this.state;
    const steps = options.epochs * this.stepsPerEpoch;
    const kept = tidy(() => {
      const { x, y } = this.batch(training, rows);
      const { output, back } = apply(layout, this.parameters, x, masks(random));
      const loss = losses[options.loss];
      const gradient = back(loss.gradient(output, y));
      const norm = sqrt(sum(square(gradient), 1, true));
      const clipped: Tensor2D = mul(gradient, minimum(1, div(options.clip, add(norm, 1e-12))));
      const rate = learningRateAt(step, steps, options.learningRate);
      const { change, slots } = optimisers[options.optimiser].change(clipped, this.slots, step + 1, rate);
      const active = tensor2d(
        stale.map((epochs) => (epochs < options.patience ? 1 : 0)),
        [stale.length, 1],
      );
      const parameters: Tensor2D = sub(this.parameters, mul(change, active));
      return {
        loss: keep(loss.value(output, y)),
        parameters: keep(parameters),
        slots: slots.map((slot) => keep(slot)),
      };
    });
    this.dispose();
    this.parameters = kept.parameters;
    this.slots = kept.slots;
    this.state = { ...this.state, step: step + 1 };
    return kept.loss;
  }

  private batch(examples: Examples, rows: Int32Array): { x: Tensor4D; y: Tensor3D } {
    const { layout, parts } = this.task;
    const [steps, features] = layout.inputShape;
    const x = new Float32Array(parts.length * rows.length * steps * features);
    const y = new Float32Array(parts.length * rows.length * layout.outputs);
    examples.fill(rows, x, y);
    return {
      x: tensor(x, [parts.length, rows.length, steps, features]) as Tensor4D,
      y: tensor(y, [parts.length, rows.length, layout.outputs]) as Tensor3D,
    };
  }

  /** Validates, keeps each network's best weights, reports and hands out a checkpoint. */
  private async judge(training: readonly number[] | undefined): Promise<void> {
    const { parts, options, layout } = this.task;
    const validation = (await this.validate()) ?? training ?? parts.map(() => Number.POSITIVE_INFINITY);
    if ([...(training ?? []), ...validation].some(Number.isNaN)) {
      throw new StudioError('backend-failed', 'The loss is no longer a number: the training ran away.', {
        next: 'Lower the learning rate, or try another backend.',
        place: 'learningRate',
      });
    }
    const parameters = await floats(this.parameters);
    const slots = await Promise.all(this.slots.map(floats));
    const { bestLoss, stale, best, epoch } = this.state;
    const better = validation.map(
      (loss, g) => (stale[g] as number) < options.patience && loss < (bestLoss[g] as number),
    );
    const bestNow = best.slice();
    for (const [g, isBetter] of better.entries()) {
      const from = g * layout.size;
      if (isBetter) bestNow.set(parameters.subarray(from, from + layout.size), from);
    }
    this.state = {
      ...this.state,
      epoch: training === undefined ? epoch : epoch + 1,
      parameters,
      slots,
      best: bestNow,
      bestLoss: bestLoss.map((loss, g) => (better[g] === true ? (validation[g] as number) : loss)),
      stale: stale.map((epochs, g) => (better[g] === true ? 0 : training === undefined ? epochs : epochs + 1)),
    };
    if (training === undefined) return;
    const losses = parts.map((part, g) => ({
      part,
      training: training[g] as number,
      validation: validation[g] as number,
    }));
    this.state = { ...this.state, history: [...this.state.history, losses] };
    this.report({ epoch: epoch + 1, epochs: options.epochs, losses });
    this.task.onCheckpoint?.(this.state);
  }

  /** The mean validation loss of each network, or undefined without validation examples. */
  private async validate(): Promise<number[] | undefined> {
    const { validation, options, layout, parts } = this.task;
    if (validation.count === 0) return undefined;
    const totals = parts.map(() => 0);
    const size = 4 * options.batch;
    for (let at = 0; at < validation.count; at += size) {
      const rows = Int32Array.from({ length: Math.min(size, validation.count - at) }, (_, k) => at + k);
      const loss = tidy(() => {
        const { x, y } = this.batch(validation, rows);
        return losses[options.loss].value(apply(layout, this.parameters, x).output, y);
      });
      await settle({ loss, rows: rows.length }, totals);
      await this.breathe();
    }
    return totals.map((total) => total / validation.count);
  }

  private report(epoch?: EpochReport): void {
    this.ctx.progress({
      phase: 'Training',
      part: this.task.parts.join(', '),
      done: this.state.step,
      total: this.task.options.epochs * this.stepsPerEpoch,
      unit: 'steps',
      ...(epoch !== undefined && { epoch }),
    });
  }

  private async breathe(): Promise<void> {
    throwIfCancelled(this.ctx.signal);
    this.batches++;
    if (this.batches % BREATH_BATCHES !== 0 && this.ctx.clock() - this.lastBreath < BREATH_MS) return;
    await breathe();
    this.lastBreath = this.ctx.clock();
    throwIfCancelled(this.ctx.signal);
  }
}

/** Adds a batch's losses, weighted by its rows, and lets the tensor go. */
async function settle({ loss, rows }: { loss: Tensor1D; rows: number }, totals: number[]): Promise<void> {
  try {
    const values = await loss.data();
    for (const [g, value] of values.entries()) totals[g] = (totals[g] as number) + value * rows;
  } finally {
    loss.dispose();
  }
}

const floats = async (values: Tensor): Promise<Float32Array> => Float32Array.from(await values.data());

/** Seeded dropout masks, drawn on the host. */
const masks =
  (random: () => number): DrawMask =>
  (shape, rate) => {
    const size = shape.reduce((product, n) => product * n, 1);
    const values = Float32Array.from({ length: size }, () => (random() < rate ? 0 : 1 / (1 - rate)));
    return tensor(values, [...shape]);
  };
