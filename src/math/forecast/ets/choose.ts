import type { Pace } from '../../pace';
import { type EtsFit, fitEts } from './fit';
import type { EtsForm } from './form';

/**
 * Of these forms, the one with the smallest corrected Akaike criterion (Hyndman et al. 2002). Where the series is too short
 * to compare any, the first.
 * @param forms at least one
 */
export async function chooseEts(
  y: Float64Array,
  forms: readonly EtsForm[],
  period: number,
  pace: Pace,
): Promise<EtsFit> {
  let chosen: EtsFit | undefined;
  for (const form of forms) {
    const fit = fitEts(y, form, period);
    if (chosen === undefined || fit.aicc < chosen.aicc) chosen = fit;
    await pace(y.length * 3000);
  }
  return chosen as EtsFit;
}
