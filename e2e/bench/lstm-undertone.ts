/** Undertone's share of the bench: trains with an engine as the studio does, in the bench's worker. */
import { quietContext } from '../../src/base/job';
import { seeded } from '../../src/base/random';
import type { Layer } from '../../src/frame/parts';
import type { BackendId } from '../../src/neural/backend/backends';
import { engineOf } from '../../src/neural/backend/engines';
import { setHelpers } from '../../src/neural/engines/wasm/helpers';
import { initialParameters } from '../../src/neural/network/initial';
import { layoutOf } from '../../src/neural/network/layout';
import type { Engine, Plan, Rows, Session } from '../../src/neural/session/session';
import { initialState } from '../../src/neural/train/state';
import { type Examples, type TrainOptions, train } from '../../src/neural/train/train';
import { bestStep, cases, composite, type LstmCase, WINDOWS, waves } from './lstm-cases';

export interface StepFigures {
  readonly ms: number;
  /** Compute dispatches of one training step on WebGPU; 0 elsewhere. */
  readonly dispatches: number;
}

/** One case on one engine. */
export async function timeStep(request: { readonly engine: BackendId; readonly size: LstmCase }): Promise<StepFigures> {
  const { size } = request;
  const { session, rows } = await open(await engineOf(request.engine), size, 1);
  let step = 0;
  const train = async (batches: number): Promise<void> => {
    const count = batches * size.batch;
    const some = { count, x: rows.x.subarray(0, count * size.steps), y: rows.y.subarray(0, count) };
    await session.train(count === rows.count ? rows : some, planOf(size.batch, step, batches, 1), pace);
    step += batches;
  };
  try {
    const ms = await bestStep(train, size.batch);
    const dispatched = countDispatches();
    await train(2);
    return { ms, dispatches: dispatched() / 2 };
  } finally {
    session.dispose();
  }
}

/**
 * Seconds to train the composite's networks from scratch with the studio's own loop: threads started, an order drawn and
 * windows copied for each epoch, weights read. Without the choice of a backend, which is made once.
 */
export async function timeComposite({ workers }: { readonly workers: number }): Promise<number> {
  const [size] = cases as readonly [LstmCase];
  if (workers > 1) {
    setHelpers({
      count: workers,
      start: () => new Worker(new URL('../../src/engine/kernel-worker.ts', import.meta.url), { type: 'module' }),
    });
  }
  const engine = await engineOf('wasm');
  const { layout, rows } = networksOf(size, composite.networks);
  const training: Examples = {
    count: rows.count,
    fill(order, x, y) {
      for (let g = 0; g < composite.networks; g++) {
        for (const [k, row] of order.entries()) {
          const from = (g * rows.count + row) * size.steps;
          x.set(rows.x.subarray(from, from + size.steps), (g * order.length + k) * size.steps);
          y[g * order.length + k] = rows.y[g * rows.count + row] as number;
        }
      }
    },
  };
  const options: TrainOptions = {
    epochs: composite.epochs,
    batch: size.batch,
    perEpoch: WINDOWS,
    loss: { id: 'mse' },
    optimiser: 'adam',
    learningRate: 1e-3,
    clip: 0,
    patience: composite.epochs,
  };
  const parts = Array.from({ length: composite.networks }, (_, g) => `network ${g}`);
  const validation: Examples = { count: 0, fill: () => {} };
  const ctx = { ...quietContext(seeded(1)), clock: () => performance.now() };
  const start = performance.now();
  const first = initialState(layout, initialParameters(layout, composite.networks, seeded(1)), 1, 2);
  await train(engine, { layout, parts, training, validation, options }, first, ctx);
  return (performance.now() - start) / 1000;
}

const pace = async (): Promise<void> => {};

async function open(
  engine: Engine,
  size: LstmCase,
  groups: number,
): Promise<{ readonly session: Session; readonly rows: Rows }> {
  const { layout, rows } = networksOf(size, groups);
  const parameters = initialParameters(layout, groups, seeded(1));
  const slots = [new Float32Array(parameters.length), new Float32Array(parameters.length)];
  return { session: await engine.open({ layout, groups, first: 0, parameters, slots }), rows };
}

function networksOf({ units, layers, steps }: LstmCase, groups: number) {
  const lstm = (k: number): Layer => ({ kind: 'lstm', name: `lstm_${k}`, units, returnSequences: k < layers });
  const dense: Layer = { kind: 'dense', name: 'dense', units: 1, activation: 'linear' };
  const layout = layoutOf({
    inputShape: [steps, 1],
    layers: [...Array.from({ length: layers }, (_, k) => lstm(k + 1)), dense],
  });
  return { layout, rows: { count: WINDOWS, ...waves(steps, groups) } };
}

const planOf = (batch: number, step: number, batches: number, groups: number): Plan => ({
  batch,
  loss: { id: 'mse' },
  optimiser: 'adam',
  weightDecay: 0,
  clip: 0,
  step,
  rates: new Float32Array(batches).fill(1e-3),
  active: new Array<boolean>(groups).fill(true),
  seed: 1,
});

/** Counts compute dispatches from now on, until the answer is called. */
function countDispatches(): () => number {
  if (typeof GPUComputePassEncoder === 'undefined') return () => 0;
  const { prototype } = GPUComputePassEncoder;
  const original = prototype.dispatchWorkgroups;
  let count = 0;
  prototype.dispatchWorkgroups = function (...sizes) {
    count++;
    return original.apply(this, sizes);
  };
  return () => {
    prototype.dispatchWorkgroups = original;
    return count;
  };
}
