import { BadList } from './bad';
import { isWhole, numberIn, Stamps } from './bytes';
import { type Arriving, arrived, type Decoded, roundedNote } from './decoded';
import { Grow } from './grow';
import { type Cells, Records, recordText, textAt } from './records';
import { StampReader } from './stamp-reader';
import type { TimeFormat } from './stamps';
import { type Segment, Template } from './template';

/** Times above these are finer than seconds: milli-, micro- and nanoseconds of our days. */
const UNITS: readonly (readonly [least: number, format: TimeFormat])[] = [
  [1e17, 'epoch-ns'],
  [1e14, 'epoch-us'],
  [1e11, 'epoch-ms'],
];
/** The last moment that is one. */
const LAST = 8.64e15;

/**
 * Decodes the CSV that InfluxQL is answered in (`name,tags,time,…`; `influx -format csv`, or `Accept: application/csv`) as it
 * streams in. Times are RFC 3339 or numbers, whose unit is told by their size. Each header begins columns of its own; a
 * column without numbers is left out and told of.
 */
export class InfluxqlCsv {
  rows = 0;
  private readonly records = new Records(
    (cells) => this.take(cells),
    (bytes, at) => this.quick(bytes, at),
    (line) => this.bad.add(`row ${(++this.rows).toLocaleString('en')}`, 'a quotation mark is never closed', () => line),
  );
  private readonly stamps = new Stamps();
  private readonly parts = new Map<string, Arriving>();
  private readonly bad = new BadList();
  private names: readonly string[] = [];
  /** What the numbers under this header count; undefined until one tells. */
  private format: TimeFormat | undefined;
  private reader = new StampReader('epoch-ms', 'UTC');
  private rounded = 0;
  private part: Arriving | undefined;
  private of = '';
  private template: Template | undefined;

  push(chunk: Uint8Array): void {
    this.records.push(chunk);
  }

  /** What came, in all; `whole` is false when the stream broke off and its last record may be a half. */
  end(whole = true): Decoded {
    if (whole) this.records.end();
    const { series, notes } = arrived(this.parts.values());
    const bad = this.bad.all;
    return { series, notes: [...notes, ...roundedNote(this.rounded)], ...(bad !== undefined && { bad }) };
  }

  private quick(bytes: Uint8Array, at: number): number {
    const next = this.template?.row(bytes, at) ?? 0;
    if (next > 0) this.rows++;
    return next;
  }

  private take(cells: Cells): void {
    if (cells.count === 1 && cells.starts[0] === cells.ends[0]) return;
    if (textAt(cells, 0) === 'name' && textAt(cells, 1) === 'tags') {
      this.names = Array.from({ length: cells.count }, (_, i) => textAt(cells, i));
      this.part = undefined;
      this.template = undefined;
      this.format = undefined;
      return;
    }
    this.rows++;
    const wrong = this.fault(cells);
    if (wrong !== undefined) {
      this.bad.add(`row ${this.rows.toLocaleString('en')}`, wrong, () => recordText(cells));
      return;
    }
    const of = `${textAt(cells, 0)}\0${textAt(cells, 1)}`;
    const again = this.part !== undefined && of === this.of;
    if (!again) {
      this.of = of;
      this.part = this.partOf(cells);
      this.template = undefined;
    }
    const part = this.part as Arriving;
    part.time.push(this.timeAt(cells));
    part.columns.forEach((column, i) => {
      const value = valueAt(cells, i + 3);
      column.values.push(value ?? Number.NaN);
      const [from, to] = [cells.starts[i + 3] as number, cells.ends[i + 3] as number];
      if (Math.abs(value ?? 0) > Number.MAX_SAFE_INTEGER && isWhole(cells.bytes, from, to)) this.rounded++;
      if (value === undefined) column.texts++;
      else if (!Number.isNaN(value)) column.numbers++;
    });
    // Rows that come in turns would make a template each for nothing.
    if (again) this.template ??= this.templateOf(cells, part);
  }

  private fault(cells: Cells): string | undefined {
    if (this.names[2] !== 'time') return 'no header “name,tags,time” stands above it';
    if (cells.count !== this.names.length) return `${cells.count} cells where ${this.names.length} are expected`;
    return !(Math.abs(this.timeAt(cells)) <= LAST) ? `“${textAt(cells, 2)}” is not a time` : undefined;
  }

  private timeAt(cells: Cells): number {
    const [from, to] = [cells.starts[2] as number, cells.ends[2] as number];
    const stamp = this.stamps.in(cells.bytes, from, to);
    if (!Number.isNaN(stamp)) return stamp;
    const value = numberIn(cells.bytes, from, to);
    // An aggregate without groups answers with time 0, which tells nothing of the unit.
    if (this.format === undefined && value !== 0) {
      this.format = UNITS.find(([least]) => Math.abs(value) >= least)?.[1] ?? 'epoch-s';
      this.reader = new StampReader(this.format, 'UTC');
    }
    return value === 0 ? 0 : this.reader.bytes(cells.bytes, from, to);
  }

  private templateOf({ bytes, starts, ends, quoted, next }: Cells, part: Arriving): Template | undefined {
    const read = Array.from({ length: this.names.length - 2 }, (_, i) => i + 2);
    const isStamp = bytes[(starts[2] as number) + 10] === 84;
    const plain = read.every((i) => quoted[i] === 0) && part.columns.every(({ texts }) => texts === 0);
    if (!plain || (!isStamp && this.format !== 'epoch-ms')) return undefined;
    const head: Segment[] = [
      { kind: 'same', bytes: bytes.slice(starts[0], starts[2]) },
      { kind: isStamp ? 'stamp' : 'whole' },
    ];
    const rest = read
      .slice(1)
      .flatMap((i): Segment[] => [{ kind: 'same', bytes: bytes.slice(ends[i - 1], starts[i]) }, { kind: 'number' }]);
    const end: Segment = { kind: 'same', bytes: bytes.slice(ends[this.names.length - 1], next) };
    return new Template([...head, ...rest, end], [part.time, ...part.columns.map(({ values }) => values)]);
  }

  private partOf(cells: Cells): Arriving {
    const key = JSON.stringify([this.of, this.names]);
    let part = this.parts.get(key);
    if (part === undefined) {
      part = {
        labels: { ...tagsIn(textAt(cells, 1)), _measurement: textAt(cells, 0) },
        time: new Grow(),
        columns: this.names.slice(3).map((field) => ({ field, values: new Grow(), texts: 0, numbers: 0 })),
      };
      this.parts.set(key, part);
    }
    return part;
  }
}

/** A number or flag, NaN for an empty cell, undefined for a text. */
function valueAt(cells: Cells, i: number): number | undefined {
  const [from, to] = [cells.starts[i] as number, cells.ends[i] as number];
  if (from === to) return Number.NaN;
  if (cells.quoted[i] === 1) return undefined;
  const value = numberIn(cells.bytes, from, to);
  if (!Number.isNaN(value)) return value;
  const text = textAt(cells, i);
  return text === 'true' ? 1 : text === 'false' ? 0 : text === 'NaN' ? Number.NaN : undefined;
}

/** Tags as they stand in one cell: `host=a,region=b`, with line protocol's backslashes before commas, equals and spaces. */
function tagsIn(text: string): Record<string, string> {
  const plain = (part: string): string => part.replace(/\\([,= ])/g, '$1');
  const tags = text === '' ? [] : text.split(/(?<!\\),/);
  return Object.fromEntries(
    tags.map((tag) => {
      const [key = '', value = ''] = tag.split(/(?<!\\)=/, 2);
      return [plain(key), plain(value)];
    }),
  );
}
