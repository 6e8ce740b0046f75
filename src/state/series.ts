import { pick, type SeriesFrame } from '../frame/frame';
import { seriesName } from '../frame/table';
import { latest } from './run';
import type { Studio } from './store';

/** Every series read, each as a frame of one column under its name. */
export function seriesRead(
  state: Pick<Studio, 'read'>,
): readonly { readonly name: string; readonly frame: SeriesFrame }[] {
  const frames = latest(state.read)?.frames ?? [];
  return frames.flatMap((frame) =>
    frame.columns.map((column, i) => ({
      name: seriesName(frame, i),
      frame: frame.columns.length === 1 ? frame : pick(frame, column.key),
    })),
  );
}

/** The series that is looked at: the recipe's, or the first. */
export function chosenSeries(
  state: Pick<Studio, 'read' | 'recipe'>,
): { readonly name: string; readonly frame: SeriesFrame } | undefined {
  const all = seriesRead(state);
  return all.find(({ name }) => name === state.recipe.present.series) ?? all[0];
}
