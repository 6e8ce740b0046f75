import { duration } from '../../../math/duration';
import type { HeldBack, Metrics } from '../../../pipeline/results';
import { counted, figure, percent } from '../../format';

/** Of fewer values nobody can say whether a band holds as many as it claims. */
const FEW = 20;

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
  const ratio = behind ? model.mae / baseline.mae : baseline.mae / model.mae;
  const times = figure(ratio, 2);
  if (times === '1') return even;
  // Beside an error of none there is no ratio.
  if (!Number.isFinite(ratio)) {
    return behind
      ? { headline: 'Further off', words: `than ${than}, which was exact, ${on}.`, behind }
      : { headline: 'Exact', words: `where ${than} was off by ${figure(baseline.mae)}, ${on}.`, behind };
  }
  return { headline: `${times} × ${behind ? 'further off' : 'closer'}`, words: `than ${than}, ${on}.`, behind };
}

/**
 * What a band held beside what it claims, on how many values, and what it rests on; undefined without any. Off by more than
 * chance and a rounding would have it, it is called wider or narrower than it should be. `stretches` = what those values
 * are, where a moment may be counted more than once.
 */
export function bandWords(
  { inside, of }: { readonly inside: number; readonly of: number },
  { coverage, errors }: { readonly coverage: number; readonly errors: number },
  stretches = '',
): string | undefined {
  if (of === 0) return undefined;
  const off = inside / of - coverage;
  const far = off > 0.04 && (off > (1 - coverage) / 2 || off > 0.08);
  const fit = far
    ? ', wider than it had to be: the past was rougher than the held-back end'
    : off < -0.08
      ? ', narrower than it should be: the held-back end was rougher than the past'
      : of >= FEW
        ? ', about as it should be'
        : '';
  return `The ${percent(coverage, Number.isInteger(Number((coverage * 100).toFixed(6))) ? 0 : 1)} band held ${percent(inside / of, 0)} of ${counted(of, 'held-back value')}${stretches === '' ? '' : ` (${stretches})`}${fit}. Its width comes from ${counted(errors, 'earlier error')}.`;
}

/** The stretches a model was judged on, where they overlap and a moment is counted more than once: `8 stretches of 48 h, which overlap`. */
export function overlapWords(stretches: readonly HeldBack[], stepMs: number): string {
  const times = stretches.map(({ forecast }) => forecast.time);
  const overlap = times.some(
    (time, i) => i > 0 && (time[0] ?? 0) <= (times[i - 1]?.at(-1) ?? Number.NEGATIVE_INFINITY),
  );
  return overlap ? `${times.length} stretches of ${duration((times[0]?.length ?? 0) * stepMs)}, which overlap` : '';
}
