import type { Severity } from '../../../detectors/types';

const bands = [
  ['critical', 75],
  ['major', 50],
  ['minor', 25],
] as const satisfies readonly (readonly [Severity, number])[];

/** The severities a range may have when a score of `threshold` opens it, worst first. */
export const severitiesFrom = (threshold: number): readonly Severity[] =>
  bands.filter((_, i) => i === 0 || (bands[i - 1]?.[1] ?? 0) > threshold).map(([severity]) => severity);

/** The scale of the scores, and which part of it is listed. */
export function scaleWords(threshold: number): string {
  const scale = 'Scores run from 0 to 100: 25 is minor, 50 major, 75 critical.';
  const listed = `Listed from ${threshold} on`;
  return threshold <= 25
    ? `${scale} ${listed}.`
    : `${scale} ${listed}; lower the score in the sentence for smaller ones.`;
}
