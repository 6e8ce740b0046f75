import { readFileSync } from 'node:fs';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, describe, expect, test } from 'vitest';
import { builtSource } from '../../../cli/compile-kernels';
import { given, usual } from '../../checks/session-checks';
import type { Session } from '../../session/session';
import { type Answer, type Helper, type Helpers, setHelpers } from './helpers';
import { openMemory } from './memory';
import { serve } from './serve';
import { wasm } from './session';
import { spread } from './spread';

test('the modules are what the sources compile to', { timeout: 60_000 }, async () => {
  expect(readFileSync('src/neural/engines/wasm/built.ts', 'utf8')).toBe(await builtSource());
});

test('sigmoid and tanh are within their stated errors, everywhere', async () => {
  const memory = await openMemory('plain');
  const count = 1 << 18;
  const [from, toSigmoid, toTanh] = [0, 0, 0].map(() => memory.take(4 * count)) as [number, number, number];
  const x = memory.floats(from, count);
  for (let k = 0; k < count; k++) x[k] = 40 * (k / count - 0.5);
  x.set([0, -0, 1e-38, -1e-20, 1e30, Number.MAX_VALUE, -1e30, Number.NEGATIVE_INFINITY]);
  memory.kernels.squash(from, toSigmoid, toTanh, count);
  const worst = (at: number, exact: (z: number) => number): number =>
    memory.floats(at, count).reduce((most, value, k) => Math.max(most, Math.abs(value - exact(x[k] as number))), 0);
  expect(worst(toSigmoid, (z) => 1 / (1 + Math.exp(-z)))).toBeLessThan(2.5e-7);
  expect(worst(toTanh, Math.tanh)).toBeLessThan(4e-7);
});

describe('networks spread over threads', () => {
  const open: (() => void)[] = [];
  let started = 0;
  let ended = 0;
  /** A clock on which every batch takes long enough to be reported. */
  let now = 0;

  /** Threads that are message channels: the same messages, cloned and in the same order, answered by `serve`. */
  const channels = (count: number): Helpers => ({
    count,
    start(): Helper {
      started++;
      const { port1, port2 } = new MessageChannel();
      open.push(() => port1.close());
      serve(port2 as unknown as Parameters<typeof serve>[0], () => (now += 50));
      port1.unref();
      return Object.assign(port1, {
        terminate: () => {
          ended++;
          port1.close();
        },
      }) as unknown as Helper;
    },
  });

  afterAll(() => {
    for (const close of open) close();
  });

  const quiet = async (): Promise<void> => {};

  async function outcome(session: Session) {
    const { rows, plan } = given(usual);
    const losses = await session.train(rows, plan, quiet);
    return { losses, weights: await session.read(), evaluation: await session.evaluate(rows, plan.loss, 5, quiet) };
  }

  test.each([1, 2, 3, 16])('give what one thread gives, to the bit: %i threads', async (count) => {
    setHelpers(channels(count));
    const session = await spread.open(given(usual).opening);
    expect(await outcome(session)).toEqual(await outcome(await wasm.open(given(usual).opening)));
    session.dispose();
  });

  test('count all batches, and stop at once when the pace says so', async () => {
    setHelpers(channels(3));
    const { opening, rows, plan } = given({ ...usual, count: 64, batch: 2 });
    const session = await spread.open(opening);
    const before = ended;
    let heard = 0;
    await session.train(rows, plan, async (batches) => {
      heard += batches;
    });
    expect(heard).toBeCloseTo(32);
    const stopped = session.train(rows, plan, async () => {
      throw new Error('enough');
    });
    await expect(stopped).rejects.toThrow('enough');
    session.dispose();
    expect(ended).toBeGreaterThan(before);
  });

  test('use threads again, and say what a thread says', async () => {
    setHelpers(channels(2));
    const { opening } = given(usual);
    const first = await spread.open(opening);
    first.dispose();
    const before = started;
    const again = await spread.open(opening);
    expect(started).toBe(before);
    again.dispose();
    const layout = { ...opening.layout, layers: opening.layout.layers.slice(-1) };
    await expect(spread.open({ ...opening, layout })).rejects.toMatchObject({ code: 'backend-failed' });
  });

  /** Threads that do something else than answer. */
  const odd = (message: (hear: (answer: Answer) => void, fail: (message: string) => void) => void): Helpers => ({
    count: 2,
    start(): Helper {
      const listeners = { message: (_: { data: Answer }) => {}, error: (_: { message?: string }) => {} };
      return {
        postMessage: () =>
          setTimeout(() =>
            message(
              (data) => listeners.message({ data }),
              (words) => listeners.error({ message: words }),
            ),
          ),
        addEventListener: (type: 'message' | 'error', listener: never) => {
          listeners[type] = listener;
        },
        terminate: () => {},
      };
    },
  });

  test.each([
    [
      'fail in a way nobody foresaw',
      odd((hear) => hear({ type: 'failed', failure: { code: 'internal', message: 'grow' } })),
    ],
    ['die', odd((_, fail) => fail('out of memory'))],
    [
      'do not start',
      {
        count: 2,
        start: () => {
          throw new Error('no threads here');
        },
      },
    ],
  ])('are done without when they %s', async (_, helpers) => {
    // None of the threads that other tests left idle.
    setHelpers(channels(8));
    await spread.open(given({ ...usual, groups: 8 }).opening);
    setHelpers(helpers);
    const session = await spread.open(given(usual).opening);
    expect(await outcome(session)).toEqual(await outcome(await wasm.open(given(usual).opening)));
    session.dispose();
  });
});

test('an optimiser without its averages is refused', async () => {
  const { opening, rows, plan } = given(usual);
  const session = await wasm.open({ ...opening, slots: [] });
  await expect(session.train(rows, { ...plan, optimiser: 'adam' }, async () => {})).rejects.toThrow('averages');
});
