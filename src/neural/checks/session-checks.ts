import { normal, seeded } from '../../base/random';
import type { Layer } from '../../frame/parts';
import { reference } from '../engines/reference/session';
import { initialParameters } from '../network/initial';
import { type Layout, layoutOf } from '../network/layout';
import type { Engine, Opening, Pace, Plan, Rows, Weights } from '../session/session';
import type { Loss } from '../train/losses';
import { type OptimiserId, optimisers } from '../train/optimisers';
import { gap, relativeGap } from './gap';

/** Some networks, rows and a way to learn; everything is drawn from `seed`. */
export interface SessionCase {
  readonly inputShape: readonly [steps: number, features: number];
  readonly layers: readonly Layer[];
  readonly groups: number;
  /** The number of the first network. */
  readonly first: number;
  readonly count: number;
  readonly batch: number;
  readonly loss: Loss;
  readonly optimiser: OptimiserId;
  readonly rate: number;
  readonly weightDecay: number;
  readonly clip: number;
  /** A network that no longer learns. */
  readonly inactive?: number;
  readonly seed: number;
}

/** LSTMs of these units one above the other, dropout after each, a dense layer of rectified units, and the head. */
export const stacked = (units: readonly number[], hidden: number, outputs: number, rate: number): readonly Layer[] => [
  ...units.flatMap((width, k): readonly Layer[] => [
    { kind: 'lstm', name: `lstm_${k}`, units: width, returnSequences: k < units.length - 1 },
    { kind: 'dropout', name: `dropout_${k}`, rate },
  ]),
  { kind: 'dense', name: 'hidden', units: hidden, activation: 'relu' },
  { kind: 'dense', name: 'head', units: outputs, activation: 'linear' },
];

/** Small, with every awkward corner: odd widths, a short last batch, clipping that binds, a network that stands still. */
export const usual: SessionCase = {
  inputShape: [6, 2],
  layers: stacked([7, 5], 4, 6, 0.25),
  groups: 3,
  first: 0,
  count: 11,
  batch: 4,
  loss: { id: 'mse' },
  optimiser: 'sgd',
  rate: 0.1,
  weightDecay: 0.1,
  clip: 0.2,
  inactive: 1,
  seed: 5,
};

/** What a case hands to a session. Averages are not zero: so it shows whether they and the step are heeded. */
export function given(one: SessionCase): { readonly opening: Opening; readonly rows: Rows; readonly plan: Plan } {
  const { groups, count, seed } = one;
  const random = seeded(seed);
  const layout: Layout = layoutOf(one);
  const [steps, features] = one.inputShape;
  const draw = (n: number, scale: number): Float32Array =>
    Float32Array.from({ length: n }, () => scale * normal(random));
  // The head of fresh networks is zero, which would hide most of a gradient.
  const parameters = initialParameters(layout, groups, random).map((value) => value + 0.2 * normal(random));
  const slots = Array.from({ length: optimisers[one.optimiser].slots }, () =>
    Float32Array.from(parameters, () => 0.001 + 0.01 * random()),
  );
  return {
    opening: { layout, groups, first: one.first, parameters, slots },
    rows: { count, x: draw(groups * count * steps * features, 1), y: draw(groups * count * layout.outputs, 1) },
    plan: {
      batch: one.batch,
      loss: one.loss,
      optimiser: one.optimiser,
      weightDecay: one.weightDecay,
      clip: one.clip,
      step: 6,
      rates: Array.from({ length: Math.ceil(count / one.batch) }, (_, k) => one.rate / (1 + k)),
      active: Array.from({ length: groups }, (_, g) => g !== one.inactive),
      seed,
    },
  };
}

/** Greatest differences from the reference. Infinite where something is missing or not a number. */
export interface SessionErrors {
  /** Of networks that learn, relative to the greatest loss. */
  readonly losses: number;
  /** After learning; relative to the greatest change of each network, and infinite where one that stands still moves. */
  readonly parameters: number;
  readonly slots: number;
  /** Losses without dropout, after learning. */
  readonly evaluation: number;
}

/** How far an engine is from the reference after it has learned from some batches. */
export async function sessionErrors(
  engine: Engine,
  one: SessionCase,
  pace: Pace = async () => {},
): Promise<SessionErrors> {
  const { opening, rows, plan } = given(one);
  const expected = await outcome(reference, opening, rows, plan, pace);
  const found = await outcome(engine, opening, rows, plan, pace);
  const learning = (losses: Float32Array): Float32Array => losses.filter((_, g) => plan.active[g]);
  const moved = (now: Weights, of: (weights: Weights) => readonly Float32Array[]): number =>
    Math.max(
      0,
      ...of(expected.weights).map((after, k) =>
        moveGap(of(now)[k], after, of(opening)[k] as Float32Array, opening.layout.size),
      ),
    );
  return {
    losses: relativeGap(learning(found.losses), learning(expected.losses)),
    parameters: moved(found.weights, (weights) => [weights.parameters]),
    slots: moved(found.weights, (weights) => weights.slots),
    evaluation: relativeGap(found.evaluation, expected.evaluation),
  };
}

export const worst = (errors: SessionErrors): number => Math.max(...Object.values(errors));

async function outcome(engine: Engine, opening: Opening, rows: Rows, plan: Plan, pace: Pace) {
  const session = await engine.open(opening);
  try {
    const losses = await session.train(rows, plan, pace);
    const weights = await session.read();
    return { losses, weights, evaluation: await session.evaluate(rows, plan.loss, plan.batch + 1, pace) };
  } finally {
    session.dispose();
  }
}

/** The greatest gap between two changes of any network of so many parameters, in units of its greatest change. */
function moveGap(found: Float32Array | undefined, expected: Float32Array, before: Float32Array, size: number): number {
  if (found?.length !== expected.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let at = 0; at < expected.length; at += size) {
    const [now, wanted, start] = [found, expected, before].map((all) => all.subarray(at, at + size)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    most = Math.max(most, gap(now, wanted) / (gap(wanted, start) + 1e-30));
  }
  return most;
}
