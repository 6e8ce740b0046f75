import { abs, add, div, maximum, mul, sqrt, square, type Tensor2D, zerosLike } from '@tensorflow/tfjs-core';

/** How gradients become changes of the parameters. Defaults and formulas as in Keras 3. */
export interface Optimiser {
  /** How many running averages it keeps for each parameter. */
  readonly slots: number;
  /** The change to take away from the parameters, and the averages after it. `step` counts from 1. */
  change(
    gradient: Tensor2D,
    slots: readonly Tensor2D[],
    step: number,
    learningRate: number,
  ): { readonly change: Tensor2D; readonly slots: readonly Tensor2D[] };
}

const EPSILON = 1e-7;

/** Adam: Kingma and Ba 2015. */
const adam: Optimiser = {
  slots: 2,
  change(gradient, [m = zerosLike(gradient), v = zerosLike(gradient)], step, learningRate) {
    const mean = blend(m, gradient, 0.9);
    const spread = blend(v, square(gradient), 0.999);
    const rate = (learningRate * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step);
    return { change: div(mul(mean, rate), add(sqrt(spread), EPSILON)), slots: [mean, spread] };
  },
};

/** Adam with the greatest gradient in place of the mean square; Supralog's choice. */
const adamax: Optimiser = {
  slots: 2,
  change(gradient, [m = zerosLike(gradient), u = zerosLike(gradient)], step, learningRate) {
    const mean = blend(m, gradient, 0.9);
    const greatest: Tensor2D = maximum(mul(u, 0.999), abs(gradient));
    const rate = learningRate / (1 - 0.9 ** step);
    return { change: div(mul(mean, rate), add(greatest, EPSILON)), slots: [mean, greatest] };
  },
};

const rmsprop: Optimiser = {
  slots: 1,
  change(gradient, [v = zerosLike(gradient)], _step, learningRate) {
    const spread = blend(v, square(gradient), 0.9);
    return { change: div(mul(gradient, learningRate), sqrt(add(spread, EPSILON))), slots: [spread] };
  },
};

const sgd: Optimiser = {
  slots: 0,
  change: (gradient, _slots, _step, learningRate) => ({ change: mul(gradient, learningRate), slots: [] }),
};

export const optimisers = { adam, adamax, rmsprop, sgd } as const satisfies Record<string, Optimiser>;
export type OptimiserId = keyof typeof optimisers;

/** keep · a + (1 - keep) · b. */
const blend = (a: Tensor2D, b: Tensor2D, keep: number): Tensor2D => add(mul(a, keep), mul(b, 1 - keep));
