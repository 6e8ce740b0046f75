import { count, type RawSeries, were } from './assemble';
import type { Grow } from './grow';
import type { BadRecords } from './types';

/** What an answer held, in all. */
export interface Decoded {
  readonly series: readonly RawSeries[];
  readonly notes: readonly string[];
  readonly bad?: BadRecords;
}

/** A series while its rows arrive, whose columns turn out to hold numbers, texts or both. */
export interface Arriving {
  readonly labels: Readonly<Record<string, string>>;
  readonly time: Grow;
  readonly columns: readonly { readonly field: string; readonly values: Grow; texts: number; numbers: number }[];
}

/** What can be drawn of series that arrived: columns of text are left out and told of, texts among numbers are gaps and counted. */
export function arrived(all: Iterable<Arriving>): Pick<Decoded, 'series' | 'notes'> {
  const wordy = new Set<string>();
  const mixed = new Map<string, number>();
  const series = [...all].map(({ labels, time, columns }): RawSeries => {
    const kept = columns.filter(({ field, texts, numbers }) => {
      if (texts > 0 && numbers === 0) wordy.add(field);
      else if (texts > 0) mixed.set(field, (mixed.get(field) ?? 0) + texts);
      return texts === 0 || numbers > 0;
    });
    return { labels, time: time.taken(), fields: kept.map(({ field, values }) => ({ field, values: values.taken() })) };
  });
  const notes = [...wordy].map((field) => `“${field}” holds text, which cannot be drawn; it was left out.`);
  for (const [field, texts] of mixed) {
    notes.push(`“${field}” holds ${count(texts, 'text')} among its numbers; they became gaps.`);
  }
  return { series: series.filter(({ fields }) => fields.length > 0), notes };
}

/** The note of whole numbers that a double cannot hold; none where there were none. */
export const roundedNote = (rounded: number): string[] =>
  rounded === 0 ? [] : [`${count(rounded, 'whole number')} beyond 2^53 ${were(rounded)} rounded.`];

/** The note of rows that cannot be put on an axis; none where there were none. */
export const timelessNote = (timeless: number): string[] =>
  timeless === 0 ? [] : [`${count(timeless, 'row')} had no time and cannot be drawn.`];
