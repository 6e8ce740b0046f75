import type { Metrics } from '../../../pipeline/results';
import { figure, percent } from '../../format';

/** The big figure: how the model fares beside the baseline, in words. */
export interface Verdict {
  readonly headline: string;
  readonly words: string;
  /** The baseline did better: it should be offered instead. */
  readonly behind: boolean;
}

/**
 * How much closer a model came than its baseline, by mean absolute error on the same held-back points. Where the
 * ratio rounds to 1 they are called even. `isBaseline`: the model is the baseline itself, which has nothing to be compared with.
 */
export function verdictOf(metrics: readonly Metrics[], heldBack: string, isBaseline = false): Verdict {
  const [model, baseline] = metrics;
  if (model === undefined || baseline === undefined || !(model.mae >= 0) || !(baseline.mae >= 0)) {
    return { headline: 'Not judged', words: 'No held-back value was recorded to compare with.', behind: false };
  }
  if (isBaseline) {
    return {
      headline: `Off by ${figure(model.mae)}`,
      words: `on average, on ${heldBack} it never saw. This is the baseline that every other model has to beat.`,
      behind: false,
    };
  }
  const than = `${baseline.name.charAt(0).toLowerCase()}${baseline.name.slice(1)}`.replace(/^repeat /, 'repeating ');
  const on = `on ${heldBack} it never saw`;
  const even = { headline: 'As close', words: `as ${than}, ${on}.`, behind: false };
  if (model.mae === baseline.mae) return even;
  const behind = model.mae > baseline.mae;
  const times = figure(behind ? model.mae / baseline.mae : baseline.mae / model.mae, 2);
  if (times === '1') return even;
  return { headline: `${times} × ${behind ? 'further off' : 'closer'}`, words: `than ${than}, ${on}.`, behind };
}

/** What is worth saying of a band that held clearly more or less than it promised; undefined when it kept its word. */
export function bandWords(held: number, promised: number): string | undefined {
  if (!Number.isFinite(held)) return undefined;
  const off = held - promised;
  if (off > 0.04 && off > (1 - promised) / 2)
    return `The band held ${percent(held, 0)} where ${percent(promised, 0)} was promised: wider than it had to be.`;
  if (off < -0.08)
    return `The band held only ${percent(held, 0)} where ${percent(promised, 0)} was promised: narrower than it should be.`;
  return undefined;
}
