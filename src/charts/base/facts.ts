import type { Facts } from '../../math/downsample/view';

/** Looking through more values than this would make a page wait. */
const MOST = 2 ** 20;

const known = new WeakMap<Float64Array, Facts>();

/** Tells what was found of an array elsewhere: in the worker that holds it. */
export const tellFacts = (values: Float64Array, facts: Facts): void => void known.set(values, facts);

/**
 * The least, the largest and the missing values, found once for each array: charts are drawn again and again. Undefined of
 * more than a million values until they are told.
 */
export function factsOf(values: Float64Array): Facts | undefined {
  const before = known.get(values);
  if (before !== undefined) return before;
  if (values.length > MOST) return undefined;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let missing = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
    if (Number.isNaN(value)) missing++;
  }
  const facts = low > high ? { low: Number.NaN, high: Number.NaN, missing } : { low, high, missing };
  known.set(values, facts);
  return facts;
}
