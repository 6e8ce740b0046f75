import type { RawSeries } from '../assemble';
import { numberIn, timeReader } from '../bytes';
import { Grow } from '../grow';
import { type Cells, Records, textAt } from '../records';

interface Part {
  readonly labels: Readonly<Record<string, string>>;
  readonly time: Grow;
  readonly values: readonly Grow[];
}

const [LOWER_F, LOWER_T] = [102, 116];

/**
 * Decodes the CSV of a built query (`time`, the tags, the fields; one header, no types) as it streams in, into typed
 * arrays: a series each combination of the tags' values. Flags are 1 and 0, an empty cell is a gap or no tag.
 */
export class CsvRows {
  rows = 0;
  private readonly tags: readonly string[];
  private readonly fields: readonly string[];
  private readonly fixed: Readonly<Record<string, string>>;
  private readonly records = new Records((cells) => this.take(cells));
  private readonly timeIn = timeReader();
  private readonly parts = new Map<string, Part>();
  private headed = false;
  private part: Part | undefined;
  private last: string[] = [];

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
  end(whole = true): readonly RawSeries[] {
    if (whole) this.records.end();
    return [...this.parts.values()].map(({ labels, time, values }) => ({
      labels,
      time: time.taken(),
      fields: this.fields.map((field, i) => ({ field, values: values[i]?.taken() ?? new Float64Array() })),
    }));
  }

  private take(cells: Cells): void {
    if (!this.headed) {
      this.headed = true;
      return;
    }
    this.rows++;
    if (this.part === undefined || !this.isSameSeries(cells)) this.part = this.partOf(cells);
    const { part } = this;
    const { bytes, starts, ends } = cells;
    part.time.push(this.timeIn(bytes, starts[0] as number, ends[0] as number));
    const first = 1 + this.tags.length;
    for (let i = 0; i < part.values.length; i++) part.values[i]?.push(numberAt(cells, first + i));
  }

  /** Whether the row has the tags of the row before; looked at as bytes, for every row asks. */
  private isSameSeries({ bytes, starts, ends }: Cells): boolean {
    for (let i = 0; i < this.last.length; i++) {
      const text = this.last[i] as string;
      const from = starts[i + 1] as number;
      if ((ends[i + 1] as number) - from !== text.length) return false;
      for (let at = 0; at < text.length; at++) if (bytes[from + at] !== text.charCodeAt(at)) return false;
    }
    return true;
  }

  private partOf(cells: Cells): Part {
    this.last = this.tags.map((_, i) => textAt(cells, i + 1));
    const key = JSON.stringify(this.last);
    let part = this.parts.get(key);
    if (part === undefined) {
      const labels = Object.fromEntries(this.tags.map((tag, i) => [tag, this.last[i] ?? '']));
      part = { labels: { ...labels, ...this.fixed }, time: new Grow(), values: this.fields.map(() => new Grow()) };
      this.parts.set(key, part);
    }
    return part;
  }
}

function numberAt(cells: Cells, i: number): number {
  if (i >= cells.count) return Number.NaN;
  const [from, to] = [cells.starts[i] as number, cells.ends[i] as number];
  const byte = cells.bytes[from];
  if (from < to && (byte === LOWER_T || byte === LOWER_F)) return byte === LOWER_T ? 1 : 0;
  return numberIn(cells.bytes, from, to);
}
