import type { OptimizedParams } from '@bsull/augurs-prophet-wasmstan/interfaces/augurs-prophet-wasmstan-types.js';
import { StudioError } from '../../base/errors';
import { beginning, type Fitted } from './curve';
import { type Design, type Priors, waves, width } from './design';

const ITERATIONS = 10_000;

/**
 * The most likely curve by Prophet's own program in Stan (prophet.stan) and its L-BFGS, compiled to WebAssembly by the augurs
 * project and loaded here, when first asked for. (Its Newton's method, which Prophet takes where L-BFGS fails, breaks down
 * on every series in version 0.2.0.)
 * @param y values on the scale of the design
 */
export async function byStan(design: Design, time: Float64Array, y: Float64Array, priors: Priors): Promise<Fitted> {
  const start = beginning(design, y);
  // The program asks for one bend and one season column at least; those that stand in change nothing.
  const seasons = width(design);
  const columns = Math.max(1, seasons);
  const bends = design.bends.length > 0 ? design.bends : [0];
  const each = <T>(value: T): T[] => Array.from({ length: columns }, () => value);
  const data = {
    T: y.length,
    t: Array.from(time, (at) => (at - design.start) / design.span),
    y: [...y],
    cap: Array.from(y, () => design.cap),
    S: bends.length,
    t_change: bends,
    tau: priors.changePointScale,
    trend_indicator: { linear: 0, logistic: 1, flat: 2 }[design.growth],
    K: columns,
    X: Array.from(time, (at) => (seasons > 0 ? waves(design, at) : [0])),
    sigmas: each(seasons > 0 ? priors.seasonScale : 1),
    s_a: each(design.multiplicative ? 0 : 1),
    s_m: each(design.multiplicative ? 1 : 0),
  };
  const { optimizer } = await import('@bsull/augurs-prophet-wasmstan');
  let params: OptimizedParams;
  try {
    ({ params } = optimizer.optimize(
      {
        k: start.slope,
        m: start.offset,
        delta: new Float64Array(bends.length),
        beta: new Float64Array(columns),
        sigmaObs: 1,
      },
      JSON.stringify(data),
      { algorithm: 'lbfgs', iter: ITERATIONS, seed: 1 },
    ));
  } catch (cause) {
    throw new StudioError('backend-failed', 'Stan found no most likely curve for this series.', {
      next: 'Take the other solver.',
      place: 'solver',
      cause,
    });
  }
  return {
    slope: params.k,
    offset: params.m,
    changes: Array.from(params.delta.subarray(0, design.bends.length)),
    seasonal: Array.from(params.beta.subarray(0, seasons)),
    noise: params.sigmaObs,
  };
}
