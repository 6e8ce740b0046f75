import type { Weights } from '../../frame/parts';
import { type EtsForm, formsFor, letters, type Smoothing } from '../../math/forecast/ets/form';
import { damaged, isSteps } from '../request';
import type { Seasons } from './forms';

/** What is kept: how seasons are treated, the scale and form, and the constants each history's fit starts from. */
export interface Kept extends Seasons {
  readonly log: boolean;
  readonly form: EtsForm;
  readonly smoothing: Smoothing;
}

/** What kept weights hold. @throws StudioError `damaged` where it is not whole. */
export function keptOf({ state }: Weights): Kept {
  const kept = objectOf(state.kept);
  const { split, period, log } = kept;
  const form = objectOf(kept.form);
  const smoothing = objectOf(kept.smoothing);
  const known = [
    ...formsFor(true, true),
    ...formsFor(true, true).map((one) => ({ ...one, error: 'additive' }) as const),
  ];
  const sound =
    Array.isArray(split) &&
    split.every(isSteps) &&
    isSteps(period) &&
    typeof log === 'boolean' &&
    known.some((one) => letters(one) === letters(form as unknown as EtsForm)) &&
    (form.season === 'none' || period > 1) &&
    (['level', 'slope', 'season', 'damping'] as const).every((name) => isShare(smoothing[name]));
  if (!sound) throw damaged();
  return kept as unknown as Kept;
}

const isShare = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1;

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
