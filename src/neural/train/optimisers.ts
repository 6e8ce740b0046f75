/** How gradients become changes of the parameters. Defaults and formulas as in Keras 3. */
export interface Optimiser {
  /** How many running averages it keeps for each parameter. */
  readonly slots: 0 | 1 | 2;
  /**
   * The change to take away from one parameter, and its averages after it. `step` counts from 1. On devices the same
   * lines are written once more; this is what they are checked against.
   */
  change(
    now: { readonly parameter: number; readonly gradient: number; readonly a: number; readonly b: number },
    step: number,
    rate: number,
    weightDecay: number,
  ): { readonly change: number; readonly a: number; readonly b: number };
}

export const EPSILON = 1e-7;

/** The rate with Adam's corrections for averages that began at zero. */
export const adamRate = (rate: number, step: number): number =>
  (rate * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step);

/** Adam: Kingma and Ba 2015. */
const adam: Optimiser = {
  slots: 2,
  change({ gradient, a, b }, step, rate) {
    const mean = 0.9 * a + 0.1 * gradient;
    const spread = 0.999 * b + 0.001 * gradient * gradient;
    return { change: (adamRate(rate, step) * mean) / (Math.sqrt(spread) + EPSILON), a: mean, b: spread };
  },
};

/** Adam with weights that decay apart from the gradient: Loshchilov and Hutter 2019. */
const adamw: Optimiser = {
  slots: 2,
  change(now, step, rate, weightDecay) {
    const { change, a, b } = adam.change(now, step, rate, 0);
    return { change: change + rate * weightDecay * now.parameter, a, b };
  },
};

/** Adam with the greatest gradient in place of the mean square; Supralog's choice. */
const adamax: Optimiser = {
  slots: 2,
  change({ gradient, a, b }, step, rate) {
    const mean = 0.9 * a + 0.1 * gradient;
    const greatest = Math.max(0.999 * b, Math.abs(gradient));
    return { change: (rate * mean) / ((1 - 0.9 ** step) * (greatest + EPSILON)), a: mean, b: greatest };
  },
};

const rmsprop: Optimiser = {
  slots: 1,
  change({ gradient, a, b }, _step, rate) {
    const spread = 0.9 * a + 0.1 * gradient * gradient;
    return { change: (rate * gradient) / Math.sqrt(spread + EPSILON), a: spread, b };
  },
};

const sgd: Optimiser = {
  slots: 0,
  change: ({ gradient, a, b }, _step, rate) => ({ change: rate * gradient, a, b }),
};

export const optimisers = { adam, adamw, adamax, rmsprop, sgd } as const satisfies Record<string, Optimiser>;
export type OptimiserId = keyof typeof optimisers;
