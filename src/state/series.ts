import { pick, type SeriesFrame } from '../frame/frame';
import { seriesName } from '../frame/table';
import { latest } from './run';
import type { Studio } from './store';

/** Of the store, what the series come from; without `shaped` they are those read, before any step by hand. */
export type SeriesState = Pick<Studio, 'read'> & Partial<Pick<Studio, 'shaped'>>;

/** A frame of one column and what a person calls it. */
export interface NamedSeries {
  readonly name: string;
  readonly frame: SeriesFrame;
}

/** Every series, after the steps by hand where they were taken, each as a frame of one column under its name. */
export function seriesRead(state: SeriesState): readonly NamedSeries[] {
  const read = latest(state.read);
  const shaped = state.shaped && latest(state.shaped);
  const frames = (shaped?.of === read ? shaped?.frames : undefined) ?? read?.frames ?? [];
  return frames.flatMap((frame) =>
    frame.columns.map((column, i) => ({
      name: seriesName(frame, i),
      frame: frame.columns.length === 1 ? frame : pick(frame, column.key),
    })),
  );
}

/** The series that is looked at: the recipe's, or the first. */
export function chosenSeries(state: SeriesState & Pick<Studio, 'recipe'>): NamedSeries | undefined {
  const all = seriesRead(state);
  return all.find(({ name }) => name === state.recipe.present.series) ?? all[0];
}
