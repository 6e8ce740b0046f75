import { abs, add, div, maximum, mul, sqrt, square, type Tensor2D } from '@tensorflow/tfjs-core';
import { adamRate, EPSILON, type OptimiserId } from '../../train/optimisers';

interface Now {
  readonly parameters: Tensor2D;
  readonly gradient: Tensor2D;
  readonly slots: readonly Tensor2D[];
}

/** A formula of `train/optimisers`, for all parameters at once: the change to take away, and the averages after it. */
type Formula = (
  now: Now,
  step: number,
  rate: number,
  weightDecay: number,
) => { readonly change: Tensor2D; readonly slots: readonly Tensor2D[] };

const adam: Formula = ({ gradient, slots }, step, rate) => {
  const [a, b] = slots as [Tensor2D, Tensor2D];
  const mean = blend(a, gradient, 0.9);
  const spread = blend(b, square(gradient), 0.999);
  return { change: div(mul(mean, adamRate(rate, step)), add(sqrt(spread), EPSILON)), slots: [mean, spread] };
};

/** Inside `tidy`. */
export const formulas: Readonly<Record<OptimiserId, Formula>> = {
  adam,
  adamw(now, step, rate, weightDecay) {
    const { change, slots } = adam(now, step, rate, 0);
    return { change: add(change, mul(now.parameters, rate * weightDecay)), slots };
  },
  adamax({ gradient, slots }, step, rate) {
    const [a, b] = slots as [Tensor2D, Tensor2D];
    const mean = blend(a, gradient, 0.9);
    const greatest: Tensor2D = maximum(mul(b, 0.999), abs(gradient));
    return { change: div(mul(mean, rate / (1 - 0.9 ** step)), add(greatest, EPSILON)), slots: [mean, greatest] };
  },
  rmsprop({ gradient, slots }, _step, rate) {
    const spread = blend(slots[0] as Tensor2D, square(gradient), 0.9);
    return { change: div(mul(gradient, rate), sqrt(add(spread, EPSILON))), slots: [spread] };
  },
  sgd: ({ gradient, slots }, _step, rate) => ({ change: mul(gradient, rate), slots }),
};

/** keep · a + (1 - keep) · b. */
const blend = (a: Tensor2D, b: Tensor2D, keep: number): Tensor2D => add(mul(a, keep), mul(b, 1 - keep));
