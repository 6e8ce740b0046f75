import { afterEach, describe, expect, test, vi } from 'vitest';
import { type JobContext, quietContext } from '../../base/job';
import { seeded } from '../../base/random';
import { forgetTrials } from '../backend/choose';
import { wasm } from '../engines/wasm/session';
import { initialParameters } from '../network/initial';
import { layoutOf } from '../network/layout';
import type { Engine, Session } from '../session/session';
import { trainAnywhere } from './resilient';
import { initialState } from './state';
import type { TrainTask } from './train';

/** What a session of the WASM backend does in `train`, call by call; the real thing where nothing is said. */
let faults: ((real: Session, ...given: Parameters<Session['train']>) => ReturnType<Session['train']>) | undefined;

vi.mock('../backend/engines', async (original) => {
  const { engineOf } = await original<typeof import('../backend/engines')>();
  const faulty: Engine = {
    async open(opening) {
      const real = await wasm.open(opening);
      return {
        train: (...given) => (faults === undefined ? real.train(...given) : faults(real, ...given)),
        evaluate: (...given) => real.evaluate(...given),
        read: () => real.read(),
        dispose: () => real.dispose(),
      };
    },
  };
  return { engineOf: (id: Parameters<typeof engineOf>[0]) => (id === 'wasm' ? Promise.resolve(faulty) : engineOf(id)) };
});

const layout = layoutOf({
  inputShape: [4, 1],
  layers: [
    { kind: 'lstm', name: 'lstm', units: 3, returnSequences: false },
    { kind: 'dense', name: 'dense', units: 1, activation: 'linear' },
  ],
});

const task = (more: Partial<TrainTask> = {}): TrainTask => ({
  layout,
  parts: ['a', 'b'],
  training: {
    count: 40,
    fill(rows, x, y) {
      for (const k of x.keys()) x[k] = Math.sin((rows[k % rows.length] as number) + k);
      for (const k of y.keys()) y[k] = Math.cos(rows[k % rows.length] as number);
    },
  },
  validation: { count: 0, fill: () => {} },
  options: {
    epochs: 5,
    batch: 8,
    perEpoch: 40,
    loss: { id: 'mse' },
    optimiser: 'adam',
    learningRate: 0.01,
    clip: 1,
    patience: 10,
  },
  ...more,
});
const start = () => initialState(layout, initialParameters(layout, 2, seeded(1)), 1, 2);
const context = (more: Partial<JobContext> = {}): JobContext => ({ ...quietContext(seeded(1)), ...more });

/** Sound until so many rows of 40 went through `train` at once: the trials before a training have fewer. */
const until = (epochs: number, end: () => Promise<Float32Array>): typeof faults => {
  let done = 0;
  return (real, rows, ...rest) => (rows.count === 40 && done++ >= epochs ? end() : real.train(rows, ...rest));
};

describe('a backend that fails in the middle of a training', () => {
  afterEach(() => {
    faults = undefined;
    forgetTrials();
  });

  test.each([
    ['is lost', () => Promise.reject(new Error('the device is gone')), /device stopped/],
    ['computes nonsense', () => Promise.resolve(new Float32Array(2).fill(Number.NaN)), /ran away/],
  ] as const)('%s: another goes on from the last checkpoint, and it is said', async (_, end, words) => {
    const whole = await trainAnywhere(task(), start(), 'auto', context());
    faults = until(2, end);
    const phases: string[] = [];
    const { state, backend } = await trainAnywhere(
      task(),
      start(),
      'auto',
      context({ progress: ({ phase }) => phases.push(phase) }),
    );
    expect(backend.id).toBe('cpu');
    expect(backend.figures.find(({ id }) => id === 'wasm')).toMatchObject({
      ok: false,
      reason: expect.stringMatching(words),
    });
    expect(phases.some((phase) => /WebAssembly failed after epoch 2/.test(phase))).toBe(true);
    expect(state.epoch).toBe(5);
    expect(state.history.slice(0, 2)).toEqual(whole.state.history.slice(0, 2));
    for (const [k, losses] of whole.state.history.entries()) {
      for (const [g, { training }] of losses.entries()) {
        expect(state.history[k]?.[g]?.training).toBeCloseTo(training, 4);
      }
    }
  });

  test('is not replaced when a person chose it', async () => {
    faults = until(1, () => Promise.reject(new Error('gone')));
    await expect(trainAnywhere(task(), start(), 'wasm', context())).rejects.toMatchObject({ code: 'backend-failed' });
  });

  test('does not begin at all with one that computes wrong numbers', async () => {
    faults = async (real, ...given) => (await real.train(...given)).map((loss) => loss * 1.01);
    const { backend } = await trainAnywhere(task(), start(), 'auto', context());
    expect(backend.id).toBe('cpu');
    expect(backend.figures.find(({ id }) => id === 'wasm')?.reason).toMatch(/wrong numbers/);
  });
});
