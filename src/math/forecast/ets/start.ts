import { centredAverage, phaseMeans } from '../../moving';
import { fitLine } from '../../regression';
import { mean } from '../../stats';
import type { EtsForm, EtsState } from './form';

/**
 * Where smoothing starts (Hyndman et al. 2008, 2.6.1): the season by classical decomposition of the first five cycles, level
 * and slope by a line through the first ten values without it.
 */
export function firstState(y: Float64Array, form: EtsForm, period: number): EtsState {
  const season = form.season === 'none' ? new Float64Array(0) : firstSeason(y.slice(0, 5 * period), form, period);
  const head = y.slice(0, Math.max(10, season.length)).map((value, t) => {
    if (form.season === 'none') return value;
    const s = season[t % period] as number;
    return form.season === 'additive' ? value - s : value / s;
  });
  const { slope, intercept } = fitLine(head, 1);
  const sound = form.error === 'additive' && form.season !== 'multiplicative';
  if (form.trend === 'none' || (!sound && !(intercept > 0 && intercept + slope * y.length > 0)))
    return { level: mean(head), slope: 0, season };
  return { level: intercept, slope, season };
}

function firstSeason(y: Float64Array, form: EtsForm, period: number): Float64Array {
  const trend = centredAverage(y, period);
  const added = form.season === 'additive';
  const figure = phaseMeans(
    y.map((value, t) => (added ? value - (trend[t] as number) : value / (trend[t] as number))),
    period,
  );
  const level = mean(figure);
  return figure.map((value) => (added ? value - level : Math.max(value / level, 1e-2)));
}

/** A level and nothing else: a start for multiplied forms where the heuristic falls below 0. */
export const plainState = (y: Float64Array, form: EtsForm, period: number): EtsState => ({
  level: mean(y),
  slope: 0,
  season: new Float64Array(form.season === 'none' ? 0 : period).fill(form.season === 'multiplicative' ? 1 : 0),
});
