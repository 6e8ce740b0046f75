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

/** Forms to choose from and the scale they are fitted on. */
export interface Candidates {
  /** Whether logarithms are taken first. */
  readonly log: boolean;
  readonly forms: readonly EtsForm[];
}

/**
 * What these values and parameters leave to choose from. Where seasons are taken out first, errors that grow with the level
 * are additive ones of the logarithms, seasons included.
 * @param positive whether all values are above 0
 * @throws StudioError `bad-input` at `error` or `season` when what grows with the level is asked of values not above 0
 */
export function candidatesFor(params: Params, { split, period }: Seasons, positive: boolean): readonly Candidates[] {
  const { error, trend, season } = params;
  if (!positive && error === 'multiplicative') throw notPositive('error');
  if (!positive && season === 'multiplicative' && period > 1) throw notPositive('season');
  const wanted = formsFor(positive, period > 1).filter((form) => trend === 'auto' || form.trend === trend);
  if (split.length > 0) {
    const forms = wanted.filter((form) => form.error === 'additive');
    const scales = error === 'auto' ? [false, ...(positive ? [true] : [])] : [error === 'multiplicative'];
    return scales.map((log) => ({ log, forms }));
  }
  const inSeason = wanted.filter((form) => season === 'auto' || period === 1 || form.season === season);
  const forms = inSeason.filter((form) => error === 'auto' || form.error === error);
  if (forms.length > 0) return [{ log: false, forms }];
  return [{ log: false, forms: inSeason.map((form) => ({ ...form, error: 'additive' })) }];
}

const notPositive = (place: string): StudioError =>
  new StudioError('bad-input', 'Only values above 0 can have errors or a season that grow with their level.', {
    next: 'Choose “automatic”, or leave out the scaling in the preparation.',
    place,
  });
