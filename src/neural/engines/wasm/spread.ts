import { fromFailure, StudioError } from '../../../base/errors';
import { joined } from '../../session/joined';
import type { Engine, Opening, Pace, Plan, Rows, Session, Weights } from '../../session/session';
import type { Loss } from '../../train/losses';
import { type Answer, type Call, type Helper, theHelpers } from './helpers';
import { wasm } from './session';

/**
 * Networks trained by the SIMD kernels on as many threads as there are cores, each thread some of them whole. No memory is
 * shared between threads, so a page needs no isolation for it. The numbers are those of one thread, to the bit.
 */
export const spread: Engine = {
  async open(opening) {
    const helpers = theHelpers();
    const { groups } = opening;
    const threads = Math.min(helpers?.count ?? 1, groups);
    if (helpers === undefined || threads < 2) return wasm.open(opening);
    const shares: Share[] = [];
    const session = new SpreadSession(opening, shares);
    try {
      for (let k = 0; k < threads; k++) {
        const from = Math.round((k * groups) / threads);
        const count = Math.round(((k + 1) * groups) / threads) - from;
        shares.push({ from, count, thread: idleThread() ?? new Thread(helpers.start()) });
      }
      await session.open(opening);
      return session;
    } catch (error) {
      session.dispose();
      if (error instanceof StudioError) throw error;
      // Threads that do not start are no reason not to train.
      return wasm.open(opening);
    }
  },
};

/** Threads without a session, kept for the next. */
const idle: Thread[] = [];

function idleThread(): Thread | undefined {
  let thread = idle.pop();
  while (thread?.dead) thread = idle.pop();
  return thread;
}

/** Networks [from, from + count) and the thread they live on. */
interface Share {
  readonly from: number;
  readonly count: number;
  readonly thread: Thread;
}

class SpreadSession implements Session {
  private readonly groups: number;
  private readonly shares: readonly Share[];

  constructor({ groups }: Opening, shares: readonly Share[]) {
    this.groups = groups;
    this.shares = shares;
  }

  async open({ layout, first, parameters, slots }: Opening): Promise<void> {
    await this.each(
      ({ from, count }) => ({
        type: 'open',
        opening: {
          layout,
          groups: count,
          first: first + from,
          parameters: this.share(parameters, from, count),
          slots: slots.map((slot) => this.share(slot, from, count)),
        },
      }),
      async () => {},
    );
  }

  async train(rows: Rows, plan: Plan, pace: Pace): Promise<Float32Array> {
    return joined(
      await this.each(
        ({ from, count }) => ({
          type: 'train',
          rows: this.rows(rows, from, count),
          plan: { ...plan, active: plan.active.slice(from, from + count) },
        }),
        pace,
      ),
    );
  }

  async evaluate(rows: Rows, loss: Loss, batch: number, pace: Pace): Promise<Float32Array> {
    return joined(
      await this.each(
        ({ from, count }) => ({ type: 'evaluate', rows: this.rows(rows, from, count), loss, batch }),
        pace,
      ),
    );
  }

  async read(): Promise<Weights> {
    const weights = await this.each<Weights>(
      () => ({ type: 'read' }),
      async () => {},
    );
    return {
      parameters: joined(weights.map(({ parameters }) => parameters)),
      slots: (weights[0]?.slots ?? []).map((_, k) => joined(weights.map(({ slots }) => slots[k] as Float32Array))),
    };
  }

  dispose(): void {
    for (const { thread } of this.shares) if (thread.release()) idle.push(thread);
  }

  /** The same call on all threads at once; the first failure, or what `pace` throws, ends the wait. */
  private each<T = Float32Array>(call: (share: Share) => Call, pace: Pace): Promise<T[]> {
    return Promise.all(
      this.shares.map(
        (share) =>
          share.thread.call(call(share), (batches) => pace((batches * share.count) / this.groups)) as Promise<T>,
      ),
    );
  }

  private rows({ count: rows, x, y }: Rows, from: number, count: number): Rows {
    return { count: rows, x: this.share(x, from, count), y: this.share(y, from, count) };
  }

  private share(values: Float32Array, from: number, count: number): Float32Array {
    const width = values.length / this.groups;
    return values.slice(from * width, (from + count) * width);
  }
}

/** One helper, asked one thing at a time. */
class Thread {
  /** It ended or failed: nothing more is to be asked of it. */
  dead = false;
  private readonly helper: Helper;
  private queue: Promise<unknown> = Promise.resolve();
  private waiting: { resolve(value: unknown): void; reject(error: unknown): void; readonly pace: Pace } | undefined;

  constructor(helper: Helper) {
    this.helper = helper;
    helper.addEventListener('message', ({ data }) => this.hear(data));
    helper.addEventListener('error', ({ message }) => {
      this.dead = true;
      // The call stays open, so that `release` ends the thread.
      this.waiting?.reject(new Error(message ?? 'a thread does not start'));
    });
  }

  call(call: Call, pace: Pace): Promise<unknown> {
    const asked = this.queue.then(
      () =>
        new Promise((resolve, reject) => {
          this.waiting = { resolve, reject, pace };
          this.helper.postMessage(call, buffersIn(call));
        }),
    );
    // The next call waits for this one, however it ends; its caller hears of a failure.
    this.queue = asked.catch(() => {});
    return asked;
  }

  /** Ends its session. False when it was in the middle of something, and is no more: that stops it at once. */
  release(): boolean {
    if (this.waiting !== undefined || this.dead) {
      this.dead = true;
      this.helper.terminate();
      return false;
    }
    void this.call({ type: 'dispose' }, async () => {});
    return true;
  }

  private hear(answer: Answer): void {
    const { waiting } = this;
    if (waiting === undefined) return;
    if (answer.type === 'pace') {
      // A call that its pace ends stays open, so that `release` ends the thread: it is busy.
      waiting.pace(answer.batches).catch(waiting.reject);
      return;
    }
    this.waiting = undefined;
    if (answer.type === 'done') waiting.resolve(answer.value);
    // What nobody foresaw is this engine's failure, not the person's.
    else
      waiting.reject(
        answer.failure.code === 'internal' ? new Error(answer.failure.message) : fromFailure(answer.failure),
      );
  }
}

function buffersIn(call: Call): ArrayBuffer[] {
  const arrays =
    call.type === 'open'
      ? [call.opening.parameters, ...call.opening.slots]
      : call.type === 'train' || call.type === 'evaluate'
        ? [call.rows.x, call.rows.y]
        : [];
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}
