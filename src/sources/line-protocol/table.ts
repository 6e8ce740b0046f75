import type { JobContext } from '../../base/job';
import { count, were } from '../assemble';
import { BadList } from '../bad';
import { eachPiece, headOf } from '../file-bytes';
import { Grow } from '../grow';
import { leftOut } from '../left-out';
import { StampReader } from '../stamp-reader';
import { epochOf, TIME_WORDS, type TimeFormat } from '../stamps';
import { FIRST_ROWS, type FileColumn, type FileTable, type Sheet, type Tag } from '../table';
import { GrowCodes, Words } from '../words';
import type { LineProtocolParams } from '.';
import { Decoder, type Field, type Point } from './decode';
import { type SeriesKey, seriesKey, unescaped } from './series-key';

const UTF8 = new TextDecoder();
const HEAD_BYTES = 1 << 18;
/** Points with further sets of fields are left out. */
const MOST_PARTS = 2000;
const CROWDED = `its measurement has ${MOST_PARTS.toLocaleString('en')} other sets of fields: field names are data here`;

/** Reads a file of line protocol, or the points of its first `most` bytes. */
export async function readLines(
  file: Blob,
  params: LineProtocolParams,
  ctx: JobContext,
  most?: number,
): Promise<FileTable> {
  const format = await precisionOf(file, params, ctx);
  const taker = new Taker(format);
  const decoder = new Decoder({
    take: (point) => taker.take(point),
    bad: (line, reason, text) => taker.skip(line, reason, text),
  });
  const reading = { rows: () => taker.rows, ...(most !== undefined && { most }) };
  const end = await eachPiece(file, ctx, (piece) => decoder.push(piece), reading);
  decoder.end(end !== 'left');
  return taker.table(end === 'broken');
}

const PRECISIONS: Readonly<Record<string, TimeFormat>> = {
  ns: 'epoch-ns',
  us: 'epoch-us',
  ms: 'epoch-ms',
  s: 'epoch-s',
};

/** What the file's times count: as asked, else by their size, else nanoseconds as InfluxDB does. */
async function precisionOf(file: Blob, { precision }: LineProtocolParams, ctx: JobContext): Promise<TimeFormat> {
  const asked = PRECISIONS[precision];
  if (asked !== undefined) return asked;
  const text = UTF8.decode((await headOf(file, HEAD_BYTES, ctx)).head);
  const times = [...text.matchAll(/ (-?\d+)\s*\n/g)].map(([, digits]) => Number(digits)).filter((time) => time > 0);
  return (times.length === 0 ? undefined : epochOf(times)) ?? 'epoch-ns';
}

/** A column of numbers, or one of words. */
type FieldColumn = { readonly name: string } & (
  | { readonly numbers: Grow }
  | { readonly words: Words; readonly codes: GrowCodes }
);

/** The points of a measurement with the same fields. */
interface Part {
  readonly measurement: string;
  readonly time: Grow;
  readonly series: GrowCodes;
  readonly columns: readonly FieldColumn[];
}

/** Takes points in: one part for each set of fields, its series as codes. */
class Taker {
  rows = 0;
  private readonly stamps: StampReader;
  private readonly format: TimeFormat;
  private readonly keys = new Words();
  private readonly names = new Words();
  private readonly series: (SeriesKey | string)[] = ['no measurement'];
  /** Where each step from one field to the next leads; a part stands at the end of a way. */
  private readonly ways = new Map<number, number>();
  private readonly parts: (Part | undefined)[] = [undefined];
  private readonly roots = new Map<string, number>();
  /** How many sets of fields each measurement has. */
  private readonly sets = new Map<string, number>();
  private readonly flags = new Set<string>();
  private readonly first: (readonly (readonly [string, string])[])[] = [];
  private readonly bad = new BadList();
  private skipped = 0;
  private rounded = 0;

  constructor(format: TimeFormat) {
    this.format = format;
    this.stamps = new StampReader(format, 'UTC');
  }

  skip(line: number, reason: string, text: () => string): void {
    this.skipped++;
    this.bad.add(`line ${line}`, reason, text);
  }

  take(point: Point): string | undefined {
    const { bytes, timeFrom, timeTo, count: fields } = point;
    if (timeFrom === timeTo) return 'no time';
    const time = this.stamps.bytes(bytes, timeFrom, timeTo);
    if (Number.isNaN(time)) return `“${UTF8.decode(bytes.subarray(timeFrom, timeTo)).slice(0, 40)}” is not a time`;
    const code = this.keys.codeOf(bytes, point.keyFrom, point.keyTo);
    if (code === this.series.length) this.series.push(seriesKey(this.keys.textOf(code)));
    const key = this.series[code] as SeriesKey | string;
    if (typeof key === 'string') return key;

    let way = this.rootOf(key.measurement);
    const sets = this.sets.get(key.measurement) ?? 0;
    const full = sets >= MOST_PARTS;
    for (let k = 0; k < fields; k++) {
      const { nameFrom, nameTo, kind } = point.fields[k] as Field;
      way = this.step(way, 2 * this.names.codeOf(bytes, nameFrom, nameTo) + (kind === 'text' ? 1 : 0), full);
      if (way < 0) return CROWDED;
    }
    let part = this.parts[way];
    if (part === undefined) {
      if (full) return CROWDED;
      part = this.partAt(way, key, point);
      this.sets.set(key.measurement, sets + 1);
    }
    part.time.push(time);
    part.series.push(code);
    for (let k = 0; k < fields; k++) {
      const field = point.fields[k] as Field;
      const column = part.columns[k] as FieldColumn;
      if ('numbers' in column) {
        column.numbers.push(field.value);
        if (field.kind === 'whole' && !Number.isSafeInteger(field.value)) this.rounded++;
        else if (field.kind === 'flag') this.flags.add(column.name);
      } else column.codes.push(column.words.codeOf(bytes, field.from, field.to));
    }
    if (this.rows++ < FIRST_ROWS) this.first.push(shown(point, key));
    return undefined;
  }

  private rootOf(measurement: string): number {
    let root = this.roots.get(measurement);
    if (root === undefined) {
      root = this.parts.push(undefined) - 1;
      this.roots.set(measurement, root);
    }
    return root;
  }

  /** Where a field leads to from there; with `known`, below 0 where no point went before. */
  private step(way: number, name: number, known: boolean): number {
    const edge = way * 2 ** 26 + name;
    let next = this.ways.get(edge);
    if (next === undefined) {
      if (known) return -1;
      next = this.parts.push(undefined) - 1;
      this.ways.set(edge, next);
    }
    return next;
  }

  private partAt(way: number, { measurement }: SeriesKey, { bytes, fields, count: size }: Point): Part {
    const columns = fields.slice(0, size).map(({ nameFrom, nameTo, kind }): FieldColumn => {
      const name = unescaped(UTF8.decode(bytes.subarray(nameFrom, nameTo)));
      return kind === 'text' ? { name, words: new Words(), codes: new GrowCodes() } : { name, numbers: new Grow() };
    });
    const part = { measurement, time: new Grow(), series: new GrowCodes(), columns };
    this.parts[way] = part;
    return part;
  }

  table(cut: boolean): FileTable {
    const parts = this.parts.filter((part) => part !== undefined);
    const tags = this.tags();
    const tables = new Map<string, Sheet[]>();
    for (const part of parts) {
      const sheets = tables.get(part.measurement) ?? [];
      tables.set(part.measurement, sheets);
      sheets.push(sheetOf(part, tags.get(part.measurement) ?? new Map()));
    }
    const bad = this.bad.all;
    const { skipped, rounded, flags, rows } = this;
    return {
      tables,
      look: this.look(parts),
      rows,
      skipped,
      gaps: 0,
      ...(bad !== undefined && { bad }),
      notes: [
        ...(flags.size > 0
          ? [`${[...flags].map((name) => `“${name}”`).join(', ')}: true reads as 1, false as 0.`]
          : []),
        ...(rounded > 0 ? [`${count(rounded, 'whole number')} beyond 2^53 ${were(rounded)} rounded.`] : []),
        ...(cut ? ['The compressed file breaks off or is damaged; what came before that was read.'] : []),
        ...leftOut(skipped, 0, 'line'),
      ],
    };
  }

  /** For each measurement and tag the words of the series, by their codes. */
  private tags(): ReadonlyMap<string, ReadonlyMap<string, string[]>> {
    const found = new Map<string, Map<string, string[]>>();
    this.series.forEach((key, code) => {
      if (typeof key === 'string') return;
      const own = found.get(key.measurement) ?? new Map<string, string[]>();
      found.set(key.measurement, own);
      for (const [name, value] of key.tags) {
        const words = own.get(name) ?? new Array<string>(this.series.length).fill('');
        own.set(name, words);
        words[code] = value;
      }
    });
    return found;
  }

  private look(parts: readonly Part[]): FileTable['look'] {
    const columns = new Map<string, FileColumn>([['measurement', { name: 'measurement', kind: 'measurement' }]]);
    for (const key of this.series) {
      if (typeof key === 'string') continue;
      for (const [name] of key.tags) columns.set(name, { name, kind: 'tag' });
    }
    for (const { columns: own } of parts) {
      for (const column of own) {
        const { name } = column;
        const kind = 'numbers' in column ? 'value' : 'tag';
        if (columns.get(name)?.kind !== 'value') columns.set(name, { name, kind });
      }
    }
    columns.set('time', { name: 'time', kind: 'time', detail: TIME_WORDS[this.format] });
    const all = [...columns.values()];
    const rows = this.first.map((cells) => {
      const known = new Map(cells);
      return all.map(({ name }) => known.get(name) ?? '');
    });
    const series = this.series.filter((key) => typeof key !== 'string').length;
    return { columns: all, rows, shape: `line protocol, ${count(this.roots.size, 'measurement')}, ${many(series)}` };
  }
}

const many = (series: number): string => `${series.toLocaleString('en')} series`;

/** A point as cells with the names of their columns. */
const shown = ({ bytes, fields, count: size, timeFrom, timeTo }: Point, { measurement, tags }: SeriesKey) =>
  [
    ['measurement', measurement],
    ...tags,
    ...fields.slice(0, size).map(({ nameFrom, nameTo, kind, value, from, to }) => {
      const name = unescaped(UTF8.decode(bytes.subarray(nameFrom, nameTo)));
      const text = kind === 'text' ? UTF8.decode(bytes.subarray(from, to)) : kind === 'flag' ? value === 1 : value;
      return [name, String(text)] as const;
    }),
    ['time', UTF8.decode(bytes.subarray(timeFrom, timeTo))],
  ] as const;

/** The tags of a part's series, and its texts; a text with the name of a tag is told apart. */
function sheetOf({ time, series, columns }: Part, tags: ReadonlyMap<string, readonly string[]>): Sheet {
  const codes = series.taken();
  const words = new Map<string, Tag>([...tags].map(([name, own]) => [name, { words: own, codes }]));
  const values = new Map<string, Float64Array>();
  for (const column of columns) {
    const { name } = column;
    if ('numbers' in column) values.set(name, column.numbers.taken());
    else {
      const own = { words: column.words.list().map(textOf), codes: column.codes.taken() };
      words.set(words.has(name) ? `${name} (text)` : name, own);
    }
  }
  return { time: time.taken(), values, tags: words };
}

/** A text without the backslashes before quotes and backslashes. */
const textOf = (text: string): string => text.replace(/\\(["\\])/g, '$1');
