import { count, type RawSeries } from '../assemble';
import { numberIn, timeReader } from '../bytes';
import { Grow } from '../grow';
import { type Cells, Records, textAt } from '../records';
import { runtimeFault } from './faults';

const NUMBERS = new Set(['double', 'long', 'unsignedLong', 'boolean']);
const PLACES = new Set(['', 'result', 'table', '_start', '_stop', '_time', '_value']);

interface Part {
  readonly labels: Readonly<Record<string, string>>;
  readonly time: Grow;
  readonly fields: readonly { readonly field: string; readonly values: Grow }[];
}

/** What the columns of a block mean. */
interface Plan {
  readonly result: number;
  readonly table: number;
  readonly time: number;
  /** The columns whose numbers are read: `_value`, or after a pivot every number outside the group key. */
  readonly values: readonly number[];
  /** The columns that tell the series: the group key. */
  readonly key: readonly number[];
  readonly error: number;
}

/**
 * Decodes Flux' annotated CSV as it streams in, into typed arrays: a series a table, `_field` its field, the other
 * columns of the group key its labels. A table that carries an error, which Flux sends inside HTTP 200, throws.
 */
export class AnnotatedCsv {
  rows = 0;
  private readonly records = new Records((cells) => this.take(cells));
  private readonly timeIn = timeReader();
  private readonly parts = new Map<string, Part>();
  private readonly wordy = new Set<string>();
  private timeless = 0;
  private types: readonly string[] = [];
  private groups: readonly string[] = [];
  private defaults: readonly string[] = [];
  private names: readonly string[] = [];
  private plan: Plan | undefined;
  private part: Part | undefined;
  private table = '';
  private result = '';

  push(chunk: Uint8Array): void {
    this.records.push(chunk);
  }

  /** What came, in all; `whole` is false when the stream broke off and its last record may be a half. */
  end(whole = true): { readonly series: readonly RawSeries[]; readonly notes: readonly string[] } {
    if (whole) this.records.end();
    const series = [...this.parts.values()].map(({ labels, time, fields }) => ({
      labels,
      time: time.taken(),
      fields: fields.map(({ field, values }) => ({ field, values: values.taken() })),
    }));
    const notes = [...this.wordy].map((field) => `“${field}” holds no numbers, and cannot be drawn; it was left out.`);
    if (this.timeless > 0) notes.push(`${count(this.timeless, 'row')} had no time and cannot be drawn.`);
    return { series, notes };
  }

  private take(cells: Cells): void {
    if (cells.count === 1 && cells.starts[0] === cells.ends[0]) this.plan = undefined;
    else if (cells.bytes[cells.starts[0] as number] === 35) this.annotate(cells);
    else if (this.plan === undefined) this.plan = this.planned(allTexts(cells));
    else this.row(cells, this.plan);
  }

  private annotate(cells: Cells): void {
    this.plan = undefined;
    const [name, ...values] = allTexts(cells);
    const held = ['', ...values];
    if (name === '#datatype') this.types = held;
    else if (name === '#group') this.groups = held;
    else if (name === '#default') this.defaults = held;
  }

  private planned(names: readonly string[]): Plan {
    this.names = names;
    this.part = undefined;
    this.table = '';
    const at = (name: string) => names.indexOf(name);
    const grouped = (i: number) => this.groups[i] === 'true';
    const time = at('_time') >= 0 ? at('_time') : at('_start');
    const value = at('_value');
    const numbers = [...names.keys()].filter(
      (i) => !PLACES.has(names[i] ?? '') && !grouped(i) && NUMBERS.has(this.types[i] ?? ''),
    );
    return {
      result: at('result'),
      table: at('table'),
      time,
      values: value >= 0 ? [value] : numbers,
      key: [...names.keys()].filter((i) => grouped(i) && !PLACES.has(names[i] ?? '')),
      error: at('reference') >= 0 && value < 0 ? at('error') : -1,
    };
  }

  private row(cells: Cells, plan: Plan): void {
    if (plan.error >= 0) throw runtimeFault(textAt(cells, plan.error));
    this.rows++;
    if (this.part === undefined || !this.isSameTable(cells, plan)) {
      this.table = this.textOf(cells, plan.table);
      this.result = this.textOf(cells, plan.result);
      this.part = this.partOf(cells, plan);
    }
    const { part } = this;
    if (plan.time < 0 || part.fields.length === 0) {
      this.timeless += plan.time < 0 ? 1 : 0;
      return;
    }
    const { bytes, starts, ends } = cells;
    part.time.push(this.timeIn(bytes, starts[plan.time] as number, ends[plan.time] as number));
    for (let i = 0; i < part.fields.length; i++) {
      part.fields[i]?.values.push(this.numberAt(cells, plan.values[i] as number));
    }
  }

  /** Whether the row is of the table before; looked at as bytes, for every row asks. */
  private isSameTable(cells: Cells, plan: Plan): boolean {
    return this.isText(cells, plan.table, this.table) && this.isText(cells, plan.result, this.result);
  }

  private isText({ bytes, starts, ends }: Cells, i: number, text: string): boolean {
    if (i < 0) return true;
    const [from, to] = [starts[i] as number, ends[i] as number];
    if (from === to) return (this.defaults[i] ?? '') === text;
    if (to - from !== text.length) return false;
    for (let at = from; at < to; at++) if (bytes[at] !== text.charCodeAt(at - from)) return false;
    return true;
  }

  private numberAt(cells: Cells, i: number): number {
    if (i >= cells.count) return Number.NaN;
    const [from, to] = [cells.starts[i] as number, cells.ends[i] as number];
    if (from === to) return this.defaults[i] ? Number(this.defaults[i]) : Number.NaN;
    if (this.types[i] === 'boolean') return cells.bytes[from] === 116 ? 1 : 0;
    return cells.quoted[i] === 1 ? Number(textAt(cells, i)) : numberIn(cells.bytes, from, to);
  }

  private textOf(cells: Cells, i: number): string {
    if (i < 0) return '';
    return (cells.starts[i] === cells.ends[i] ? this.defaults[i] : textAt(cells, i)) ?? '';
  }

  private partOf(cells: Cells, plan: Plan): Part {
    const named = plan.key.map((i) => [this.names[i] ?? '', this.textOf(cells, i)] as const);
    const { _field, ...labels } = Object.fromEntries(named);
    const { result } = this;
    const key = JSON.stringify([result, named, plan.values.map((i) => this.names[i])]);
    let part = this.parts.get(key);
    if (part === undefined) {
      const drawn = plan.values.filter((i) => NUMBERS.has(this.types[i] ?? 'double'));
      const name = (i: number) => (this.names[i] === '_value' ? (_field ?? 'value') : (this.names[i] ?? ''));
      for (const i of plan.values) if (!drawn.includes(i)) this.wordy.add(name(i));
      part = {
        labels: result === '_result' || result === '' ? labels : { ...labels, _result: result },
        time: new Grow(),
        fields: drawn.map((i) => ({ field: name(i), values: new Grow() })),
      };
      this.parts.set(key, part);
    }
    return part;
  }
}

const allTexts = (cells: Cells): string[] => Array.from({ length: cells.count }, (_, i) => textAt(cells, i));
