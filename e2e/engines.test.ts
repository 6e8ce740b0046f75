/**
 * The engines that only a browser has, against the plain reference: WebGPU's kernels and, composed of tfjs' operations,
 * WebGL. Both are computed in software here, which proves their numbers and says nothing of their speed.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpCase, OpErrors } from '../src/neural/checks/op-checks';
import type { SessionCase, SessionErrors } from '../src/neural/checks/session-checks';
import type { LstmSizes } from '../src/neural/lstm/op';
import type { OptimiserId } from '../src/neural/train/optimisers';
import { needs } from './harness';
import { type Lab, openLab } from './lab/open';

needs('chromium');

let lab: Lab | undefined;
beforeAll(async () => {
  // Software takes seconds to compile the zeroing of a workgroup's memory; and a kernel that counted on it would show.
  lab = await openLab({ webgpu: true, flags: ['--enable-dawn-features=disable_workgroup_init'] });
}, 120_000);
afterAll(() => lab?.close());
const page = (): Lab['page'] => (lab as Lab).page;

type Engine = 'webgpu' | 'webgl';
type Checks = typeof import('../src/neural/checks/op-checks') & typeof import('../src/neural/checks/session-checks');

/** In the page: how far an engine's LSTM is from the reference. */
const opErrors = (engine: Engine, sizes: LstmSizes, one: OpCase): Promise<OpErrors> =>
  page().evaluate(
    async ({ engine, sizes, one }) => {
      const { lab } = window;
      await (await lab.load<typeof import('../src/neural/backend/engines')>('backend/engines')).engineOf(engine);
      const folder = engine === 'webgl' ? 'composed' : engine;
      const { lstm } = await lab.load<typeof import('../src/neural/engines/webgpu/lstm')>(`engines/${folder}/lstm`);
      return (await lab.load<Checks>('checks/op-checks')).opErrors(lstm, sizes, one);
    },
    { engine, sizes, one },
  );

/** In the page: how far an engine's training is from the reference, on the usual case with these changes. */
const sessionErrors = (engine: Engine, changes: Partial<SessionCase>): Promise<SessionErrors> =>
  page().evaluate(
    async ({ engine, changes }) => {
      const { lab } = window;
      const engines = await lab.load<typeof import('../src/neural/backend/engines')>('backend/engines');
      const checks = await lab.load<Checks>('checks/session-checks');
      return checks.sessionErrors(await engines.engineOf(engine), { ...checks.usual, ...changes });
    },
    { engine, changes },
  );

const sized = (units: number, steps: number, batch: number, groups: number, features: number): LstmSizes => ({
  ...{ units, steps, batch, groups, features },
});

/** States within `states`; the cell and all gradients within `gradients`, relative to the greatest of each. */
function expectClose({ states, ...others }: OpErrors, bounds: { states: number; gradients: number }): void {
  expect(states).toBeLessThan(bounds.states);
  for (const [name, error] of Object.entries(others)) expect(error, name).toBeLessThan(bounds.gradients);
}

/** Losses within 1e-5; changes of parameters and averages within 1e-4 of each network's greatest. */
function expectSame({ losses, evaluation, parameters, slots }: SessionErrors): void {
  expect(Math.max(losses, evaluation), 'losses').toBeLessThan(1e-5);
  expect(parameters, 'parameters').toBeLessThan(1e-4);
  expect(slots, 'slots').toBeLessThan(1e-4);
}

describe('an LSTM on WebGPU is the reference', () => {
  test.for<[LstmSizes, OpCase]>([
    [sized(1, 24, 1, 17, 1), { sequences: true }],
    [sized(7, 1, 5, 3, 3), { sequences: false, rate: 0.3, initial: true }],
    [sized(7, 24, 32, 17, 1), { sequences: false, rate: 0.5 }],
    [sized(33, 169, 5, 1, 2), { sequences: true, rate: 0.2, initial: true }],
    [sized(50, 24, 32, 3, 1), { sequences: true, rate: 0.2 }],
    [sized(128, 24, 5, 1, 128), { sequences: false, initial: true }],
    [sized(128, 169, 1, 1, 1), { sequences: true }],
  ])('%j %j', async ([sizes, one]) => {
    expectClose(await opErrors('webgpu', sizes, one), { states: 1e-5, gradients: 1e-4 });
  });
});

describe('training on WebGPU is the reference', () => {
  test.for<OptimiserId>(['adam', 'adamw', 'adamax', 'rmsprop', 'sgd'])('with %s', async (optimiser) => {
    expectSame(await sessionErrors('webgpu', { optimiser }));
  });

  test.for<SessionCase['loss']>([
    { id: 'mae' },
    { id: 'huber' },
    { id: 'mape' },
    { id: 'pinball', levels: [0.1, 0.5, 0.9] },
  ])('by $id', async (loss) => {
    expectSame(await sessionErrors('webgpu', { loss }));
  });

  test('one layer, no dropout, no clipping, tiles that are not full, other numbers of networks', async () => {
    const layers: SessionCase['layers'] = [
      { kind: 'lstm', name: 'lstm', units: 9, returnSequences: false },
      { kind: 'dense', name: 'head', units: 5, activation: 'linear' },
    ];
    expectSame(await sessionErrors('webgpu', { layers, clip: 0, batch: 6, first: 4, groups: 4 }));
  });

  test('a rectified layer of many features below another', async () => {
    const layer = (k: number) =>
      ({ kind: 'lstm', name: `lstm_${k}`, units: 9, returnSequences: k === 0, ...(k === 0 && rectified) }) as const;
    const rectified = { activation: 'relu' } as const;
    const dropout = { kind: 'dropout', name: 'dropout', rate: 0.2 } as const;
    const dense = { kind: 'dense', name: 'head', units: 1, activation: 'linear' } as const;
    const layers = [layer(0), dropout, layer(1), dense];
    expectSame(await sessionErrors('webgpu', { layers, inputShape: [2, 40] }));
  });

  test('three layers, many batches in few submissions', async () => {
    const layer = (k: number, units: number) =>
      ({ kind: 'lstm', name: `lstm_${k}`, units, returnSequences: k < 2 }) as const;
    const dense = { kind: 'dense', name: 'head', units: 2, activation: 'linear' } as const;
    const layers = [layer(0, 6), layer(1, 17), layer(2, 3), dense];
    expectSame(await sessionErrors('webgpu', { layers, count: 101, batch: 2, rate: 0.02, clip: 1000 }));
  });
});

describe('sessions on WebGPU', () => {
  /** In the page: trains twice, the second time with so little memory that networks take turns. */
  test('learn the same twice, to the bit, whatever the memory, in at most eight dispatches a step', async () => {
    const seen = await page().evaluate(async () => {
      const { lab } = window;
      const { webgpu } =
        await lab.load<typeof import('../src/neural/engines/webgpu/session')>('engines/webgpu/session');
      const { openDevice } =
        await lab.load<typeof import('../src/neural/engines/webgpu/device')>('engines/webgpu/device');
      const { given, usual } = await lab.load<Checks>('checks/session-checks');
      const learn = async () => {
        const { opening, rows, plan } = given({ ...usual, optimiser: 'adam', groups: 5, count: 101, first: 2 });
        const session = await webgpu.open(opening);
        const bursts: number[] = [];
        const losses = await session.train(rows, plan, async (batches) => void bursts.push(batches));
        const { parameters, slots } = await session.read();
        const evaluation = await session.evaluate(rows, plan.loss, 7, async () => {});
        session.dispose();
        // The loss of a network that no longer learns may be any number.
        const bits = [losses.filter((_, g) => plan.active[g]), parameters, ...slots, evaluation].map((all) =>
          all.join(),
        );
        return { bits, dispatches: session.dispatchesPerStep, batches: bursts.reduce((sum, n) => sum + n, 0) };
      };
      const once = await learn();
      const twice = await learn();
      const { limits } = await openDevice();
      const { pages } = limits;
      Object.assign(limits, { pages: 20_000 });
      const inTurns = await learn();
      Object.assign(limits, { pages });
      return { once, twice, inTurns };
    });
    expect(seen.once.dispatches).toBeLessThanOrEqual(8);
    expect(seen.once.batches).toBe(26);
    expect(seen.twice.bits).toEqual(seen.once.bits);
    expect(seen.inTurns.dispatches).toBeGreaterThan(8);
    expect(seen.inTurns.bits).toEqual(seen.once.bits);
  });

  test('say that a loss is no number when a gradient is none', async () => {
    const losses = await page().evaluate(async () => {
      const { webgpu } =
        await window.lab.load<typeof import('../src/neural/engines/webgpu/session')>('engines/webgpu/session');
      const { given, usual } = await window.lab.load<Checks>('checks/session-checks');
      const { opening, rows, plan } = given(usual);
      // Activations hold what is no number within bounds: the loss looks well, and the gradients do not.
      const recurrent = opening.layout.layers[0]?.slots[1];
      opening.parameters[recurrent?.at ?? 0] = Number.NaN;
      const session = await webgpu.open(opening);
      const losses = await session.train(rows, plan, async () => {});
      session.dispose();
      return Array.from(losses, String);
    });
    expect(losses[0]).toBe('NaN');
    expect(Number(losses[2])).toBeGreaterThan(0);
  });

  test('end with an error when the device is lost, and the next one has another device', async () => {
    const seen = await page().evaluate(async () => {
      const { lab } = window;
      const { webgpu } =
        await lab.load<typeof import('../src/neural/engines/webgpu/session')>('engines/webgpu/session');
      const { openDevice } =
        await lab.load<typeof import('../src/neural/engines/webgpu/device')>('engines/webgpu/device');
      const { given, usual } = await lab.load<Checks>('checks/session-checks');
      const { opening, rows, plan } = given({ ...usual, count: 101 });
      const session = await webgpu.open(opening);
      const { gpu } = await openDevice();
      const code = (error: unknown): string => (error as { code: string }).code;
      let paces = 0;
      const pace = async (): Promise<void> => {
        if (++paces === 2) gpu.destroy();
      };
      const training = await session.train(rows, plan, pace).then(() => 'done', code);
      const reading = await session.read().then(() => 'done', code);
      session.dispose();
      const other = await webgpu.open(opening);
      const losses = await other.train(rows, plan, async () => {});
      other.dispose();
      return { training, reading, losses: Array.from(losses) };
    });
    expect(seen.training).toBe('backend-failed');
    expect(seen.reading).toBe('backend-failed');
    expect(seen.losses[0]).toBeGreaterThan(0);
  });

  test('stop when told to, and refuse a network they have no kernels for', async () => {
    const seen = await page().evaluate(async () => {
      const { lab } = window;
      const { webgpu } =
        await lab.load<typeof import('../src/neural/engines/webgpu/session')>('engines/webgpu/session');
      const { layoutOf } = await lab.load<typeof import('../src/neural/network/layout')>('network/layout');
      const { given, usual } = await lab.load<Checks>('checks/session-checks');
      const { opening, rows, plan } = given({ ...usual, count: 101 });
      const session = await webgpu.open(opening);
      let batches = 0;
      const stop = async (more: number): Promise<void> => {
        batches += more;
        throw new Error('stop');
      };
      const stopped = await session.train(rows, plan, stop).then(String, String);
      session.dispose();
      const layout = layoutOf({
        inputShape: [4, 1],
        layers: [{ kind: 'dense', name: 'head', units: 1, activation: 'linear' }],
      });
      const parameters = new Float32Array(layout.size);
      const refused = await webgpu.open({ layout, groups: 1, first: 0, parameters, slots: [] }).then(String, String);
      return { stopped, batches, refused };
    });
    expect(seen.stopped).toContain('stop');
    expect(seen.batches).toBe(1);
    expect(seen.refused).toContain('WebGPU trains LSTM layers');
  });
});

// Software computes WebGL in full single precision. Devices that have 16 bits alone do not get here: the parity check
// before a training sends them away.
describe('WebGL', () => {
  test('an LSTM is the reference', async () => {
    const errors = await opErrors('webgl', sized(7, 9, 5, 3, 2), { sequences: true, rate: 0.2, initial: true });
    expectClose(errors, { states: 1e-5, gradients: 1e-4 });
  });

  test('training is the reference', async () => {
    const layers: SessionCase['layers'] = [
      { kind: 'lstm', name: 'lstm', units: 5, returnSequences: false },
      { kind: 'dropout', name: 'dropout', rate: 0.2 },
      { kind: 'dense', name: 'head', units: 3, activation: 'linear' },
    ];
    expectSame(await sessionErrors('webgl', { layers, optimiser: 'adam' }));
  });
});
