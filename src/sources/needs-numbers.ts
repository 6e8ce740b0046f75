import type { JobContext } from '../base/job';
import type { SeriesQuery } from '../frame/query';
import { type Reading, readSliced } from './sliced';
import type { QueryResult } from './types';

/**
 * Reads a query; where the server says that its aggregate cannot take a field's type, again without the fields that hold no
 * numbers, with a note. @throws what the read throws for another reason, or when all fields hold numbers.
 */
export async function readNumbers(
  reading: (query: SeriesQuery) => Reading,
  query: SeriesQuery,
  isTypeFault: (error: unknown) => boolean,
  numeric: () => Promise<(field: string) => boolean>,
  ctx: JobContext,
): Promise<QueryResult> {
  try {
    return await readSliced(reading(query), ctx);
  } catch (error) {
    if (!isTypeFault(error)) throw error;
    const isNumeric = await numeric();
    const fields = query.fields.filter(isNumeric);
    if (fields.length === query.fields.length) throw error;
    const out = query.fields.filter((field) => !isNumeric(field)).map((field) => `“${field}”`);
    const note = `${out.join(', ')} left out: ${query.aggregate} needs numbers.`;
    if (fields.length === 0) return { frames: [], rows: 0, notes: [note], text: reading(query).text };
    const result = await readSliced(reading({ ...query, fields }), ctx);
    return { ...result, notes: [note, ...result.notes] };
  }
}
