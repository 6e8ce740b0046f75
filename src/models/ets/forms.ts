import { StudioError } from '../../base/errors';
import { type EtsForm, formsFor } from '../../math/forecast/ets/form';

export type Params = { readonly trend: string; readonly season: string; readonly error: string };

/** Which seasons are taken out first, and which one (1 = none) is smoothed along. */
export interface Seasons {
  readonly split: readonly number[];
  readonly period: number;
}

/** Longest season smoothed along: each of its steps is a number to learn. */
const LONGEST = 48;

/** How the seasons that go round twice in `n` points are treated. */
export function seasonsFor(found: readonly number[], n: number, { season }: Params): Seasons {
  const fitting = [...new Set(found)].filter((period) => period > 1 && 2 * period <= n).sort((a, b) => a - b);
  const [shortest] = fitting;
  if (shortest === undefined || season === 'none') return { split: [], period: 1 };
  if (season === 'split' || (season === 'auto' && (fitting.length > 1 || shortest > LONGEST)))
    return { split: fitting, period: 1 };
  return { split: [], period: fitting.findLast((period) => period <= LONGEST) ?? shortest };
}

/**
 * The forms these values and parameters leave to choose from.
 * @param positive whether all values to be smoothed are above 0
 * @throws StudioError `bad-input` at `error` or `season` when what grows with the level is asked of values not above 0
 */
export function formsOf({ error, trend, season }: Params, { period }: Seasons, positive: boolean): readonly EtsForm[] {
  const multiplied = period > 1 && season === 'multiplicative';
  for (const [asked, place] of [
    [error === 'multiplicative', 'error'],
    [multiplied, 'season'],
  ] as const) {
    if (!asked || positive) continue;
    throw new StudioError('bad-input', 'Only values above 0 can have errors or a season that grow with their level.', {
      next: 'Choose “automatic”, or leave out the scaling in the preparation.',
      place,
    });
  }
  const forms = formsFor(positive, period > 1);
  const fitting = forms.filter(
    (form) =>
      (error === 'auto' || form.error === error) &&
      (trend === 'auto' || form.trend === trend) &&
      (period === 1 || season === 'auto' || form.season === season),
  );
  if (fitting.length > 0) return fitting;
  const trends = trend === 'auto' ? (['none', 'additive', 'damped'] as const) : [trend as EtsForm['trend']];
  return trends.map((one) => ({ error: 'additive', trend: one, season: 'multiplicative' }));
}
