import { maskKey } from '../../network/dropout';
import type { Engine, Opening, Pace, Plan, Rows, Session, Weights } from '../../session/session';
import type { Loss } from '../../train/losses';
import { adamRate } from '../../train/optimisers';
import { backwardShader } from './backward';
import type { Step } from './common';
import { Desk, type Dispatch, splitsOf, workgroupsOf } from './desk';
import { type Device, openDevice } from './device';
import { forwardShader } from './forward';
import { gradientsShader } from './gradients';
import { headShader } from './head';
import { pack, packedLength } from './pack';
import { type Stack, stackOf, withMirrors } from './stack';
import { normShader, updateShader } from './update';

/** Training on the graphics device: two dispatches for each LSTM layer and four more a step, many steps a submission. */
export const webgpu = { open } satisfies Engine;

export interface GpuSession extends Session {
  /** Of the step trained last: all of its kernels, for all networks. */
  readonly dispatchesPerStep: number;
}

/** @throws StudioError `backend-failed` where there is no device, or it cannot train such a network. */
async function open(opening: Opening): Promise<GpuSession> {
  return new OpenSession(await openDevice(), opening);
}

/** Batches of one submission at most, and floats that they and their losses may take. */
const BURST_MOST = 16;
const GIVEN_MOST = 4 * 2 ** 20;
const LOSSES_MOST = 4 * 2 ** 20;
/** Milliseconds that a submission should not take: a cancel waits for one, and so does the screen. */
const LONG = 50;

interface Walk {
  readonly rows: Rows;
  readonly batch: number;
  /** The kernels on pages, and those on weights. */
  readonly passes: readonly GPUComputePipeline[];
  readonly gradients?: GPUComputePipeline;
  readonly updates?: readonly GPUComputePipeline[];
  readonly plan?: Plan;
}

class OpenSession implements GpuSession {
  dispatchesPerStep = 0;
  private readonly device: Device;
  private readonly opening: Pick<Opening, 'layout' | 'groups' | 'first'>;
  private readonly averages: number;
  private readonly stack: Stack;
  private readonly desk: Desk;
  private burst = 1;

  constructor(device: Device, { layout, groups, first, parameters, slots }: Opening) {
    this.device = device;
    this.opening = { layout, groups, first };
    this.averages = slots.length;
    this.stack = stackOf(layout);
    const { size, stride } = this.stack;
    this.desk = new Desk(device, this.stack, groups, slots.length);
    for (let g = 0; g < groups; g++)
      this.desk.write('parameters', withMirrors(this.stack, parameters.subarray(g * size, (g + 1) * size)), g * stride);
    for (const [k, slot] of slots.entries()) this.desk.write('averages', Float32Array.from(slot), k * groups * size);
  }

  async train(rows: Rows, plan: Plan, pace: Pace): Promise<Float32Array> {
    const { device, stack } = this;
    const compiled = (shaders: readonly string[]) => Promise.all(shaders.map(device.pipeline));
    const [passes, [gradients, ...updates]] = await Promise.all([
      compiled([
        ...stack.lstms.map((layer) => forwardShader(stack, layer, device.limits)),
        headShader(stack, plan.loss),
        ...stack.lstms.map((layer) => backwardShader(stack, layer, device.limits)).reverse(),
      ]),
      compiled([
        gradientsShader(stack),
        normShader(stack),
        updateShader(stack, plan.optimiser, this.averages),
      ]) as Promise<[GPUComputePipeline, ...GPUComputePipeline[]]>,
    ]);
    return this.walk({ rows, batch: plan.batch, passes, gradients, updates, plan }, pace);
  }

  async evaluate(rows: Rows, loss: Loss, batch: number, pace: Pace): Promise<Float32Array> {
    const { device, stack } = this;
    const passes = await Promise.all(
      [...stack.lstms.map((layer) => forwardShader(stack, layer, device.limits)), headShader(stack, loss)].map(
        device.pipeline,
      ),
    );
    return this.walk({ rows, batch, passes }, pace);
  }

  async read(): Promise<Weights> {
    const { size, stride } = this.stack;
    const { groups } = this.opening;
    const pieces = Array.from({ length: groups }, (_, g) => ({ at: g * stride, length: size }));
    const length = groups * size;
    const [parameters, averages] = await Promise.all([
      this.desk.read('parameters', pieces),
      this.desk.read('averages', [{ at: 0, length: this.averages * length }]),
    ]);
    const slots = Array.from({ length: this.averages }, (_, k) => averages.slice(k * length, (k + 1) * length));
    return { parameters, slots };
  }

  dispose(): void {
    this.desk.dispose();
  }

  /** Goes through the rows batch by batch; each network's mean loss. */
  private async walk(walk: Walk, pace: Pace): Promise<Float32Array> {
    const { rows, batch } = walk;
    const { groups } = this.opening;
    const tiles = Math.ceil(Math.min(batch, rows.count) / 4);
    this.desk.makeRoom(tiles);
    const batches = Math.ceil(rows.count / batch);
    const stretch = Math.max(1, Math.floor(LOSSES_MOST / (groups * tiles)));
    const totals = new Float64Array(groups);
    for (let from = 0; from < batches; from += stretch) {
      const to = Math.min(batches, from + stretch);
      this.desk.grow('losses', 4 * (to - from) * groups * tiles);
      await this.submitAll(walk, from, to, pace);
      const losses = await this.desk.read('losses', [{ at: 0, length: (to - from) * groups * tiles }]);
      for (let k = from; k < to; k++) {
        const own = Math.ceil(Math.min(batch, rows.count - k * batch) / 4);
        for (let at = 0; at < groups * own; at++) {
          const g = Math.floor(at / own);
          totals[g] = (totals[g] as number) + (losses[(k - from) * groups * tiles + at] as number);
        }
      }
    }
    return Float32Array.from(totals, (total) =>
      Number.isFinite(total) ? total / (rows.count * this.stack.outputs) : Number.NaN,
    );
  }

  /** Submits the batches from … to - 1 a few at a time, always one submission ahead of the device. */
  private async submitAll(walk: Walk, from: number, to: number, pace: Pace): Promise<void> {
    const { queue } = this.device.gpu;
    let before: Promise<undefined> | undefined;
    let last = performance.now();
    for (let k = from; k < to; ) {
      const end = Math.min(to, k + Math.min(this.burst, this.most(walk)));
      this.submit(walk, k, end, from);
      const done = this.device.whileThere(queue.onSubmittedWorkDone());
      // Should nobody wait for it any more, the next call will say that the device is gone.
      done.catch(() => {});
      if (before !== undefined) {
        await before;
        const took = performance.now() - last;
        if (took > LONG) this.burst = Math.max(1, this.burst >> 1);
        else if (took < LONG / 2) this.burst = Math.min(BURST_MOST, 2 * this.burst);
        last = performance.now();
      }
      before = done;
      await pace(end - k);
      k = end;
    }
    await before;
  }

  /** How many batches one submission may have for their memory's sake. */
  private most({ rows, batch }: Walk): number {
    const { steps, features, outputs } = this.stack;
    const perBatch = packedLength(this.opening.groups, Math.min(batch, rows.count), steps * features + outputs);
    return Math.max(1, Math.floor(GIVEN_MOST / perBatch));
  }

  private submit(walk: Walk, from: number, to: number, firstLoss: number): void {
    const { desk, stack } = this;
    const { groups, first, layout } = this.opening;
    const { rows, batch, plan } = walk;
    const [width, outputs] = [stack.steps * stack.features, stack.outputs];
    const given = new Float32Array((to - from) * packedLength(groups, Math.min(batch, rows.count), width + outputs));
    const active = Array.from({ length: groups }, (_, g) => Number(plan?.active[g] ?? true));
    const flags = [...active];
    const told: Step[] = [];
    const dispatches: (readonly Dispatch[])[] = [];
    let at = 0;
    for (let k = from; k < to; k++) {
      const count = Math.min(batch, rows.count - k * batch);
      const tiles = Math.ceil(count / 4);
      const targets = at + packedLength(groups, count, width);
      pack(rows.x, { networks: groups, count: rows.count, width }, k * batch, count, given, at);
      pack(rows.y, { networks: groups, count: rows.count, width: outputs }, k * batch, count, given, targets);
      const keys = flags.length;
      if (plan !== undefined) {
        for (let g = 0; g < groups; g++)
          for (const { dropout } of stack.lstms) flags.push(maskKey(plan.seed, plan.step + k, first + g, dropout));
      }
      for (let network = 0; network < groups; network += desk.slice) {
        const networks = Math.min(desk.slice, groups - network);
        const splits = splitsOf(tiles);
        const losses = (k - firstLoss) * groups * Math.ceil(Math.min(batch, rows.count) / 4) + network * tiles;
        told.push({
          ...{ rows: count, tiles, first: network, networks: groups, inputs: at / 4, targets: targets / 4, losses },
          ...{ keys, learning: 0, squares: networks * splits * stack.size, splits },
          ...ratesOf(plan, k),
          share: 1 / (count * layout.outputs),
        });
        dispatches.push(this.dispatches(walk, tiles, networks));
      }
      at = targets + packedLength(groups, count, outputs);
    }
    desk.grow('given', 4 * given.length);
    desk.write('given', given);
    desk.grow('flags', 4 * flags.length);
    desk.write('flags', Uint32Array.from(flags));
    desk.tell(told);
    desk.submit(dispatches);
    if (plan !== undefined) this.dispatchesPerStep = dispatches.flat().length / (to - from);
  }

  /** The kernels of one batch for a slice of networks, in order. */
  private dispatches({ passes, gradients, updates = [] }: Walk, tiles: number, networks: number): Dispatch[] {
    const workgroups = workgroupsOf(this.stack, tiles, networks);
    return [
      ...passes.map((pipeline) => ({ pipeline, workgroups: workgroups.pages })),
      ...(gradients === undefined ? [] : [{ pipeline: gradients, workgroups: workgroups.gradients }]),
      ...updates.map((pipeline) => ({ pipeline, workgroups: workgroups.parameters })),
    ];
  }
}

/** What a plan says of its batch `k`. */
function ratesOf(plan: Plan | undefined, k: number): Pick<Step, 'training' | 'rate' | 'corrected' | 'clip' | 'decay'> {
  if (plan === undefined) return { training: 0, rate: 0, corrected: 0, clip: 0, decay: 0 };
  const rate = plan.rates[k] ?? 0;
  const step = plan.step + k + 1;
  const corrected =
    plan.optimiser === 'adamax' ? rate / (1 - 0.9 ** step) : plan.optimiser === 'sgd' ? rate : adamRate(rate, step);
  return { training: 1, rate, corrected, clip: plan.clip, decay: plan.weightDecay };
}
