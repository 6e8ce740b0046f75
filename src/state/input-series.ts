import type { SeriesFrame } from '../frame/frame';
import { joined, together } from '../pipeline/inputs-join';
import { inputsOf, type Recipe } from '../pipeline/recipe';
import type { NamedSeries } from './series';

/**
 * A series with those others beside it that are inputs of the recipe, as further columns, and all that is known of those
 * known beforehand: what training, backtests and detection are handed.
 */
export function withInputSeries(
  all: readonly NamedSeries[],
  { name, frame }: NamedSeries,
  recipe: Recipe,
): { readonly frame: SeriesFrame; readonly known?: SeriesFrame } {
  const { series, ahead = [] } = inputsOf(recipe);
  if (series.length === 0) return { frame };
  const others = all.filter((other) => other.name !== name && series.includes(other.name));
  const known = together(others.filter((other) => ahead.includes(other.name)));
  return { frame: joined(frame, others), ...(known !== undefined && { known }) };
}
