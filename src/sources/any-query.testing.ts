import fc from 'fast-check';
import type { QueryFill, SeriesQuery } from '../frame/query';
import { AGGREGATES } from './aggregate';

/** Names made of what means something in some language. */
export const awkward = fc
  .array(
    fc.constantFrom(
      'a', '"', '\\', '$', '{', '}', '$\x7bx}', '\n', '\r', '\t', "'", ' ', ',', '=', '|>', '//', '😀', 'ü', ')', ';', '--',
    ), // biome-ignore format: a list
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

/** What a query can ask besides its names. */
export const anyAsking = fc
  .record({
    aggregate: fc.constantFrom(...AGGREGATES),
    everyMs: fc.constantFrom(60_000, 3_600_000, 21_600_000, 86_400_000, 7 * 86_400_000),
    fill: fc.constantFrom<QueryFill | undefined>(undefined, 'gap', 'previous', 'linear', 0, -1.5, 1e-9, 1e21),
    amount: fc.constantFrom(undefined, 1, 5, 95, 100),
    zone: fc.constantFrom(undefined, 'UTC', 'Europe/Vienna', 'Asia/Kolkata', 'America/St_Johns'),
  })
  .map(({ fill, amount, zone, ...rest }) => ({
    ...rest,
    ...(fill !== undefined && { fill }),
    ...(amount !== undefined && { amount }),
    ...(zone !== undefined && { zone }),
  }));

/** Any query, of anything. */
export const anyQuery: fc.Arbitrary<SeriesQuery> = fc
  .tuple(
    anyAsking,
    fc.record({
      database: awkward,
      measurement: awkward,
      fields: fc.array(awkward, { maxLength: 3 }),
      filters: fc.array(fc.record({ tag: awkward, values: fc.array(awkward, { maxLength: 3 }) }), { maxLength: 2 }),
      groupBy: fc.uniqueArray(awkward, { maxLength: 3 }),
      range: fc
        .tuple(fc.integer({ min: -1e12, max: 3e12 }), fc.integer({ min: 1, max: 1e11 }))
        .map(([start, length]) => ({ start, stop: start + length })),
    }),
  )
  .map(([asking, names]) => ({ ...asking, ...names }));
