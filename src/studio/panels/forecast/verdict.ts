import type { Metrics } from '../../../pipeline/results';
import { figure } from '../../format';

/** The big figure: how the model fares beside the baseline, in words. */
export interface Verdict {
  readonly headline: string;
  readonly words: string;
}

/**
 * How much closer a model came than its baseline, by mean absolute error on the same held-back points. Within 2 % they
 * are called even.
 */
export function verdictOf(metrics: readonly Metrics[], heldBack: string): Verdict {
  const [model, baseline] = metrics;
  if (model === undefined || baseline === undefined || !(model.mae >= 0) || !(baseline.mae >= 0)) {
    return { headline: 'Not judged', words: 'No held-back value was recorded to compare with.' };
  }
  const than = `${baseline.name.charAt(0).toLowerCase()}${baseline.name.slice(1)}`.replace(/^repeat /, 'repeating ');
  const on = `on ${heldBack} it never saw`;
  if (model.mae === 0 && baseline.mae === 0)
    return { headline: 'As close', words: `as ${than}: both are exact, ${on}.` };
  const ratio = baseline.mae / model.mae;
  if (ratio > 1.02) return { headline: `${figure(ratio, 2)} × closer`, words: `than ${than}, ${on}.` };
  if (ratio > 0.98) return { headline: 'As close', words: `as ${than}, ${on}.` };
  return {
    headline: `${figure(1 / ratio, 2)} × further off`,
    words: `than ${than}, ${on}: take that instead, or change the recipe.`,
  };
}
