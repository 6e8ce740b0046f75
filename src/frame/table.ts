import type { SeriesFrame } from './frame';

/** What a person calls a series: its key and the tags that set it apart. */
export function seriesName(frame: SeriesFrame, index = 0): string {
  const column = frame.columns[index];
  if (column === undefined) return '';
  const tags = Object.entries(column.labels)
    .filter(([key]) => !key.startsWith('_'))
    .map(([key, value]) => `${key}=${value}`);
  return tags.length === 0 ? column.key : `${column.key} ${tags.join(' ')}`;
}
