import {
  abs,
  add,
  clipByValue,
  div,
  maximum,
  mean,
  mul,
  sign,
  square,
  sub,
  type Tensor1D,
  type Tensor3D,
  tensor1d,
} from '@tensorflow/tfjs-core';
import { type Loss, type LossId, levelsOf, SMALLEST } from '../../train/losses';

/** One formula of `train/losses`, of errors e = output - target: its values, and their derivatives by the output. */
interface Formula {
  values(e: Tensor3D, target: Tensor3D, levels: Tensor1D): Tensor3D;
  slopes(e: Tensor3D, target: Tensor3D, levels: Tensor1D): Tensor3D;
}

const percent = (of: Tensor3D, target: Tensor3D): Tensor3D => mul(div(of, maximum(abs(target), SMALLEST)), 100);

const formulas: Readonly<Record<LossId, Formula>> = {
  mse: { values: (e) => square(e), slopes: (e) => mul(e, 2) },
  mae: { values: (e) => abs(e), slopes: (e) => sign(e) },
  huber: {
    values(e) {
      const size = abs(e);
      const near: Tensor3D = clipByValue(size, 0, 1);
      return mul(near, sub(size, mul(near, 0.5)));
    },
    slopes: (e) => clipByValue(e, -1, 1),
  },
  mape: {
    values: (e, target) => percent(abs(e), target),
    slopes: (e, target) => percent(sign(e), target),
  },
  pinball: {
    values: (e, _target, levels) => maximum(mul(e, sub(1, levels)), mul(e, mul(levels, -1))),
    // -q below, 1 - q above, nothing at an error of zero.
    slopes(e, _target, levels) {
      const side = sign(e);
      return div(add(side, mul(abs(side), sub(1, mul(levels, 2)))), 2);
    },
  },
};

/**
 * Inside `tidy`: the mean loss of each network, [groups], of outputs [groups, rows, outputs], and its gradient.
 */
export function measured(
  output: Tensor3D,
  target: Tensor3D,
  loss: Loss,
): { readonly loss: Tensor1D; slope(): Tensor3D } {
  const [, rows, outputs] = output.shape;
  const { values, slopes } = formulas[loss.id];
  const levels = tensor1d(levelsOf(loss, outputs));
  const e: Tensor3D = sub(output, target);
  return {
    loss: mean(values(e, target, levels), [1, 2]),
    slope: () => div(slopes(e, target, levels), rows * outputs),
  };
}
