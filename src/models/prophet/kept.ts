import type { Weights } from '../../frame/parts';
import { damaged } from '../request';
import type { Curve } from './curve';
import { width } from './design';

/** What is kept: the curve, and of which history it is. */
export interface Kept extends Curve {
  /** Points of that history and a sum that tells it from others. */
  readonly points: number;
  readonly sum: number;
}

/** What kept weights hold. @throws StudioError `damaged` where it is not whole. */
export function keptOf({ state }: Weights): Kept {
  const design = objectOf(state.design);
  const fitted = objectOf(state.fitted);
  const sound =
    ['linear', 'logistic', 'flat'].includes(String(design.growth)) &&
    typeof design.multiplicative === 'boolean' &&
    areNumbers([design.start, design.span, design.floor, design.scale, design.cap]) &&
    Number(design.span) > 0 &&
    Array.isArray(design.seasons) &&
    design.seasons.every((season) => {
      const { days, order } = objectOf(season);
      return areNumbers([days, order]) && Number(days) > 0 && Number.isInteger(order) && Number(order) <= 100;
    }) &&
    areNumbers(design.bends) &&
    areNumbers(fitted.changes) &&
    areNumbers(fitted.seasonal) &&
    areNumbers([fitted.slope, fitted.offset, fitted.noise, state.points, state.sum]);
  if (!sound) throw damaged();
  const kept = state as unknown as Kept;
  const fits =
    kept.fitted.changes.length === kept.design.bends.length && kept.fitted.seasonal.length === width(kept.design);
  if (!fits) throw damaged();
  return kept;
}

const areNumbers = (values: unknown): boolean => Array.isArray(values) && values.every(Number.isFinite);

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
