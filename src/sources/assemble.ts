import type { BuildReport, Column, SeriesFrame } from '../frame/frame';
import { build, markRegular } from '../frame/frame';
import { orderOf } from '../frame/order';
import type { Mended } from './types';

/** Rows as a source read them, in any order: one axis, the fields on it, and what tells it from other series. */
export interface RawSeries {
  /** Tags, and `_measurement` where it is known. */
  readonly labels: Readonly<Record<string, string>>;
  readonly time: Float64Array;
  readonly fields: readonly { readonly field: string; readonly values: Float64Array; readonly unit?: string }[];
}

/** Field names that say nothing: the measurement is the better name. */
const NAMELESS = /^(_?value|val|gauge|counter)$/i;

/** What a person calls a field: its own name, or its measurement's where it is just `value`. */
export const columnKey = (field: string, measurement: string | undefined): string =>
  NAMELESS.test(field) && measurement !== undefined && measurement !== '' ? measurement : field;

/**
 * Frames from raw series: those with equal labels share a frame, whose axis is the union of their times; columns in the
 * order of `fields`, frames in the order of their labels. The notes say what was mended.
 */
export function assemble(
  series: readonly RawSeries[],
  fields: readonly string[] = [],
): {
  readonly frames: readonly SeriesFrame[];
  readonly rows: number;
  readonly mended: Mended;
  readonly notes: readonly string[];
} {
  const groups = new Map<string, { readonly labels: RawSeries['labels']; readonly parts: SeriesFrame[] }>();
  const reports: BuildReport[] = [];
  for (const one of series) {
    const key = JSON.stringify(Object.entries(one.labels).sort(([a], [b]) => (a < b ? -1 : 1)));
    const group = groups.get(key) ?? { labels: one.labels, parts: [] };
    groups.set(key, group);
    const { frame, report } = build(
      one.time,
      one.fields.map((field) => columnOf(field, one.labels)),
    );
    reports.push(report);
    group.parts.push(frame);
  }
  const order = (column: Column): number => {
    const place = fields.indexOf(column.labels._field ?? '');
    return place < 0 ? fields.length : place;
  };
  const frames = [...groups.values()]
    .sort((a, b) => compareLabels(a.labels, b.labels))
    .map(({ parts }) => joined(parts))
    .filter((frame) => frame.time.length > 0)
    .map((frame) => ({ ...frame, columns: frame.columns.toSorted((a, b) => order(a) - order(b)) }));
  const total = (part: keyof BuildReport): number => reports.reduce((sum, report) => sum + report[part], 0);
  const mended = {
    duplicates: total('duplicates'),
    unordered: total('unordered'),
    badTimes: total('badTimes'),
    infinite: total('infinite'),
  };
  return { frames, rows: total('rows'), mended, notes: notesOf(total('rows'), mended) };
}

function columnOf(field: RawSeries['fields'][number], labels: RawSeries['labels']): Column {
  return {
    key: columnKey(field.field, labels._measurement),
    values: field.values,
    labels: { ...labels, _field: field.field, ...(field.unit !== undefined && { _unit: field.unit }) },
  };
}

const collator = new Intl.Collator('en', { numeric: true });

function compareLabels(a: RawSeries['labels'], b: RawSeries['labels']): number {
  for (const key of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()) {
    const difference = collator.compare(a[key] ?? '', b[key] ?? '');
    if (difference !== 0) return difference;
  }
  return 0;
}

function joined(parts: readonly SeriesFrame[]): SeriesFrame {
  const [first, ...rest] = parts;
  if (first === undefined) return { time: new Float64Array(), columns: [] };
  if (rest.length === 0) return first;
  if (rest.every(({ time }) => time.length === first.time.length && time.every((t, i) => t === first.time[i]))) {
    return { ...first, columns: unique(parts.flatMap(({ columns }) => columns)) };
  }
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.time.length, 0));
  let filled = 0;
  for (const part of parts) {
    all.set(part.time, filled);
    filled += part.time.length;
  }
  const { order } = orderOf(all);
  const time = order === undefined ? all : Float64Array.from(order, (i) => all[i] as number);
  const columns = parts.flatMap((part) => {
    let at = 0;
    const place = Int32Array.from(time, (t) => (part.time[at] === t ? at++ : -1));
    return part.columns.map((column) => ({
      ...column,
      values: Float64Array.from(place, (i) => (i < 0 ? Number.NaN : (column.values[i] as number))),
    }));
  });
  return markRegular({ time, columns: unique(columns) });
}

/** Keys made unique by a number, as two results of one query may carry the same field. */
function unique(columns: readonly Column[]): Column[] {
  const seen = new Map<string, number>();
  return columns.map((column) => {
    const count = (seen.get(column.key) ?? 0) + 1;
    seen.set(column.key, count);
    return count === 1 ? column : { ...column, key: `${column.key} ${count}` };
  });
}

/** The figures of several readings as those of one; undefined where nobody counted. */
export function joinedMended(all: readonly (Mended | undefined)[]): Mended | undefined {
  const known = all.filter((one) => one !== undefined);
  if (known.length === 0) return undefined;
  const total = (part: keyof Mended): number => known.reduce((sum, one) => sum + one[part], 0);
  return {
    duplicates: total('duplicates'),
    unordered: total('unordered'),
    badTimes: total('badTimes'),
    infinite: total('infinite'),
  };
}

function notesOf(rows: number, { badTimes, infinite, duplicates }: Mended): string[] {
  const notes: string[] = [];
  if (badTimes > 0) notes.push(`${count(badTimes, 'row')} had no readable time and ${were(badTimes)} left out.`);
  if (infinite > 0) notes.push(`${count(infinite, 'infinite value')} became ${infinite === 1 ? 'a gap' : 'gaps'}.`);
  if (duplicates > 0) {
    notes.push(
      `${count(duplicates, 'point')} of ${rows.toLocaleString('en')} had the time of another and ${were(duplicates)} ` +
        'left out; the last one counts. Several series may have been read as one: group by a tag, or take an aggregate.',
    );
  }
  return notes;
}

/** `1 row`, `1,200 rows`. */
export const count = (n: number, thing: string): string => `${n.toLocaleString('en')} ${thing}${n === 1 ? '' : 's'}`;

export const were = (n: number): string => (n === 1 ? 'was' : 'were');
