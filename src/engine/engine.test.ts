import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { StudioError, throwIfCancelled } from '../base/errors';
import { breathe, type JobContext } from '../base/job';
import { NOWHERE } from '../math/downsample/pyramid';
import { type WorkerLike, workerEngine } from './client';
import { localEngine } from './local';
import { SLICE } from './parcels';
import type { Engine, FromWorker, ToWorker } from './protocol';
import { Shelf, viewJobs } from './view-jobs';
import { answer } from './worker-side';

const jobs = {
  double: async (input: { values: Float64Array }, ctx: JobContext) => {
    ctx.progress({ phase: 'Doubling', done: 1, total: 1, unit: 'values' });
    return { values: input.values.map((value) => value * 2), drawn: ctx.random() };
  },
  fail: async (input: { place: string }): Promise<never> => {
    throw new StudioError('bad-input', 'Lookback is longer than the series.', {
      place: input.place,
      next: 'Shorten it.',
    });
  },
  sum: async ({ frames }: { frames: readonly { name: string; time: Float64Array; values: Float64Array }[] }) => ({
    sums: frames.map(({ time, values }) => time.reduce((a, b) => a + b, 0) + values.reduce((a, b) => a + b, 0)),
    names: frames.map(({ name }) => name),
    isShared: frames[0]?.time === frames[1]?.time,
  }),
  ...viewJobs,
  forever: async (_: null, ctx: JobContext): Promise<never> => {
    for (;;) {
      throwIfCancelled(ctx.signal);
      await breathe();
    }
  },
};

/** A worker that is really another port of this thread, so that the border is crossed by real cloning. */
function portWorker(): WorkerLike & { crash(): void } {
  const { port1, port2 } = new MessageChannel();
  answer(jobs, {
    postMessage: (message, transfer) => port2.postMessage(message, transfer),
    addEventListener: (_type, listener) => port2.on('message', (data: ToWorker) => listener({ data })),
  });
  const errors: ((event: { message?: string }) => void)[] = [];
  return {
    postMessage: (message) => port1.postMessage(message),
    addEventListener: ((type: string, listener: (event: { data: FromWorker; message?: string }) => void) => {
      if (type === 'error' || type === 'messageerror') errors.push(listener as (event: { message?: string }) => void);
      else port1.on('message', (data: FromWorker) => listener({ data }));
    }) as WorkerLike['addEventListener'],
    terminate: () => port1.close(),
    crash: () => {
      for (const listener of errors) listener({ message: 'out of memory' });
    },
  };
}

let workers: ReturnType<typeof portWorker>[] = [];
const engines: [string, () => Engine<typeof jobs>][] = [
  ['in this thread', () => localEngine(jobs)],
  [
    'across a worker border',
    () =>
      workerEngine<typeof jobs>(
        () => {
          const worker = portWorker();
          workers.push(worker);
          return worker;
        },
        (job) => (job === 'forever' ? 'train' : 'quick'),
      ),
  ],
];

describe.each(engines)('an engine %s', (_name, make) => {
  let engine = make();
  afterEach(() => {
    engine.close();
    workers = [];
    engine = make();
  });

  it('gives results, reports progress and draws the same chance from the same seed', async () => {
    const phases: string[] = [];
    const call = () =>
      engine.run('double', { values: Float64Array.of(1, 2) }, { seed: 7, onProgress: (p) => phases.push(p.phase) });
    const [a, b] = [await call(), await call()];
    expect([...a.values]).toEqual([2, 4]);
    expect(a.drawn).toBe(b.drawn);
    expect(phases).toEqual(['Doubling', 'Doubling']);
  });

  it('carries an error with its code, place and next step', async () => {
    const error = await engine.run('fail', { place: 'lookback' }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(StudioError);
    expect(error).toMatchObject({ code: 'bad-input', place: 'lookback', next: 'Shorten it.' });
  });

  it('takes arrays longer than a slice, each once', async () => {
    const time = new Float64Array(2 * SLICE + 5).map((_, i) => i);
    const values = new Float64Array(SLICE + 1).fill(2);
    const few = Float64Array.of(1, 2);
    const [a, b] = [time.reduce((x, y) => x + y, 0), 2 * values.length];
    const { sums, names, isShared } = await engine.run('sum', {
      frames: [
        { name: 'a', time, values },
        { name: 'b', time, values: few },
      ],
    });
    expect(sums).toEqual([a + b, a + 3]);
    expect(names).toEqual(['a', 'b']);
    expect(isShared).toBe(true);
    expect([time.length, values.length]).toEqual([2 * SLICE + 5, SLICE + 1]);
  });

  it('can be stopped while arrays are on their way, and does the next job', async () => {
    const controller = new AbortController();
    const frames = [{ name: 'a', time: new Float64Array(4 * SLICE), values: Float64Array.of(1) }];
    const run = engine.run('sum', { frames }, { signal: controller.signal });
    controller.abort();
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect((await engine.run('sum', { frames })).sums).toEqual([1]);
  });

  it('holds a series for drawing, and says when it does not', async () => {
    const values = Float64Array.of(5, 1, Number.NaN, 9);
    await engine.run('hold', { id: 901, values: Float64Array.of(0, 10, 20, 30) });
    await engine.run('hold', { id: 902, values });
    const window = { start: 0, stop: 30, width: 100, keep: 'spikes' } as const;
    const { points, inside, facts } = await engine.run('view', { time: 901, values: 902, window });
    expect([...points]).toEqual([0, 1, NOWHERE, 3]);
    expect(inside).toBe(4);
    expect(facts).toEqual({ low: 1, high: 9, missing: 1 });
    expect(await engine.run('facts', { time: 901, values: 902, stepMs: 10 })).toMatchObject({
      points: 3,
      gaps: 1,
      last: 9,
    });
    await engine.run('drop', { id: 902 });
    await expect(engine.run('view', { time: 901, values: 902, window })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('cancels a running job, and one that has not begun', async () => {
    const controller = new AbortController();
    const run = engine.run('forever', null, { signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    await expect(
      engine.run('double', { values: Float64Array.of(1) }, { signal: controller.signal }),
    ).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('rejects what runs when it is closed', async () => {
    const run = engine.run('forever', null);
    setTimeout(() => engine.close(), 20);
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
  });
});

it('starts a crashed worker anew', async () => {
  const started: ReturnType<typeof portWorker>[] = [];
  const engine = workerEngine<typeof jobs>(
    () => {
      const worker = portWorker();
      started.push(worker);
      return worker;
    },
    () => 'quick',
  );
  const lost = engine.run('forever', null);
  started[0]?.crash();
  await expect(lost).rejects.toMatchObject({
    code: 'internal',
    message: 'The background worker stopped: out of memory',
  });
  expect([...(await engine.run('double', { values: Float64Array.of(3) })).values]).toEqual([6]);
  expect(started).toHaveLength(2);
  engine.close();
});

describe('the shelf of what is held for drawing', () => {
  it('lets go of the longest unused when there is no more room, never of the last two', () => {
    const shelf = new Shelf(2400);
    for (const id of [1, 2, 3]) shelf.put(id, new Float64Array(100));
    shelf.get(1);
    shelf.put(4, new Float64Array(100));
    expect(() => shelf.get(2)).toThrow('no longer held');
    for (const id of [3, 1, 4]) expect(shelf.get(id).values).toHaveLength(100);
    shelf.put(5, new Float64Array(1000));
    expect(() => shelf.get(1)).toThrow('no longer held');
    expect(shelf.get(4).values).toHaveLength(100);
    expect(shelf.get(5).values).toHaveLength(1000);
    shelf.drop(5);
    shelf.put(6, new Float64Array(100));
    expect(shelf.get(4).values).toHaveLength(100);
  });
});
