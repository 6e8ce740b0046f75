import { StudioError, throwIfCancelled } from '../../base/errors';
import { breathe, type EpochReport, type JobContext } from '../../base/job';
import { permutation, seeded } from '../../base/random';
import type { Layout } from '../network/layout';
import type { Engine, Pace, Rows, Session } from '../session/session';
import type { Loss } from './losses';
import type { OptimiserId } from './optimisers';
import { learningRateAt } from './schedule';
import type { TrainState } from './state';

/** Examples to learn from, made some at a time so that windows need never lie in memory all at once. */
export interface Examples {
  readonly count: number;
  /** Writes the examples `rows` for every network: x [groups, rows, steps, features], y [groups, rows, outputs]. */
  fill(rows: Int32Array, x: Float32Array, y: Float32Array): void;
}

export interface TrainOptions {
  readonly epochs: number;
  /** Fewer epochs for some networks: one number for each; default `epochs` for all. */
  readonly limits?: readonly number[];
  readonly batch: number;
  /** At most so many examples an epoch, drawn afresh for each. */
  readonly perEpoch: number;
  readonly loss: Loss;
  readonly optimiser: OptimiserId;
  readonly learningRate: number;
  /** The rate stays as it is, instead of rising and falling over the epochs; default false. */
  readonly steadyRate?: boolean;
  /** AdamW's; default 0.004, as in Keras. */
  readonly weightDecay?: number;
  /** The greatest norm of one network's gradient; 0 = none. */
  readonly clip: number;
  /** Epochs without a better validation loss after which a network stops. */
  readonly patience: number;
  /** Epochs between two checkpoints; default 1. */
  readonly checkpointEvery?: number;
  /** And milliseconds, where epochs are short; default 0. */
  readonly checkpointMs?: number;
}

export interface TrainTask {
  readonly layout: Layout;
  /** One name for each network, as reports show it. */
  readonly parts: readonly string[];
  readonly training: Examples;
  /** Never learned from; decides which epoch's weights are best. Empty = the training loss decides. */
  readonly validation: Examples;
  readonly options: TrainOptions;
  /** Going on from such a state gives the same losses as never having stopped. */
  onCheckpoint?(state: TrainState): void;
}

/**
 * Trains networks side by side on an engine, each with its own weights, clipping and early stop. The best weights of each
 * (the untrained ones included) are in the state it returns.
 * @throws StudioError `cancelled` within one batch; `backend-failed` when a loss is no number or the device is lost.
 */
export async function train(engine: Engine, task: TrainTask, from: TrainState, ctx: JobContext): Promise<TrainState> {
  let run: Run | undefined;
  try {
    const { layout, parts } = task;
    const { parameters, slots } = from;
    run = new Run(task, from, await engine.open({ layout, groups: parts.length, first: 0, parameters, slots }), ctx);
    return await run.toEnd();
  } catch (cause) {
    if (cause instanceof StudioError) throw cause;
    throw new StudioError('backend-failed', 'The device stopped in the middle of the training.', {
      next: 'Train again, perhaps with another backend.',
      place: 'backend',
      cause,
    });
  } finally {
    run?.dispose();
  }
}

/** Milliseconds between two breaths. */
const BREATH_MS = 15;
/** Floats of examples that are handed to a session at once. */
const FLOATS = 4_000_000;
/** Keras' default. */
const WEIGHT_DECAY = 0.004;

class Run {
  private readonly task: TrainTask;
  private readonly session: Session;
  private readonly ctx: JobContext;
  private readonly stepsPerEpoch: number;
  private readonly part: string;
  private state: TrainState;
  private lastBreath: number;
  private lastCheckpoint = Number.NEGATIVE_INFINITY;
  private done: number;

  constructor(task: TrainTask, from: TrainState, session: Session, ctx: JobContext) {
    this.task = task;
    this.session = session;
    this.ctx = ctx;
    this.state = from;
    this.done = from.step;
    const { perEpoch, batch } = task.options;
    this.stepsPerEpoch = Math.ceil(Math.min(perEpoch, task.training.count) / batch);
    this.part = task.parts.join(', ');
    this.lastBreath = ctx.clock();
  }

  async toEnd(): Promise<TrainState> {
    const { options } = this.task;
    if (this.state.epoch === 0) await this.judge(undefined);
    while (this.state.epoch < options.epochs && this.active().includes(true)) await this.judge(await this.epoch());
    this.state = { ...this.state, ...(await this.session.read()) };
    return this.state;
  }

  dispose(): void {
    this.session.dispose();
  }

  private active(): readonly boolean[] {
    const { patience, epochs, limits } = this.task.options;
    return this.state.stale.map((stale, g) => stale < patience && this.state.epoch < (limits?.[g] ?? epochs));
  }

  /** One pass over this epoch's examples; the mean training loss of each network. */
  private async epoch(): Promise<readonly number[]> {
    const { training, options } = this.task;
    // Chance of its own for each epoch, so that going on from a checkpoint is the same as never having stopped.
    const random = seeded(this.state.seed + 7919 * (this.state.epoch + 1));
    const order = permutation(training.count, random).subarray(0, options.perEpoch);
    const steps = options.epochs * this.stepsPerEpoch;
    return this.inShares(training, order, (rows) => {
      const { step, seed } = this.state;
      const batches = Math.ceil(rows.count / options.batch);
      this.state = { ...this.state, step: step + batches };
      return this.session.train(
        rows,
        {
          batch: options.batch,
          loss: options.loss,
          optimiser: options.optimiser,
          weightDecay: options.weightDecay ?? WEIGHT_DECAY,
          clip: options.clip,
          step,
          rates: Float32Array.from({ length: batches }, (_, k) =>
            options.steadyRate === true ? options.learningRate : learningRateAt(step + k, steps, options.learningRate),
          ),
          active: this.active(),
          seed,
        },
        (batches) => this.pace(batches),
      );
    });
  }

  /** The mean validation loss of each network, or undefined without validation examples. */
  private async validate(): Promise<readonly number[] | undefined> {
    const { validation, options } = this.task;
    if (validation.count === 0) return undefined;
    const rows = Int32Array.from({ length: validation.count }, (_, k) => k);
    return this.inShares(validation, rows, (share) =>
      this.session.evaluate(share, options.loss, options.batch, () => this.pace(0)),
    );
  }

  /** Hands examples over in whole batches that fit into memory; the mean of each network's losses. */
  private async inShares(
    examples: Examples,
    order: Int32Array,
    run: (rows: Rows) => Promise<Float32Array>,
  ): Promise<readonly number[]> {
    const { layout, parts, options } = this.task;
    const [steps, features] = layout.inputShape;
    const row = parts.length * (steps * features + layout.outputs);
    const size = Math.max(1, Math.floor(FLOATS / row / options.batch)) * options.batch;
    const totals = parts.map(() => 0);
    for (let at = 0; at < order.length; at += size) {
      const rows = order.subarray(at, at + size);
      const x = new Float32Array(parts.length * rows.length * steps * features);
      const y = new Float32Array(parts.length * rows.length * layout.outputs);
      examples.fill(rows, x, y);
      const losses = await run({ count: rows.length, x, y });
      for (const [g, loss] of losses.entries()) totals[g] = (totals[g] as number) + loss * rows.length;
    }
    return totals.map((total) => total / order.length);
  }

  /** Validates, keeps each network's best weights, reports and hands out a checkpoint. */
  private async judge(losses: readonly number[] | undefined): Promise<void> {
    const { parts, options, layout } = this.task;
    const active = this.active();
    // Networks that stand still lose what they lost last.
    const training = losses?.map((loss, g) =>
      active[g] === true ? loss : (this.state.history.at(-1)?.[g]?.training ?? loss),
    );
    const validation = (await this.validate()) ?? training ?? parts.map(() => Number.POSITIVE_INFINITY);
    if ([...(training ?? []), ...validation].some(Number.isNaN)) {
      throw new StudioError('backend-failed', 'The loss is no longer a number: the training ran away.', {
        next: 'Lower the learning rate, or try another backend.',
        place: 'learningRate',
      });
    }
    const { bestLoss, stale, epoch } = this.state;
    const better = validation.map((loss, g) => active[g] === true && loss < (bestLoss[g] as number));
    const due = training !== undefined && this.checkpointDue(epoch + 1);
    // Weights leave the device only when somebody wants them.
    const weights = due || better.includes(true) ? await this.session.read() : undefined;
    const best = weights === undefined ? this.state.best : this.state.best.slice();
    for (const [g, isBetter] of better.entries()) {
      const from = g * layout.size;
      if (isBetter && weights !== undefined) best.set(weights.parameters.subarray(from, from + layout.size), from);
    }
    this.state = {
      ...this.state,
      ...weights,
      best,
      bestLoss: bestLoss.map((loss, g) => (better[g] === true ? (validation[g] as number) : loss)),
      stale: stale.map((epochs, g) => (better[g] === true ? 0 : training === undefined ? epochs : epochs + 1)),
    };
    if (training === undefined) return;
    const report = parts.map((part, g) => ({
      part,
      training: training[g] as number,
      validation: validation[g] as number,
    }));
    this.state = { ...this.state, epoch: epoch + 1, history: [...this.state.history, report] };
    this.report({ epoch: epoch + 1, epochs: options.epochs, losses: report });
    if (due) {
      this.lastCheckpoint = this.ctx.clock();
      this.task.onCheckpoint?.(this.state);
    }
  }

  private checkpointDue(epoch: number): boolean {
    const { checkpointEvery = 1, checkpointMs = 0 } = this.task.options;
    if (this.task.onCheckpoint === undefined) return false;
    return epoch % checkpointEvery === 0 && this.ctx.clock() - this.lastCheckpoint >= checkpointMs;
  }

  private report(epoch?: EpochReport): void {
    this.ctx.progress({
      phase: 'Training',
      part: this.part,
      done: Math.floor(this.done),
      total: this.task.options.epochs * this.stepsPerEpoch,
      unit: 'steps',
      ...(epoch !== undefined && { epoch }),
    });
  }

  /** Counts, reports, lets messages arrive and heeds a cancel. */
  private readonly pace: Pace = async (batches) => {
    throwIfCancelled(this.ctx.signal);
    this.done += batches;
    // Shares of a batch, one for each network, need not sum up to the whole to the last bit.
    if (Math.abs(this.done - Math.round(this.done)) < 1e-6) this.done = Math.round(this.done);
    this.report();
    if (this.ctx.clock() - this.lastBreath < BREATH_MS) return;
    await breathe();
    this.lastBreath = this.ctx.clock();
    throwIfCancelled(this.ctx.signal);
  };
}
