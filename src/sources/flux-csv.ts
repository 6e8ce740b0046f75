import type { StudioError } from '../base/errors';
import { count } from './assemble';
import { BadList } from './bad';
import { numberIn, Stamps } from './bytes';
import { type Decoded, roundedNote, timelessNote } from './decoded';
import { Grow } from './grow';
import { type Cells, Records, recordText, textAt } from './records';
import { type Segment, Template } from './template';

const NUMBERS = new Set(['double', 'long', 'unsignedLong', 'boolean']);
const WHOLE = new Set(['long', 'unsignedLong']);
const PLACES = new Set(['', 'result', 'table', '_start', '_stop', '_time', '_value']);

interface Part {
  readonly labels: Readonly<Record<string, string>>;
  readonly time: Grow;
  readonly fields: readonly { readonly field: string; readonly values: Grow }[];
  /** The columns of `fields`. */
  readonly columns: readonly number[];
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
 * columns of the group key its labels. A row whose time or number cannot be read, or that has too few cells, is counted
 * and skipped. A table that carries an error, which Flux sends inside HTTP 200, throws what `fault` makes of it.
 */
export class FluxCsv {
  rows = 0;
  private readonly fault: (message: string) => StudioError;
  private readonly records = new Records(
    (cells) => this.take(cells),
    (bytes, at) => this.quick(bytes, at),
    (line) => this.bad.add(`row ${(++this.rows).toLocaleString('en')}`, 'a quotation mark is never closed', () => line),
  );
  private readonly stamps = new Stamps();
  private readonly parts = new Map<string, Part>();
  private readonly wordy = new Set<string>();
  private readonly bad = new BadList();
  private timeless = 0;
  private rounded = 0;
  private types: readonly string[] = [];
  private groups: readonly string[] = [];
  private defaults: readonly string[] = [];
  private names: readonly string[] = [];
  private plan: Plan | undefined;
  private part: Part | undefined;
  private template: Template | undefined;
  private table = '';
  private result = '';

  constructor(fault: (message: string) => StudioError) {
    this.fault = fault;
  }

  push(chunk: Uint8Array): void {
    this.records.push(chunk);
  }

  /** What came, in all; `whole` is false when the stream broke off and its last record may be a half. */
  end(whole = true): Decoded {
    if (whole) this.records.end();
    const series = [...this.parts.values()].map(({ labels, time, fields }) => ({
      labels,
      time: time.taken(),
      fields: fields.map(({ field, values }) => ({ field, values: values.taken() })),
    }));
    const notes = [...this.wordy].map((field) => `“${field}” holds no numbers, and cannot be drawn; it was left out.`);
    notes.push(...timelessNote(this.timeless), ...roundedNote(this.rounded));
    const bad = this.bad.all;
    return { series, notes, ...(bad !== undefined && { bad }) };
  }

  private quick(bytes: Uint8Array, at: number): number {
    const next = this.template?.row(bytes, at) ?? 0;
    if (next > 0) this.rows++;
    return next;
  }

  private take(cells: Cells): void {
    if (cells.count === 1 && cells.starts[0] === cells.ends[0]) this.begin();
    else if (cells.bytes[cells.starts[0] as number] === 35) this.annotate(cells);
    else if (this.plan === undefined) this.plan = this.planned(allTexts(cells));
    else this.row(cells, this.plan);
  }

  /** A block begins, with columns of its own. */
  private begin(): void {
    this.plan = undefined;
    this.part = undefined;
    this.template = undefined;
  }

  private annotate(cells: Cells): void {
    this.begin();
    const [name, ...values] = allTexts(cells);
    const held = ['', ...values];
    if (name === '#datatype') this.types = held;
    else if (name === '#group') this.groups = held;
    else if (name === '#default') this.defaults = held;
  }

  private planned(names: readonly string[]): Plan {
    this.names = names;
    this.table = '';
    const at = (name: string) => names.indexOf(name);
    const grouped = (i: number) => this.groups[i] === 'true';
    const time = at('_time') >= 0 ? at('_time') : at('_start');
    const value = at('_value');
    const isText = (i: number) => (this.types[i] ?? 'string') === 'string';
    const numbers = [...names.keys()].filter(
      (i) => !PLACES.has(names[i] ?? '') && !grouped(i) && NUMBERS.has(this.types[i] ?? ''),
    );
    return {
      result: at('result'),
      table: at('table'),
      time,
      values: value >= 0 ? [value] : numbers,
      key: [...names.keys()].filter((i) => grouped(i) && !PLACES.has(names[i] ?? '')),
      error: at('reference') >= 0 && value < 0 && at('_time') < 0 && isText(at('error')) ? at('error') : -1,
    };
  }

  private row(cells: Cells, plan: Plan): void {
    if (plan.error >= 0) throw this.fault(textAt(cells, plan.error));
    this.rows++;
    if (cells.count < this.names.length) {
      this.skip(cells, `${count(cells.count, 'cell')} where ${this.names.length} are expected`);
      return;
    }
    const again = this.part !== undefined && this.isSameTable(cells, plan);
    if (!again) {
      this.table = this.textOf(cells, plan.table);
      this.result = this.textOf(cells, plan.result);
      this.part = this.partOf(cells, plan);
      this.template = undefined;
    }
    const part = this.part as Part;
    if (plan.time < 0 || part.fields.length === 0) {
      this.timeless += plan.time < 0 ? 1 : 0;
      return;
    }
    const { bytes, starts, ends } = cells;
    const t = this.stamps.in(bytes, starts[plan.time] as number, ends[plan.time] as number);
    if (Number.isNaN(t)) {
      const stamp = this.textOf(cells, plan.time);
      this.skip(cells, stamp === '' ? 'no time' : `“${stamp}” is not a time`);
      return;
    }
    const wrong = part.columns.find((i) => !this.isNumber(cells, i));
    if (wrong !== undefined) {
      this.skip(cells, `“${textAt(cells, wrong)}” in ${this.names[wrong]} is not a number`);
      return;
    }
    part.time.push(t);
    part.columns.forEach((column, i) => {
      const value = this.numberAt(cells, column);
      if (WHOLE.has(this.types[column] ?? '') && Math.abs(value) > Number.MAX_SAFE_INTEGER) this.rounded++;
      part.fields[i]?.values.push(value);
    });
    // Rows that come in turns would make a template each for nothing.
    if (again) this.template ??= this.templateOf(cells, plan, part);
  }

  private skip(cells: Cells, reason: string): void {
    this.bad.add(`row ${this.rows.toLocaleString('en')}`, reason, () => recordText(cells));
  }

  /** The row as a pattern, where its time stands before its numbers. */
  private templateOf(cells: Cells, plan: Plan, { time, fields, columns }: Part): Template | undefined {
    const { bytes, starts, ends, quoted, next } = cells;
    const read = [plan.time, ...columns];
    const isPlain = (i: number, k: number): boolean =>
      quoted[i] === 0 && (k === 0 || (i > (read[k - 1] as number) && this.types[i] !== 'boolean'));
    if (!read.every(isPlain)) return undefined;
    const segments: Segment[] = [];
    let at = starts[0] as number;
    read.forEach((i, k) => {
      const kind = k === 0 ? 'stamp' : WHOLE.has(this.types[i] ?? '') ? 'whole' : 'number';
      segments.push({ kind: 'same', bytes: bytes.slice(at, starts[i]) }, { kind });
      at = ends[i] as number;
    });
    segments.push({ kind: 'same', bytes: bytes.slice(at, next) });
    return new Template(segments, [time, ...fields.map(({ values }) => values)]);
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

  /** Whether a cell holds what its column's type says: a number, `NaN`, or nothing. */
  private isNumber(cells: Cells, i: number): boolean {
    if (this.types[i] === 'boolean' || !Number.isNaN(this.numberAt(cells, i))) return true;
    const text = this.textOf(cells, i).trim();
    return text === '' || text === 'NaN';
  }

  private numberAt(cells: Cells, i: number): number {
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
        columns: drawn,
      };
      this.parts.set(key, part);
    }
    return part;
  }
}

const allTexts = (cells: Cells): string[] => Array.from({ length: cells.count }, (_, i) => textAt(cells, i));
