import { StudioError } from '../base/errors';
import type { SeriesFrame } from './frame';

/** One point as line protocol knows it. */
export interface LinePoint {
  readonly measurement: string;
  /** Tags without a value are left out: InfluxDB knows no empty tag. */
  readonly tags: Readonly<Record<string, string>>;
  /** Numbers are written as floats; those that are not finite are left out. */
  readonly fields: Readonly<Record<string, number | string | boolean>>;
  /** Epoch milliseconds UTC; a fraction is cut off. */
  readonly time: number;
}

/**
 * A tag key or value as line protocol can carry it: a line break becomes a space (a line is a point), and backslashes
 * at the end, which would hide the sign after them, are dropped.
 */
export const carriedTag = (name: string): string => name.replace(/[\r\n\0]/g, ' ').replace(/\\+$/, '');

/**
 * A measurement or field key as line protocol can carry it. InfluxDB 1.6 and 2.7 read a backslash before a comma,
 * space, equals sign or quote in them as an escape and cannot be told otherwise, so those backslashes are dropped too.
 */
export const carriedName = (name: string): string => carriedTag(name).replace(/\\+(?=[,= "])/g, '');

/** A measurement, escaped for the start of a line. */
export const escapeMeasurement = (name: string): string => carriedName(name).replace(/[, ]/g, '\\$&');

/** A field key, escaped. */
export const escapeField = (name: string): string => carriedName(name).replace(/[,= ]/g, '\\$&');

/** A tag key or value, escaped. */
export const escapeTag = (name: string): string => carriedTag(name).replace(/[,= ]/g, '\\$&');

/** A text field's value with its quotes. */
export const quoteText = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&')}"`;

/**
 * A point as one line with a millisecond time, or undefined when none of its fields can be written.
 * @throws StudioError `bad-input` when a name is empty, or the measurement starts with `#`, which marks a comment.
 */
export function line(point: LinePoint): string | undefined {
  const fields = Object.entries(point.fields).flatMap(([key, value]) => {
    const text = fieldText(value);
    return text === undefined ? [] : [`${named('field', key, escapeField)}=${text}`];
  });
  if (fields.length === 0) return undefined;
  const time = Math.trunc(point.time);
  if (!Number.isFinite(time))
    throw new StudioError('bad-input', 'A point to write has no time.', { value: point.time });
  return `${head(point.measurement, point.tags)} ${fields.join(',')} ${time}`;
}

/**
 * A frame's points as lines, one a time, every column a field named `names[key]` or else by its key.
 * Times at which all columns are missing give no line.
 */
export function frameLines(
  frame: SeriesFrame,
  target: { readonly measurement: string; readonly tags: Readonly<Record<string, string>> },
  names: Readonly<Record<string, string>> = {},
): string[] {
  const start = head(target.measurement, target.tags);
  const columns = frame.columns.map((column) => ({
    name: named('field', names[column.key] ?? column.key, escapeField),
    values: column.values,
  }));
  const lines: string[] = [];
  frame.time.forEach((time, i) => {
    const fields = columns.flatMap(({ name, values }) => {
      const text = fieldText(values[i] as number);
      return text === undefined ? [] : [`${name}=${text}`];
    });
    if (fields.length > 0) lines.push(`${start} ${fields.join(',')} ${Math.trunc(time)}`);
  });
  return lines;
}

function head(measurement: string, tags: LinePoint['tags']): string {
  const name = named('measurement', measurement, escapeMeasurement);
  if (name.startsWith('#')) {
    throw new StudioError('bad-input', 'InfluxDB takes a measurement that starts with # for a comment.', {
      next: 'Choose another name for the measurement.',
      place: 'measurement',
      value: measurement,
    });
  }
  const parts = Object.entries(tags)
    .filter(([, value]) => carriedTag(value) !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `,${named('tag', key, escapeTag)}=${escapeTag(value)}`);
  return name + parts.join('');
}

function named(what: 'measurement' | 'tag' | 'field', name: string, spell: (name: string) => string): string {
  if (carriedName(name).trim() !== '') return spell(name);
  throw new StudioError('bad-input', `A ${what} to write has no name.`, { next: `Name the ${what}.`, place: what });
}

function fieldText(value: number | string | boolean): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  return typeof value === 'string' ? quoteText(value) : String(value);
}
