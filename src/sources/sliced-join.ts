import type { RawSeries } from './assemble';

const labelsKey = ({ labels }: RawSeries): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

/**
 * The series of several stretches of time, given in their order, as those of one: series of equal labels one after the
 * other, fields that a stretch lacks missing there. Copies, but for a single stretch.
 */
export function joinedSeries(stretches: readonly (readonly RawSeries[])[]): readonly RawSeries[] {
  const [only] = stretches;
  if (only !== undefined && stretches.length === 1) return only;
  // Flux sends a table a field: several of the same labels.
  const apart = stretches.some((all) => new Set(all.map(labelsKey)).size < all.length);
  const groups = new Map<string, RawSeries[]>();
  for (const series of stretches.flat()) {
    const key = labelsKey(series) + (apart ? JSON.stringify(series.fields.map(({ field }) => field)) : '');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [series]);
    else group.push(series);
  }
  return [...groups.values()].map(chained);
}

function chained(parts: readonly RawSeries[]): RawSeries {
  const length = parts.reduce((sum, { time }) => sum + time.length, 0);
  const time = new Float64Array(length);
  const fields = new Map<string, { readonly values: Float64Array; readonly unit: string | undefined }>();
  let at = 0;
  for (const part of parts) {
    time.set(part.time, at);
    for (const { field, values, unit } of part.fields) {
      const into = fields.get(field) ?? { values: new Float64Array(length).fill(Number.NaN), unit };
      fields.set(field, into);
      into.values.set(values, at);
    }
    at += part.time.length;
  }
  return {
    labels: parts[0]?.labels ?? {},
    time,
    fields: [...fields].map(([field, { values, unit }]) => ({ field, values, ...(unit !== undefined && { unit }) })),
  };
}
