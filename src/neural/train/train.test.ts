import { describe, expect, test } from 'vitest';
import { type EpochReport, type JobContext, quietContext } from '../../base/job';
import { seeded } from '../../base/random';
import { wasm } from '../engines/wasm/session';
import { initialParameters } from '../network/initial';
import { layoutOf } from '../network/layout';
import { fromKept, toKept } from './kept';
import { learningRateAt } from './schedule';
import { initialState, type TrainState } from './state';
import { type Examples, type TrainOptions, type TrainTask, train as trainOn } from './train';

const layout = layoutOf({
  inputShape: [10, 1],
  layers: [
    { kind: 'lstm', name: 'lstm', units: 8, returnSequences: false },
    { kind: 'dropout', name: 'dropout', rate: 0.1 },
    { kind: 'dense', name: 'dense', units: 2, activation: 'linear' },
  ],
});
const parts = ['slow', 'fast'];

/** The next two values of two sines, from ten; optionally with the second group's targets spoilt. */
const sines = (count: number, from = 0, target = (value: number, _group: number): number => value): Examples => ({
  count,
  fill(rows, x, y) {
    for (const g of [0, 1]) {
      const at = (i: number): number => Math.sin(i / (g === 0 ? 5 : 3));
      for (const [k, row] of rows.entries()) {
        for (let t = 0; t < 10; t++) x[(g * rows.length + k) * 10 + t] = at(from + row + t);
        for (let h = 0; h < 2; h++) y[(g * rows.length + k) * 2 + h] = target(at(from + row + 10 + h), g);
      }
    }
  },
});

const options: TrainOptions = {
  epochs: 12,
  batch: 32,
  perEpoch: 256,
  loss: { id: 'mse' },
  optimiser: 'adam',
  learningRate: 0.02,
  clip: 1,
  patience: 100,
};
const task = (change: Partial<TrainOptions> = {}, more: Partial<TrainTask> = {}): TrainTask => ({
  layout,
  parts,
  training: sines(400),
  validation: sines(60, 400),
  options: { ...options, ...change },
  ...more,
});
const fresh = (slots = 2, seed = 3): TrainState =>
  initialState(layout, initialParameters(layout, 2, seeded(seed)), seed, slots);
const context = (more: Partial<JobContext> = {}): JobContext => ({ ...quietContext(seeded(1)), ...more });

const train = (...rest: Parameters<typeof trainOn> extends [unknown, ...infer R] ? R : never) => trainOn(wasm, ...rest);

describe('training', () => {
  test('with a steady rate knows nothing of how long it will go on; with limits each network of its own', async () => {
    const long = await train(task({ epochs: 6, steadyRate: true }), fresh(), context());
    const short = await train(task({ epochs: 6, steadyRate: true, limits: [2, 4] }), fresh(), context());
    const losses = ({ history }: TrainState, g: number) => history.map((epoch) => epoch[g]?.training);
    expect(losses(short, 0)).toEqual([...losses(long, 0).slice(0, 2), ...new Array(2).fill(losses(long, 0)[1])]);
    expect(losses(short, 1)).toEqual(losses(long, 1).slice(0, 4));
    const risen = await train(task({ epochs: 4 }), fresh(), context());
    expect(losses(risen, 1)).not.toEqual(losses(long, 1).slice(0, 4));
  });

  test('learns two sines side by side', async () => {
    const reports: EpochReport[] = [];
    const state = await train(task(), fresh(), context({ progress: ({ epoch }) => epoch && reports.push(epoch) }));
    expect(reports.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 12 }, (_, k) => k + 1));
    expect(reports[0]?.losses.map(({ part }) => part)).toEqual(parts);
    const last = reports.at(-1)?.losses ?? [];
    expect(Math.max(...last.map(({ validation }) => validation))).toBeLessThan(0.01);
    expect(Math.max(...last.map(({ training }) => training))).toBeLessThan(0.06);
    expect(state.step).toBe(12 * 8);
  });

  test('is the same to the bit with the same seed, and another with another', async () => {
    const [one, two, other] = [
      await train(task({ epochs: 2 }), fresh(), context()),
      await train(task({ epochs: 2 }), fresh(), context()),
      await train(task({ epochs: 2 }), { ...fresh(), seed: 4 }, context()),
    ];
    expect(two).toEqual(one);
    expect(other.parameters).not.toEqual(one.parameters);
  });

  test('goes on from a checkpoint to the same losses as without a stop', async () => {
    const kept: TrainState[] = [];
    const whole = await train(task({ epochs: 4 }, { onCheckpoint: (state) => kept.push(state) }), fresh(), context());
    const resumed = await train(task({ epochs: 4 }), structuredClone(kept[1] as TrainState), context());
    expect(resumed.history).toEqual(whole.history);
    expect(resumed.parameters).toEqual(whole.parameters);
  });

  test('hands out checkpoints as often as it is told', async () => {
    const epochs: number[] = [];
    const onCheckpoint = ({ epoch }: TrainState): number => epochs.push(epoch);
    await train(task({ epochs: 7, checkpointEvery: 3 }, { onCheckpoint }), fresh(), context());
    expect(epochs).toEqual([3, 6]);
  });

  test('goes on from what the vault kept of a checkpoint', async () => {
    const kept: TrainState[] = [];
    await train(task({ epochs: 2 }, { onCheckpoint: (state) => kept.push(state) }), fresh(), context());
    const [, state] = kept as [TrainState, TrainState];
    const { training, tensors } = toKept(state);
    const vault = JSON.parse(JSON.stringify(training));
    expect(fromKept(vault, tensors, parts, state.best)).toEqual(state);
    expect(fromKept(vault, tensors.slice(1), parts, state.best)).toBeUndefined();
    expect(fromKept(vault, tensors, ['slow', 'other'], state.best)).toBeUndefined();
    expect(fromKept({ ...vault, history: [] }, tensors, parts, state.best)).toBeUndefined();
    expect(fromKept({ ...vault, stale: [0, Number.NaN] }, tensors, parts, state.best)).toBeUndefined();
    expect(fromKept(undefined, tensors, parts, state.best)).toBeUndefined();
  });

  test('trains a hundred series at once, each as if it were alone', async () => {
    const hundred = Array.from({ length: 300 }, (_, g) => `network ${g}`);
    const many = (count: number): Examples => ({
      count,
      fill(rows, x, y) {
        const width = x.length / rows.length / 10;
        for (let g = 0; g < width; g++) {
          for (const [k, row] of rows.entries()) {
            const at = (i: number): number => Math.sin((row + i) / (3 + g / 50));
            for (let t = 0; t < 10; t++) x[(g * rows.length + k) * 10 + t] = at(t);
            for (let h = 0; h < 2; h++) y[(g * rows.length + k) * 2 + h] = at(10 + h);
          }
        }
      },
    });
    const start = (groups: number): TrainState =>
      initialState(layout, initialParameters(layout, groups, seeded(3)), 3, 2);
    const change = { epochs: 1, perEpoch: 64, batch: 32 };
    const sets = { training: many(80), validation: many(20) };
    const all = await train(task(change, { parts: hundred, ...sets }), start(300), context());
    const two = await train(task(change, { parts: hundred.slice(0, 2), ...sets }), start(2), context());
    expect(all.history[0]).toHaveLength(300);
    expect(all.parameters.slice(0, 2 * layout.size)).toEqual(two.parameters);
    expect(all.history[0]?.slice(0, 2)).toEqual(two.history[0]);
  });

  test('keeps the best epoch of each network, and stops each by itself', async () => {
    // What validates the second group is the opposite of what it learns, so it is never better than untrained.
    const against = sines(60, 400, (value, g) => (g === 1 ? -value : value));
    const start = fresh();
    const state = await train(task({ epochs: 8, patience: 2 }, { validation: against }), start, context());
    const size = layout.size;
    expect(state.best.slice(size)).toEqual(start.parameters.slice(size));
    expect(state.best.slice(0, size)).not.toEqual(start.parameters.slice(0, size));
    expect(state.stale[1]).toBeGreaterThanOrEqual(2);
    const [, second] = [0, 1].map((g) => state.history.map((losses) => losses[g]?.validation));
    // Stopped after two epochs: its weights, and so its losses, no longer move.
    expect(new Set(second?.slice(1)).size).toBe(1);
    const bestFirst = Math.min(...state.history.map((losses) => losses[0]?.validation as number));
    expect(state.bestLoss[0]).toBe(bestFirst);
  });

  test('stops within one batch of a cancel', async () => {
    const stop = new AbortController();
    let done = 0;
    const progress: JobContext['progress'] = (report) => {
      done = report.done;
      if (done === 3) stop.abort();
    };
    const running = train(task(), fresh(), context({ signal: stop.signal, progress }));
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(done).toBe(3);
  });

  test('lets a cancel from outside arrive between batches', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    const running = train(
      task({ epochs: 5000 }),
      fresh(),
      context({ signal: stop.signal, clock: () => performance.now() }),
    );
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('says so when the loss runs away', async () => {
    const spoilt = sines(100, 0, () => Number.NaN);
    await expect(train(task({}, { training: spoilt }), fresh(), context())).rejects.toMatchObject({
      code: 'backend-failed',
      place: 'learningRate',
    });
  });

  test.each([
    ['adamax', { id: 'mae' }, 2],
    ['rmsprop', { id: 'huber' }, 1],
    ['sgd', { id: 'mse' }, 0],
    ['adam', { id: 'mape' }, 2],
    ['adamw', { id: 'pinball', levels: [0.2, 0.8] }, 2],
  ] as const)('learns with %s and %o', async (optimiser, loss, slots) => {
    const change = { optimiser, loss, epochs: 4, learningRate: optimiser === 'sgd' ? 0.3 : 0.02 };
    const { history } = await train(task(change), fresh(slots), context());
    const of = (k: number): number => history.at(k)?.[0]?.validation as number;
    expect(of(-1)).toBeLessThan(0.8 * of(0));
  });
});

test('the learning rate warms up, then falls', () => {
  const rates = Array.from({ length: 100 }, (_, step) => learningRateAt(step, 100, 1));
  expect(rates[0]).toBeCloseTo(0.2);
  expect(Math.max(...rates)).toBe(1);
  expect(rates.indexOf(1)).toBe(4);
  expect(rates.at(-1)).toBeLessThan(0.03);
  for (let k = 6; k < 100; k++) expect(rates[k] as number).toBeLessThan(rates[k - 1] as number);
});
