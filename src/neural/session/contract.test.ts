// fixtures/keras-steps.json: Keras 3.15 on TensorFlow 2.21, three batches of 4, 4 and 3 rows:
//   r = np.random.default_rng(5); f = lambda a: [float('%.8g' % v) for v in np.ravel(a)]
//   L, O = keras.layers, keras.optimizers
//   model = keras.Sequential([L.Input((6, 2)), L.LSTM(5, return_sequences=True), L.LSTM(3), L.Dense(4, 'relu'), L.Dense(2)])
//   weights = [.4 * r.standard_normal(w.shape) for w in model.get_weights()]
//   x, y = r.standard_normal((11, 6, 2)).astype('f'), r.standard_normal((11, 2)).astype('f'); runs = []
//   for optimiser, o, loss in [('adam', O.Adam(.01, global_clipnorm=.3), 'huber'), ('adamw', O.AdamW(.01, weight_decay=.1), 'mse'),
//           ('adamax', O.Adamax(.02), 'mae'), ('rmsprop', O.RMSprop(.01, global_clipnorm=.2), 'mse'), ('sgd', O.SGD(.1), 'huber')]:
//       model.set_weights(weights); model.compile(o, loss)
//       step = lambda k: (model.reset_metrics(), float(model.train_on_batch(x[k:k + 4], y[k:k + 4])))[1]
//       losses = [step(k) for k in (0, 4, 8)]
//       runs.append(dict(optimiser=optimiser, loss=loss, rate=float('%.6g' % o.learning_rate.numpy()), clip=o.global_clipnorm or 0,
//           weightDecay=o.weight_decay or 0, losses=losses, after=f(np.concatenate([w.ravel() for w in model.get_weights()]))))
//   json.dump(dict(x=f(x), y=f(y), weights=f(np.concatenate([w.ravel() for w in weights])), runs=runs), open('keras-steps.json', 'w'))
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Layer } from '../../frame/parts';
import { startBackend } from '../backend/backends';
import { parityError } from '../backend/parity';
import { gap } from '../checks/gap';
import { given, type SessionCase, sessionErrors, stacked, usual, worst } from '../checks/session-checks';
import { composed } from '../engines/composed/session';
import { reference } from '../engines/reference/session';
import { wasmOf } from '../engines/wasm/session';
import { layoutOf } from '../network/layout';
import type { LossId } from '../train/losses';
import { type OptimiserId, optimisers } from '../train/optimisers';
import keras from './fixtures/keras-steps.json';
import type { Engine, Opening, Pace, Plan, Rows, Weights } from './session';

const engines: readonly (readonly [string, Engine])[] = [
  ['reference', reference],
  ['composed', composed],
  ['wasm, plain SIMD', wasmOf('plain')],
  ['wasm, best SIMD', wasmOf()],
];

const ever: Pace = async () => {};

/** What comes of learning from rows, and of more rows with the plan after. */
async function learn(
  engine: Engine,
  opening: Opening,
  ...lessons: readonly (readonly [Rows, Plan])[]
): Promise<Weights & { readonly losses: readonly Float32Array[] }> {
  const session = await engine.open(opening);
  try {
    const losses: Float32Array[] = [];
    for (const [rows, plan] of lessons) losses.push(await session.train(rows, plan, ever));
    return { losses, ...(await session.read()) };
  } finally {
    session.dispose();
  }
}

/** Rows `from` to `to`, of networks `first` to `last`. */
function some({ count, x, y }: Rows, groups: number, [from, to]: Span, [first, last]: Span = [0, groups]): Rows {
  const cut = (values: Float32Array): Float32Array => {
    const width = values.length / (groups * count);
    return Float32Array.from(
      Array.from({ length: last - first }, (_, g) => {
        const at = (first + g) * count;
        return [...values.subarray((at + from) * width, (at + to) * width)];
      }).flat(),
    );
  };
  return { count: to - from, x: cut(x), y: cut(y) };
}
type Span = readonly [from: number, to: number];

const lstm = (units: number): Layer => ({ kind: 'lstm', name: 'lstm', units, returnSequences: false });
const hidden = (units: number): Layer => ({ kind: 'dense', name: 'hidden', units, activation: 'relu' });
const head = (units: number): Layer => ({ kind: 'dense', name: 'head', units, activation: 'linear' });

/** Other networks than the usual. */
const shapes: readonly (Partial<SessionCase> & { readonly what: string })[] = [
  {
    what: 'one unit, one step, one row',
    inputShape: [1, 1],
    layers: [lstm(1), head(1)],
    groups: 1,
    count: 1,
    batch: 1,
  },
  { what: 'no dropout, no hidden layer', layers: [lstm(9), head(2)], count: 9, batch: 5 },
  { what: 'three layers', layers: stacked([3, 8, 2], 5, 3, 0.4) },
  { what: '17 networks', layers: stacked([4], 3, 2, 0.2), groups: 17, count: 5, batch: 2 },
  { what: '33 units, 24 steps, 32 rows', inputShape: [24, 1], layers: stacked([33], 9, 1, 0.1), count: 37, batch: 32 },
  {
    what: '50 units twice',
    inputShape: [12, 1],
    layers: stacked([50, 50], 16, 24, 0.1),
    groups: 1,
    count: 9,
    batch: 8,
  },
  {
    what: '128 units, 7 features',
    inputShape: [5, 7],
    layers: stacked([128], 1, 1, 0.5),
    groups: 2,
    count: 4,
    batch: 3,
  },
  {
    what: 'a rectified LSTM below another',
    layers: stacked([7, 5], 4, 6, 0.25).map((layer, k) =>
      k === 0 && layer.kind === 'lstm' ? { ...layer, activation: 'relu' } : layer,
    ),
  },
  {
    what: '168 features in one step, rectified',
    inputShape: [1, 168],
    layers: stacked([50], 25, 1, 0.2).map((layer) =>
      layer.kind === 'lstm' ? { ...layer, activation: 'relu' } : layer,
    ),
  },
  {
    what: 'dropout after a dense layer',
    layers: [lstm(6), hidden(5), { kind: 'dropout', name: 'd', rate: 0.5 }, head(2)],
  },
  {
    what: 'most units dropped, and not the first networks of a training',
    layers: stacked([9, 6], 4, 2, 0.8),
    first: 5,
  },
];

beforeAll(() => startBackend('cpu'));

describe.each(engines)('a session, %s', (_name, engine) => {
  test.each(Object.keys(optimisers) as OptimiserId[])('learns by %s as the reference does', async (optimiser) => {
    const errors = await sessionErrors(engine, { ...usual, optimiser, rate: optimiser === 'sgd' ? 0.1 : 0.01 });
    expect(errors.losses).toBeLessThan(1e-5);
    expect(errors.evaluation).toBeLessThan(1e-5);
    expect(errors.parameters).toBeLessThan(1e-4);
    expect(errors.slots).toBeLessThan(1e-4);
  });

  test.each([{ id: 'mae' }, { id: 'huber' }, { id: 'mape' }, { id: 'pinball', levels: [0.1, 0.5, 0.9] }] as const)(
    'learns from $id as the reference does',
    async (loss) => {
      const { slots, ...errors } = await sessionErrors(engine, { ...usual, loss });
      expect(Math.max(...Object.values(errors))).toBeLessThan(1e-4);
    },
  );

  test.each(shapes)('learns as the reference does with $what', async ({ what, ...shape }) => {
    expect(worst(await sessionErrors(engine, { ...usual, inactive: -1, ...shape }))).toBeLessThan(1e-4);
  });

  test.each([0, 0.05, 1e3])('keeps the norm of each network’s gradient at %d', async (clip) => {
    const one = { ...usual, clip, count: 4 };
    expect(worst(await sessionErrors(engine, one))).toBeLessThan(1e-4);
    const { opening, rows, plan } = given(one);
    const { parameters } = await learn(engine, opening, [rows, plan]);
    const { size } = opening.layout;
    for (const g of [0, 2]) {
      const moved = parameters
        .subarray(g * size, (g + 1) * size)
        .map((v, k) => v - (opening.parameters[g * size + k] as number));
      const norm = Math.hypot(...moved) / one.rate;
      if (clip === 0.05) expect(norm).toBeCloseTo(clip, 5);
      else expect(norm).toBeGreaterThan(0.1);
    }
  });

  test.each(keras.runs)('makes the steps of Keras: $optimiser, $loss', async ({ losses, after, ...run }) => {
    const layout = layoutOf({
      inputShape: [6, 2],
      layers: [
        { kind: 'lstm', name: 'below', units: 5, returnSequences: true },
        { kind: 'lstm', name: 'above', units: 3, returnSequences: false },
        { kind: 'dense', name: 'hidden', units: 4, activation: 'relu' },
        head(2),
      ],
    });
    const optimiser = run.optimiser as OptimiserId;
    const parameters = Float32Array.from(keras.weights);
    const slots = Array.from({ length: optimisers[optimiser].slots }, () => new Float32Array(layout.size));
    const rows: Rows = { count: 11, x: Float32Array.from(keras.x), y: Float32Array.from(keras.y) };
    const plan: Plan = {
      ...{ batch: 4, step: 0, seed: 1, active: [true], rates: Array(3).fill(run.rate) },
      ...{
        optimiser,
        clip: run.clip,
        weightDecay: run.weightDecay,
        loss: { id: run.loss as Exclude<LossId, 'pinball'> },
      },
    };
    const found = await learn(engine, { layout, groups: 1, first: 0, parameters, slots }, [rows, plan]);
    const [a, b, c] = losses as [number, number, number];
    expect(found.losses[0]?.[0]).toBeCloseTo((4 * a + 4 * b + 3 * c) / 11, 5);
    expect(gap(found.parameters, after)).toBeLessThan(2e-6);
  });

  describe('with outputs that are all bias', () => {
    const layout = layoutOf({ inputShape: [2, 1], layers: [lstm(1), head(2)] });
    const bias = (low: number, high: number): Opening => {
      const parameters = new Float32Array(layout.size);
      parameters.set([low, high], layout.size - 2);
      return { layout, groups: 1, first: 0, parameters, slots: [] };
    };
    const rows: Rows = { count: 2, x: new Float32Array(4), y: Float32Array.of(3, 3, 0, 1.5) };
    const plan = { ...given({ ...usual, groups: 1, inactive: -1 }).plan, batch: 2, rates: [1], clip: 0 };

    test('moves quantiles by hand', async () => {
      // Levels 0.1 and 0.8 at 1 and 2. Errors of the low one: -2, 1; of the high one: -1, 0.5.
      // Losses: 0.2, 0.9; 0.8, 0.1: mean 0.5. Slopes: -0.1, 0.9; -0.8, 0.2, each over four.
      const pinball: Plan = { ...plan, loss: { id: 'pinball', levels: [0.1, 0.8] } };
      const { losses, parameters } = await learn(engine, bias(1, 2), [rows, pinball]);
      expect(losses[0]?.[0]).toBeCloseTo(0.5, 6);
      expect(gap(parameters.subarray(-2), [1 - 0.2, 2 + 0.15])).toBeLessThan(1e-6);
    });

    test.each([{ id: 'mae' }, { id: 'mape' }, { id: 'pinball', levels: [0.1, 0.8] }] as const)(
      'is not pulled by an error of exactly zero: $id',
      async (loss) => {
        const right: Rows = { ...rows, y: Float32Array.of(1, 2, 1, 2) };
        const { losses, parameters } = await learn(engine, bias(1, 2), [right, { ...plan, loss }]);
        expect(losses[0]?.[0]).toBe(0);
        expect([...parameters.subarray(-2)]).toEqual([1, 2]);
      },
    );
  });

  test('leaves networks that no longer learn as they are, to the bit', async () => {
    for (const inactive of [0, 1, 2]) {
      const { opening, rows, plan } = given({ ...usual, optimiser: 'adamw', inactive });
      const { parameters, slots } = await learn(engine, opening, [rows, plan]);
      const own = (values: Float32Array): Float32Array =>
        values.slice(inactive * opening.layout.size, (inactive + 1) * opening.layout.size);
      expect(own(parameters)).toEqual(own(opening.parameters));
      expect(slots.map(own)).toEqual(opening.slots.map(own));
      expect(parameters).not.toEqual(opening.parameters);
    }
  });

  test('learns in two calls what it learns in one', async () => {
    const { opening, rows, plan } = given({ ...usual, optimiser: 'adam' });
    const whole = await learn(engine, opening, [rows, plan]);
    const later = { ...plan, step: plan.step + 2, rates: Array.from(plan.rates).slice(2) };
    const parts = await learn(engine, opening, [some(rows, 3, [0, 8]), plan], [some(rows, 3, [8, 11]), later]);
    expect(parts.parameters).toEqual(whole.parameters);
    expect(parts.slots).toEqual(whole.slots);
    const [a, b] = parts.losses as [Float32Array, Float32Array];
    expect(
      gap(
        a.map((loss, g) => (8 * loss + 3 * (b[g] as number)) / 11),
        whole.losses[0] as Float32Array,
      ),
    ).toBeLessThan(1e-6);
  });

  test('learns in two sessions what it learns in one', async () => {
    const { opening, rows, plan } = given({ ...usual, optimiser: 'adam', first: 2 });
    const whole = await learn(engine, opening, [rows, plan]);
    const { size } = opening.layout;
    for (const [from, to] of [
      [0, 1],
      [1, 3],
    ] as const) {
      const own = (values: Float32Array): Float32Array => values.slice(from * size, to * size);
      const part = await learn(
        engine,
        {
          ...opening,
          groups: to - from,
          first: 2 + from,
          parameters: own(opening.parameters),
          slots: opening.slots.map(own),
        },
        [some(rows, 3, [0, 11], [from, to]), { ...plan, active: plan.active.slice(from, to) }],
      );
      expect(part.parameters).toEqual(own(whole.parameters));
      expect(part.slots).toEqual(whole.slots.map(own));
    }
  });

  test('evaluates alike however many rows are taken at once, and learns nothing by it', async () => {
    const { opening, rows, plan } = given(usual);
    const session = await engine.open(opening);
    const alone = await session.evaluate(rows, plan.loss, 1, ever);
    for (const batch of [4, 64])
      expect(gap(await session.evaluate(rows, plan.loss, batch, ever), alone)).toBeLessThan(1e-6);
    expect((await session.read()).parameters).toEqual(opening.parameters);
    session.dispose();
  });

  test('keeps and hands out copies, and leaves what it is handed as it was', async () => {
    const { opening, rows, plan } = given({ ...usual, optimiser: 'adam' });
    const { layout, groups, first, ...weights } = structuredClone(opening);
    const session = await engine.open({ layout, groups, first, ...weights });
    const spoil = ({ parameters, slots }: Weights): void => {
      for (const values of [parameters, ...slots]) values.fill(7);
    };
    expect(weights).toEqual({ parameters: opening.parameters, slots: opening.slots });
    spoil(weights);
    const before = await session.read();
    expect(before).toEqual({ parameters: opening.parameters, slots: opening.slots });
    spoil(before);
    const handed = structuredClone({ rows, plan });
    await session.train(rows, plan, ever);
    expect({ rows, plan }).toEqual(handed);
    const after = await session.read();
    expect(after).toEqual(await session.read());
    expect(gap(after.parameters, opening.parameters)).toBeLessThan(1);
    spoil(after);
    expect(await session.read()).not.toEqual(after);
    session.dispose();
  });

  test('counts its batches aloud', async () => {
    const { opening, rows, plan } = given(usual);
    const session = await engine.open(opening);
    let batches = 0;
    const count: Pace = async (more) => {
      batches += more;
    };
    await session.train(rows, plan, count);
    expect(batches).toBeCloseTo(3, 9);
    await session.evaluate(rows, plan.loss, 5, count);
    expect(batches).toBeCloseTo(6, 9);
    session.dispose();
  });

  test('stops within one batch, and leaves no tensor behind', async () => {
    const { opening, rows, plan } = given(usual);
    const before = memory().numTensors;
    const session = await engine.open(opening);
    await session.evaluate(rows, plan.loss, 5, ever);
    await session.read();
    let batches = 0;
    const stop: Pace = async (more) => {
      batches += more;
      if (batches >= 1) throw new Error('stop');
    };
    await expect(session.train(rows, plan, stop)).rejects.toThrow('stop');
    expect(batches).toBeLessThan(2);
    session.dispose();
    expect(memory().numTensors).toBe(before);
  });

  test('says so when a loss is no number, of the one network alone', async () => {
    const { opening, rows, plan } = given({ ...usual, inactive: -1 });
    const y = rows.y.with(3, Number.NaN);
    const { losses } = await learn(engine, opening, [{ ...rows, y }, plan]);
    expect([...(losses[0] as Float32Array)].map(Number.isFinite)).toEqual([false, true, true]);
  });

  test('says so when a gradient is no number, though the loss is one', async () => {
    const { opening, rows, plan } = given({ ...usual, inactive: -1 });
    const x = rows.x.with(3, Number.POSITIVE_INFINITY);
    const { losses } = await learn(engine, opening, [
      { ...rows, x },
      { ...plan, batch: 11 },
    ]);
    expect([...(losses[0] as Float32Array)].map(Number.isFinite)).toEqual([false, true, true]);
  });

  test('is trusted', async () => {
    expect(await parityError(engine)).toBeLessThan(1e-3);
  });
});

test('an engine that errs is found out', async () => {
  const faults: Record<string, (opening: Opening, plan: Plan) => { opening?: Opening; plan?: Plan }> = {
    'another dropout': (_, plan) => ({ plan: { ...plan, seed: plan.seed + 1 } }),
    'another step': (_, plan) => ({ plan: { ...plan, step: plan.step + 1 } }),
    'no clipping': (_, plan) => ({ plan: { ...plan, clip: 0 } }),
    'all learn': (_, plan) => ({ plan: { ...plan, active: plan.active.map(() => true) } }),
    'networks misnumbered': (opening) => ({ opening: { ...opening, first: opening.first + 1 } }),
    'slots forgotten': (opening) => ({
      opening: { ...opening, slots: opening.slots.map((slot) => slot.map(() => 0)) },
    }),
    'another loss': (_, plan) => ({ plan: { ...plan, loss: { id: 'mae' } } }),
  };
  for (const [fault, spoil] of Object.entries(faults)) {
    const engine: Engine = {
      async open(opening) {
        const session = await reference.open(spoil(opening, given(usual).plan).opening ?? opening);
        return {
          ...session,
          train: (rows, plan, pace) => session.train(rows, spoil(opening, plan).plan ?? plan, pace),
        };
      },
    };
    expect(await parityError(engine), fault).toBeGreaterThan(0.01);
  }
});
