import { picked, sortedRows } from '../frame/order';
import type { SeriesQuery } from '../frame/query';
import { bucketed, isAggregate } from './aggregate';
import type { RawSeries } from './assemble';
import type { Sheet, Tag } from './table';
import type { Estimate } from './types';

/** Up to this many combinations of words are looked up in an array. */
const DIRECT = 1 << 20;

/** Rows of one series: the words it is grouped by, and where its rows stand; `all` = every row of the sheet. */
interface Group {
  readonly words: readonly string[];
  readonly rows: Uint32Array | 'all';
}

/** A tag whose equal words have one number. */
interface Grouping {
  readonly codes: Uint32Array;
  /** Number of the word of each code. */
  readonly of: Uint32Array;
  readonly words: readonly string[];
}

function groupingBy({ words, codes }: Tag): Grouping {
  const known = new Map<string, number>();
  const of = Uint32Array.from(words, (word) => {
    const number = known.get(word) ?? known.size;
    known.set(word, number);
    return number;
  });
  return { codes, of, words: [...known.keys()] };
}

/** The rows of a sheet that a query asks for, by group; those of a group as they stand in the file. */
function groupsOf(sheet: Sheet, query: SeriesQuery): readonly Group[] {
  const { time } = sheet;
  const n = time.length;
  const { start, stop } = query.range;
  const by = query.groupBy.map((tag) => sheet.tags.get(tag));
  const groupings = by.flatMap((tag) => (tag === undefined ? [] : [groupingBy(tag)]));
  const filters = query.filters
    .filter(({ values }) => values.length > 0)
    .map(({ tag, values }) => {
      const column = sheet.tags.get(tag);
      const wanted = new Set(values);
      return column === undefined
        ? { codes: undefined, allowed: Uint8Array.of(wanted.has('') ? 1 : 0) }
        : { codes: column.codes, allowed: Uint8Array.from(column.words, (word) => (wanted.has(word) ? 1 : 0)) };
    });
  if (filters.some(({ codes, allowed }) => codes === undefined && allowed[0] === 0)) return [];
  const kept = filters.flatMap(({ codes, allowed }) => (codes === undefined ? [] : [{ codes, allowed }]));

  // First which group each row belongs to, then the rows of each group one after the other.
  const ids = new Uint32Array(n); // 0 = not asked for, else the group's number + 1
  for (let i = 0; i < n; i++) {
    const t = time[i] as number;
    if (!(t >= start && t < stop)) continue;
    let wanted = true;
    for (let f = 0; f < kept.length && wanted; f++) {
      const { codes, allowed } = kept[f] as (typeof kept)[number];
      wanted = allowed[codes[i] as number] === 1;
    }
    if (wanted) ids[i] = 1;
  }
  let groups = 1;
  for (const grouping of groupings) groups = parted(ids, groups, grouping);
  const counts: number[] = [];
  const examples: number[] = [];
  for (let i = 0; i < n; i++) {
    const id = (ids[i] as number) - 1;
    if (id < 0) continue;
    if (id === counts.length) {
      counts.push(0);
      examples.push(i);
    }
    counts[id] = (counts[id] as number) + 1;
  }
  const wordsAt = (row: number): string[] => by.map((tag) => tag?.words[tag.codes[row] as number] ?? '');
  if (counts.length === 1 && counts[0] === n) return [{ words: wordsAt(0), rows: 'all' }];
  const places = new Uint32Array(counts.length);
  let before = 0;
  counts.forEach((count, id) => {
    places[id] = before;
    before += count;
  });
  const rows = new Uint32Array(before);
  for (let i = 0; i < n; i++) {
    const id = (ids[i] as number) - 1;
    if (id < 0) continue;
    const place = places[id] as number;
    rows[place] = i;
    places[id] = place + 1;
  }
  return counts.map((count, id) => {
    const end = places[id] as number;
    return { words: wordsAt(examples[id] as number), rows: rows.subarray(end - count, end) };
  });
}

/**
 * Parts groups by the words of one more tag; gives how many there are then. Groups are numbered in the order of their
 * first rows, anew after each tag: so no number outgrows rows × words.
 */
function parted(ids: Uint32Array, groups: number, { codes, of, words }: Grouping): number {
  const direct = groups * words.length <= DIRECT ? new Uint32Array(groups * words.length) : undefined;
  const known = new Map<number, number>();
  let found = 0;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number;
    if (id === 0) continue;
    const pair = (id - 1) * words.length + (of[codes[i] as number] as number);
    const held = (direct === undefined ? known.get(pair) : direct[pair]) || ++found;
    if (direct === undefined) known.set(pair, held);
    else direct[pair] = held;
    ids[i] = held;
  }
  return found;
}

/** One field of one group, in time order: a copy, free to be handed on. */
interface Part {
  readonly words: readonly string[];
  readonly time: Float64Array;
  readonly fields: readonly { readonly field: string; readonly values: Float64Array }[];
}

function partOf(sheet: Sheet, { words, rows }: Group, asked: readonly string[]): { part: Part; unordered: number } {
  const pick = (values: Float64Array) => (rows === 'all' ? values.slice() : picked(values, rows));
  const raw = pick(sheet.time);
  const fields = asked.flatMap((field) => {
    const values = sheet.values.get(field);
    return values === undefined ? [] : [{ field, values: pick(values) }];
  });
  return inOrder({ words, time: raw, fields });
}

function inOrder(part: Part): { part: Part; unordered: number } {
  const { order, unordered } = sortedRows(part.time);
  if (order === undefined) return { part, unordered };
  const fields = part.fields.map(({ field, values }) => ({ field, values: picked(values, order) }));
  return { part: { ...part, time: picked(part.time, order), fields }, unordered };
}

/** Parts of one group with a field in common become one: their rows together, in time order. */
function together(parts: readonly Part[]): readonly Part[] {
  const seen = new Set<string>();
  const shared = parts.some(({ fields }) =>
    fields.some(({ field }) => {
      const before = seen.has(field);
      seen.add(field);
      return before;
    }),
  );
  if (!shared) return parts;
  return [...seen].map((field) => {
    const own = parts.flatMap((part) => {
      const values = part.fields.find((one) => one.field === field)?.values;
      return values === undefined ? [] : [{ time: part.time, values }];
    });
    const joined = (key: 'time' | 'values'): Float64Array => {
      const all = new Float64Array(own.reduce((sum, { time }) => sum + time.length, 0));
      let at = 0;
      for (const one of own) {
        all.set(one[key], at);
        at += one.time.length;
      }
      return all;
    };
    const words = parts[0]?.words ?? [];
    return inOrder({ words, time: joined('time'), fields: [{ field, values: joined('values') }] }).part;
  });
}

/**
 * The series a query asks of a file's sheets, made into what the query wants of them; `unordered` counts rows that stood
 * after a later one of their series.
 */
export function seriesIn(
  sheets: readonly Sheet[],
  query: SeriesQuery,
): { readonly series: readonly RawSeries[]; readonly unordered: number } {
  const groups = new Map<string, Part[]>();
  let unordered = 0;
  for (const sheet of sheets) {
    if (!query.fields.some((field) => sheet.values.has(field))) continue;
    for (const group of groupsOf(sheet, query)) {
      const { part, unordered: found } = partOf(sheet, group, query.fields);
      unordered += found;
      const key = JSON.stringify(group.words);
      const parts = groups.get(key);
      if (parts === undefined) groups.set(key, [part]);
      else parts.push(part);
    }
  }
  const series: RawSeries[] = [];
  for (const parts of groups.values()) {
    const named = query.groupBy.map((tag, i) => [tag, parts[0]?.words[i] ?? '']);
    const labels = { ...Object.fromEntries(named), _measurement: query.measurement };
    for (const { time, fields } of together(parts)) {
      const { aggregate } = query;
      if (aggregate === 'none' || !isAggregate(aggregate)) series.push({ labels, time, fields });
      else {
        for (const { field, values } of fields) {
          const made = bucketed(time, values, query.everyMs, aggregate, query);
          series.push({ labels, time: made.time, fields: [{ field, values: made.values }] });
        }
      }
    }
  }
  return { series, unordered };
}

/** How much a query would read of a file's sheets: raw points to the last one, buckets at most. */
export function estimateOf(sheets: readonly Sheet[], query: SeriesQuery): Estimate {
  const series = new Set<string>();
  let points = 0;
  for (const sheet of sheets) {
    const fields = query.fields.filter((field) => sheet.values.has(field));
    if (fields.length === 0) continue;
    for (const { words, rows } of groupsOf(sheet, query)) {
      for (const field of fields) series.add(JSON.stringify([words, field]));
      points += fields.length * mostPoints(sheet.time, rows, query);
    }
  }
  return { points, series: series.size, exact: query.aggregate === 'none' };
}

function mostPoints(time: Float64Array, rows: Uint32Array | 'all', { aggregate, everyMs }: SeriesQuery): number {
  const n = rows === 'all' ? time.length : rows.length;
  if (aggregate === 'none') return n;
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < n; i++) {
    const t = time[rows === 'all' ? i : (rows[i] as number)] as number;
    if (t < first) first = t;
    if (t > last) last = t;
  }
  return Math.min(n, Math.floor(last / everyMs) - Math.floor(first / everyMs) + 1);
}
