import type { ThenAndNow } from '../../../state/past-forecasts';
import { counted, figure, moment, percent } from '../../format';

/** How one forecast fared, or several: `Off by 1.2 kW on average over 48 points; 92 % of them inside the 95 % band.` */
function outcomeWords(then: readonly ThenAndNow[], unit = ''): string {
  const points = then.reduce((sum, { outcome }) => sum + outcome.known, 0);
  if (points === 0) return 'Nothing is known yet of what then happened.';
  const mean = (of: (one: ThenAndNow) => number): number => {
    const known = then.filter((one) => Number.isFinite(of(one)));
    const weight = known.reduce((sum, { outcome }) => sum + outcome.known, 0);
    return known.reduce((sum, one) => sum + of(one) * one.outcome.known, 0) / weight;
  };
  const off = `Off by ${figure(mean(({ outcome }) => outcome.mae))}${unit === '' ? '' : ` ${unit}`} on average over ${counted(points, 'point')}`;
  const inside = mean(({ outcome }) => outcome.inside);
  const claimed = new Set(then.map(({ outcome }) => outcome.claimed).filter(Number.isFinite));
  const [only] = claimed;
  const band =
    only === undefined || !Number.isFinite(inside)
      ? ''
      : claimed.size === 1
        ? `; ${percent(inside, 0)} of them lay inside the ${percent(only)} band`
        : `; ${percent(inside, 0)} of them lay inside the bands`;
  return `${off}${band}.`;
}

/** Which forecasts are drawn, and how they fared. */
export function thenWords(then: readonly ThenAndNow[], unit: string | undefined, zone: string): string {
  const [one] = then;
  if (one === undefined) return '';
  const which =
    then.length === 1
      ? `Made by ${one.model === undefined ? one.modelTitle : `“${one.model.name}”`} when nothing after ${moment(one.origin, zone)} was known.`
      : `${counted(then.length, 'forecast')}, each made when nothing after where it begins was known.`;
  return `${which} ${outcomeWords(then, unit)}`;
}
