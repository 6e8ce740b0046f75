import type { SeriesChart } from '../../charts/series';
import { first, type SeriesFrame } from '../../frame/frame';
import { drawn } from './data/drawn';

/** The unit of a frame's first column, where its source knows it: spread into a chart's data. */
export function unitOf(frame: SeriesFrame): { readonly unit?: string } {
  const unit = first(frame).labels._unit;
  return unit === undefined || unit === '' ? {} : { unit };
}

/** A frame's first column as the series chart draws it, absent points opened. */
export const oneSeries = (name: string, frame: SeriesFrame): SeriesChart => ({
  series: [drawn(name, frame)],
  ...unitOf(frame),
});
