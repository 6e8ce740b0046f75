import { BadList } from '../bad';
import { isWhole, numberIn, Stamps } from '../bytes';
import { type Decoded, roundedNote } from '../decoded';
import { Grow } from '../grow';
import { type Cells, Records, recordText, textAt } from '../records';
import { type Segment, Template } from '../template';

interface Part {
  readonly labels: Readonly<Record<string, string>>;
  readonly time: Grow;
  readonly values: readonly Grow[];
}

const [LOWER_F, LOWER_T] = [102, 116];

/**
 * Decodes the CSV of a built query (`time`, the tags, the fields; one header, no types) as it streams in, into typed
 * arrays: a series each combination of the tags' values. Flags are 1 and 0, an empty cell is a gap or no tag. A row whose
 * time or number cannot be read, or that has too few cells, is counted and skipped.
 */
export class CsvRows {
  rows = 0;
  private readonly tags: readonly string[];
  private readonly fields: readonly string[];
  private readonly fixed: Readonly<Record<string, string>>;
  private readonly records = new Records(
    (cells) => this.take(cells),
    (bytes, at) => this.quick(bytes, at),
    (line) => this.bad.add(`row ${(++this.rows).toLocaleString('en')}`, 'a quotation mark is never closed', () => line),
  );
  private readonly stamps = new Stamps();
  private readonly parts = new Map<string, Part>();
  private readonly bad = new BadList();
  private headed = false;
  private part: Part | undefined;
  private template: Template | undefined;
  private rounded = 0;
  /** The tags of the row before, as bytes. */
  private last: Uint8Array = new Uint8Array();

  /** `fixed` are labels that every series has. */
  constructor(tags: readonly string[], fields: readonly string[], fixed: Readonly<Record<string, string>>) {
    this.tags = tags;
    this.fields = fields;
    this.fixed = fixed;
  }

  push(chunk: Uint8Array): void {
    this.records.push(chunk);
  }

  /** What came, in all; `whole` is false when the stream broke off and its last record may be a half. */
  end(whole = true): Decoded {
    if (whole) this.records.end();
    const series = [...this.parts.values()].map(({ labels, time, values }) => ({
      labels,
      time: time.taken(),
      fields: this.fields.map((field, i) => ({ field, values: values[i]?.taken() ?? new Float64Array() })),
    }));
    const bad = this.bad.all;
    return { series, notes: roundedNote(this.rounded), ...(bad !== undefined && { bad }) };
  }

  private quick(bytes: Uint8Array, at: number): number {
    const next = this.template?.row(bytes, at) ?? 0;
    if (next > 0) this.rows++;
    return next;
  }

  private take(cells: Cells): void {
    if (!this.headed) {
      this.headed = true;
      return;
    }
    if (cells.count === 1 && cells.starts[0] === cells.ends[0]) return;
    this.rows++;
    const first = 1 + this.tags.length;
    const width = first + this.fields.length;
    if (cells.count !== width) {
      this.skip(cells, `${cells.count} cells where ${width} are expected`);
      return;
    }
    const { bytes, starts, ends } = cells;
    const time = this.stamps.in(bytes, starts[0] as number, ends[0] as number);
    if (Number.isNaN(time)) {
      this.skip(cells, `“${textAt(cells, 0)}” is not a time`);
      return;
    }
    const wrong = this.fields.findIndex((_, i) => !isNumber(cells, first + i));
    if (wrong >= 0) {
      this.skip(cells, `“${textAt(cells, first + wrong)}” in ${this.fields[wrong]} is not a number`);
      return;
    }
    const again = this.part !== undefined && this.isSameSeries(cells);
    if (!again) {
      this.part = this.partOf(cells);
      this.template = undefined;
    }
    const part = this.part as Part;
    part.time.push(time);
    for (let i = 0; i < part.values.length; i++) {
      const value = numberAt(cells, first + i);
      const [from, to] = [starts[first + i] as number, ends[first + i] as number];
      if (Math.abs(value) > Number.MAX_SAFE_INTEGER && isWhole(bytes, from, to)) this.rounded++;
      part.values[i]?.push(value);
    }
    // Rows that come in turns would make a template each for nothing.
    if (again) this.template ??= this.templateOf(cells, part);
  }

  private skip(cells: Cells, reason: string): void {
    this.bad.add(`row ${this.rows.toLocaleString('en')}`, reason, () => recordText(cells));
  }

  /** The row as a pattern: its time, the same tags, its numbers. */
  private templateOf({ bytes, starts, ends, quoted, next }: Cells, part: Part): Template | undefined {
    const read = [0, ...this.fields.map((_, i) => 1 + this.tags.length + i)];
    if (read.some((i) => quoted[i] === 1)) return undefined;
    const segments = read.flatMap((i, k): Segment[] => {
      const until = read[k + 1] === undefined ? next : starts[read[k + 1] as number];
      return [{ kind: k === 0 ? 'stamp' : 'number' }, { kind: 'same', bytes: bytes.slice(ends[i], until) }];
    });
    return new Template(segments, [part.time, ...part.values]);
  }

  /** Whether the row has the tags of the row before; looked at as bytes, for every row asks. */
  private isSameSeries(cells: Cells): boolean {
    const [from, to] = this.tagsIn(cells);
    if (to - from !== this.last.length) return false;
    for (let at = from; at < to; at++) if (cells.bytes[at] !== this.last[at - from]) return false;
    return true;
  }

  /** Where a row's tags stand. */
  private tagsIn({ starts, ends }: Cells): readonly [from: number, to: number] {
    const { length } = this.tags;
    return length === 0 ? [0, 0] : [starts[1] as number, ends[length] as number];
  }

  private partOf(cells: Cells): Part {
    this.last = cells.bytes.slice(...this.tagsIn(cells));
    const words = this.tags.map((_, i) => textAt(cells, i + 1));
    const key = JSON.stringify(words);
    let part = this.parts.get(key);
    if (part === undefined) {
      const labels = Object.fromEntries(this.tags.map((tag, i) => [tag, words[i] ?? '']));
      part = { labels: { ...labels, ...this.fixed }, time: new Grow(), values: this.fields.map(() => new Grow()) };
      this.parts.set(key, part);
    }
    return part;
  }
}

/** Whether a cell holds a number, a flag, `NaN`, or nothing. */
function isNumber(cells: Cells, i: number): boolean {
  if (!Number.isNaN(numberAt(cells, i))) return true;
  const text = textAt(cells, i).trim();
  return text === '' || text === 'NaN';
}

function numberAt(cells: Cells, i: number): number {
  if (i >= cells.count) return Number.NaN;
  const [from, to] = [cells.starts[i] as number, cells.ends[i] as number];
  const byte = cells.bytes[from];
  const text = to - from === 4 || to - from === 5 ? textAt(cells, i) : '';
  if (byte === LOWER_T && text === 'true') return 1;
  if (byte === LOWER_F && text === 'false') return 0;
  return numberIn(cells.bytes, from, to);
}
