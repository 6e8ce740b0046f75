import {
  abs,
  clipByValue,
  div,
  maximum,
  mean,
  mul,
  sign,
  square,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';

/** A loss per network, and the gradient of the sum of them. */
interface Loss {
  /** [groups, batch, outputs] to one number per group. */
  value(output: Tensor3D, target: Tensor3D): Tensor1D;
  gradient(output: Tensor3D, target: Tensor3D): Tensor3D;
}

/** Targets smaller than this count as this in `mape`, in the targets' own units. */
const SMALLEST = 0.1;

const perGroup = (errors: Tensor): Tensor1D => mean(errors, [1, 2]);
/** The gradient of the mean, from that of each element. */
const shared = (gradients: Tensor): Tensor3D =>
  div(gradients, (gradients.shape[1] as number) * (gradients.shape[2] as number));

const mse: Loss = {
  value: (output, target) => perGroup(square(sub(output, target))),
  gradient: (output, target) => shared(mul(sub(output, target), 2)),
};

const mae: Loss = {
  value: (output, target) => perGroup(abs(sub(output, target))),
  gradient: (output, target) => shared(sign(sub(output, target))),
};

/** Huber's with δ = 1: half the square near zero, straight beyond. */
const huber: Loss = {
  value(output, target) {
    const error = abs(sub(output, target));
    const near = clipByValue(error, 0, 1);
    return perGroup(mul(near, sub(error, mul(near, 0.5))));
  },
  gradient: (output, target) => shared(clipByValue(sub(output, target), -1, 1)),
};

/** Mean absolute percentage error, as in Supralog's pipeline. */
const mape: Loss = {
  value: (output, target) => perGroup(mul(div(abs(sub(output, target)), maximum(abs(target), SMALLEST)), 100)),
  gradient: (output, target) => shared(mul(div(sign(sub(output, target)), maximum(abs(target), SMALLEST)), 100)),
};

export const losses = { mse, mae, huber, mape } as const satisfies Record<string, Loss>;
export type LossId = keyof typeof losses;
