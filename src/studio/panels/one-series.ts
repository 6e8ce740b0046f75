import type { SeriesChart } from '../../charts/series';
import { first, type SeriesFrame } from '../../frame/frame';

/** The unit of a frame's first column, where its source knows it: spread into a chart's data. */
export function unitOf(frame: SeriesFrame): { readonly unit?: string } {
  const unit = first(frame).labels._unit;
  return unit === undefined || unit === '' ? {} : { unit };
}

/** A frame's first column as the series chart draws it. */
export const oneSeries = (name: string, frame: SeriesFrame): SeriesChart => ({
  series: [{ name, time: frame.time, values: first(frame).values }],
  ...unitOf(frame),
});
