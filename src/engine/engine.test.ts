import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { StudioError, throwIfCancelled } from '../base/errors';
import { breathe, type JobContext } from '../base/job';
import { type WorkerLike, workerEngine } from './client';
import { localEngine } from './local';
import type { Engine, FromWorker, ToWorker } from './protocol';
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
