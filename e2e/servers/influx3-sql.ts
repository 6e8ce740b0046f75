/**
 * The little SQL that the stand-in for InfluxDB 3 answers: a SELECT from one table with conditions, one level of
 * grouping, an order and a limit. Read and carried out apart from the studio's builder, on purpose; what it does not know
 * it refuses, in DataFusion's words.
 */
import type { Cell, Database, Kind, Table } from './influx3-store';
import { PlanError, Tokens } from './influx3-tokens';

export interface Answer {
  readonly columns: readonly { readonly name: string; readonly kind: Kind }[];
  readonly rows: readonly (readonly Cell[])[];
}

type Row = ReadonlyMap<string, Cell>;
interface Item {
  readonly name: string;
  readonly kind: Kind;
  /** A column of a row, or a figure of all rows of a group. */
  readonly of: { readonly row: (row: Row) => Cell } | { readonly rows: (rows: readonly Row[]) => Cell };
}

const DATA_TYPES: Readonly<Record<Kind, string>> = {
  time: 'Timestamp(Nanosecond, None)',
  tag: 'Dictionary(Int32, Utf8)',
  float: 'Float64',
  integer: 'Int64',
  unsigned: 'UInt64',
  boolean: 'Boolean',
  string: 'Utf8',
};

const UNITS: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

const numbers = (values: readonly Cell[]): number[] => values.filter((value) => typeof value === 'number');
const sumOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}

function spreadOf(values: readonly number[]): Cell {
  const mean = sumOf(values) / values.length;
  return values.length < 2 ? null : Math.sqrt(sumOf(values.map((x) => (x - mean) ** 2)) / (values.length - 1));
}

/** One figure less another. */
function difference(a: Item, b: Item): Item {
  const of = (rows: readonly Row[]): Cell => {
    const [x, y] = [a, b].map((item) => ('rows' in item.of ? item.of.rows(rows) : null));
    return typeof x === 'number' && typeof y === 'number' ? x - y : null;
  };
  return { name: `${a.name} - ${b.name}`, kind: a.kind, of: { rows: of } };
}

/** Carries out one statement. @throws PlanError when it is none of those above. */
export function select(database: Database, sql: string): Answer {
  return new Select(database, sql).run();
}

class Select extends Tokens {
  private readonly database: Database;
  private table: Table = { kinds: new Map(), rows: new Map() };

  constructor(database: Database, sql: string) {
    super(sql);
    this.database = database;
  }

  run(): Answer {
    // The columns can only be read when the table is known.
    const from = this.wordAt('from');
    if (from >= 0) {
      this.at = from + 1;
      this.table = this.tableNamed();
    }
    this.at = 0;
    this.expect('select');
    const items = this.list(() => this.item()).flat();
    if (from >= 0) {
      this.expect('from');
      this.tableNamed();
    }
    let rows: readonly Row[] = from < 0 ? [new Map()] : [...this.table.rows.values()];
    if (this.take('where')) {
      do {
        const holds = this.condition();
        rows = rows.filter(holds);
      } while (this.take('and'));
    }
    const grouped = this.take('group') ? this.places(items) : undefined;
    const figures = this.figuresOf(items, rows, grouped);
    const order = this.take('order') ? this.places(items) : [];
    const limit = this.take('limit') ? Number(this.next().text) : Number.POSITIVE_INFINITY;
    this.take(';');
    if (this.peek().kind !== 'end') throw this.unexpected('end of statement');
    const sorted = figures.toSorted((a, b) => {
      for (const i of order) {
        const [x, y] = [a[i] ?? '', b[i] ?? ''];
        if (x !== y) return x < y ? -1 : 1;
      }
      return 0;
    });
    return { columns: items.map(({ name, kind }) => ({ name, kind })), rows: sorted.slice(0, limit) };
  }

  private figuresOf(items: readonly Item[], rows: readonly Row[], grouped: readonly number[] | undefined): Cell[][] {
    const cell = (item: Item, of: readonly Row[]): Cell =>
      'rows' in item.of ? item.of.rows(of) : of[0] === undefined ? null : item.of.row(of[0]);
    if (grouped === undefined && items.every(({ of }) => 'row' in of))
      return rows.map((row) => items.map((item) => cell(item, [row])));
    if (grouped === undefined) return [items.map((item) => cell(item, rows))];
    const loose = items.find((item, i) => 'row' in item.of && !grouped.includes(i));
    if (loose !== undefined) {
      throw new PlanError(
        `Error during planning: Column in SELECT must be in GROUP BY or an aggregate function: ${loose.name}`,
      );
    }
    const groups = new Map<string, Row[]>();
    for (const row of rows) {
      const key = JSON.stringify(grouped.map((i) => cell(items[i] as Item, [row])));
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
    return [...groups.values()].map((group) => items.map((item) => cell(item, group)));
  }

  private tableNamed(): Table {
    const { kind, text } = this.next();
    if (kind === 'word' && text === 'information_schema') {
      this.expect('.');
      return this.schema(this.next().text);
    }
    const table = kind === 'name' || kind === 'word' ? this.database.get(text) : undefined;
    if (table === undefined) throw new PlanError(`Error during planning: table 'public.iox.${text}' not found`);
    return table;
  }

  private schema(view: string): Table {
    const rows =
      view === 'tables'
        ? [...this.database.keys(), '\u0000queries'].map((name) => ({
            table_schema: name === '\u0000queries' ? 'system' : 'iox',
            table_name: name.replace('\u0000', ''),
          }))
        : [...this.database].flatMap(([name, { kinds }]) =>
            [...kinds].map(([column, kind]) => ({
              table_schema: 'iox',
              table_name: name,
              column_name: column,
              data_type: DATA_TYPES[kind],
            })),
          );
    const names = ['table_schema', 'table_name', 'column_name', 'data_type'];
    return {
      kinds: new Map(names.map((name) => [name, 'string'])),
      rows: new Map(rows.map((row, i) => [String(i), new Map(Object.entries(row))])),
    };
  }

  private item(): Item[] {
    if (this.take('*')) return [...this.table.kinds.keys()].toSorted().map((name) => this.column(name));
    const first = this.expression();
    const item = this.take('-') ? difference(first, this.expression()) : first;
    if (!this.take('as')) return [item];
    return [{ ...item, name: this.next().text }];
  }

  private expression(): Item {
    const token = this.next();
    if (token.kind === 'word' && /^\d+$/.test(token.text))
      return { name: `Int64(${token.text})`, kind: 'integer', of: { row: () => Number(token.text) } };
    if (token.kind === 'word' && this.take('(')) return this.call(token.text);
    if (token.kind === 'name' || token.kind === 'word') return this.column(token.text);
    this.at--;
    throw this.unexpected('an expression');
  }

  private column(name: string): Item {
    const kind = this.table.kinds.get(name);
    if (kind === undefined) {
      const valid = [...this.table.kinds.keys()].join(', ');
      throw new PlanError(`Schema error: No field named ${JSON.stringify(name)}. Valid fields are ${valid}.`);
    }
    return { name, kind, of: { row: (row) => row.get(name) ?? null } };
  }

  private call(name: string): Item {
    if (name === 'date_bin') return this.bucket();
    if (name === 'array_element') return this.ranked();
    const unlike = name === 'count' && this.take('distinct');
    if (name === 'count' && this.take('*')) {
      this.expect(')');
      return { name: 'count(*)', kind: 'integer', of: { rows: (rows) => rows.length } };
    }
    const cast = this.take('cast');
    if (cast) this.expect('(');
    const column = this.expression();
    if (cast) {
      this.expect('as');
      this.expect('double');
      this.expect(')');
    }
    const selects = name.startsWith('selector_');
    if (selects) {
      this.expect(',');
      this.expect('time');
    }
    this.expect(')');
    if (selects) for (const part of ['[', 'value', ']']) this.expect(part);
    const values = (rows: readonly Row[]): Cell[] =>
      rows.map((row) => ('row' in column.of ? column.of.row(row) : null)).filter((value) => value !== null);
    const numeric = (of: (values: readonly number[]) => Cell, kind: Kind = 'float'): Item => {
      if (!['float', 'integer', 'unsigned', 'time'].includes(column.kind)) {
        throw new PlanError(
          `Error during planning: Function '${name}' expects NativeType::Numeric but received ${DATA_TYPES[column.kind]}`,
        );
      }
      const some = (found: readonly number[]): Cell => (found.length === 0 ? null : of(found));
      return { name: `${name}(${column.name})`, kind, of: { rows: (rows) => some(numbers(values(rows))) } };
    };
    const ends = (sign: 1 | -1): Item['of'] => ({
      rows: (rows) =>
        values(rows.toSorted((a, b) => sign * (Number(a.get('time')) - Number(b.get('time')))))[0] ?? null,
    });
    switch (name) {
      case 'avg':
        return numeric((v) => sumOf(v) / v.length);
      case 'sum':
        return numeric(sumOf, column.kind);
      case 'min':
        return numeric((v) => v.reduce((a, b) => Math.min(a, b)), column.kind);
      case 'max':
        return numeric((v) => v.reduce((a, b) => Math.max(a, b)), column.kind);
      case 'median':
        // As DataFusion's: of whole numbers it is a whole number.
        return numeric(
          (v) => (cast || column.kind === 'float' ? middle(v) : Math.trunc(middle(v))),
          cast ? 'float' : column.kind,
        );
      case 'stddev':
        return numeric(spreadOf);
      case 'var_samp':
        return numeric((v) => (v.length < 2 ? null : Number(spreadOf(v)) ** 2));
      case 'count':
        if (unlike) return { name, kind: 'integer', of: { rows: (rows) => new Set(values(rows)).size } };
        return { name: `count(${column.name})`, kind: 'integer', of: { rows: (rows) => values(rows).length } };
      case 'selector_first':
        return { name, kind: column.kind, of: ends(1) };
      case 'selector_last':
        return { name, kind: column.kind, of: ends(-1) };
      default:
        throw new PlanError(`Error during planning: Invalid function '${name}'.`);
    }
  }

  /** array_element(array_agg(x ORDER BY x), place): the value of a rank, from 1. */
  private ranked(): Item {
    for (const part of ['array_agg', '(']) this.expect(part);
    const column = this.column(this.next().text);
    for (const part of ['order', 'by']) this.expect(part);
    this.next();
    for (const part of [')', ',']) this.expect(part);
    const counted = () => {
      for (const part of ['count', '(']) this.expect(part);
      this.next();
      this.expect(')');
    };
    const above = this.peek().text === 'count';
    if (above) {
      counted();
      for (const part of ['+', '1', '-']) this.expect(part);
    }
    for (const part of ['cast', '(', 'floor', '(']) this.expect(part);
    counted();
    this.expect('*');
    let share = '';
    while (this.peek().text !== '/') share += this.next().text;
    for (const part of ['/', '100', '.', '0', '+', '0', '.', '5', ')', 'as', 'bigint', ')', ')']) this.expect(part);
    const figure = (rows: readonly Row[]): Cell => {
      const sorted = numbers(rows.map((row) => row.get(column.name) ?? null)).toSorted((a, b) => a - b);
      const rank = Math.floor((sorted.length * Number(share)) / 100 + 0.5);
      return sorted[(above ? sorted.length + 1 - rank : rank) - 1] ?? null;
    };
    return { name: 'array_element', kind: column.kind, of: { rows: figure } };
  }

  private bucket(): Item {
    const every = this.interval();
    this.expect(',');
    this.expect('time');
    const origin = this.take(',') ? this.timestamp() : 0;
    this.expect(')');
    const of = (row: Row): Cell => {
      const past = Number(row.get('time')) - origin;
      // As DataFusion before 2025: a border before the origin falls into the bucket before.
      return origin + (past < 0 ? Math.trunc(past / every) - 1 : Math.floor(past / every)) * every;
    };
    return { name: 'date_bin', kind: 'time', of: { row: of } };
  }

  private timestamp(): number {
    this.expect('timestamp');
    return Date.parse(this.next().text);
  }

  private interval(): number {
    this.expect('interval');
    const { text } = this.next();
    const [, n = '', unit = ''] = /^(\d+) (\w+?)s?$/.exec(text) ?? [];
    const size = UNITS[unit];
    if (size === undefined) throw new PlanError(`Parser error: Invalid input syntax for type interval: "${text}"`);
    return Number(n) * size;
  }

  private condition(): (row: Row) => boolean {
    if (this.take('(')) {
      const either = [this.condition()];
      while (this.take('or')) either.push(this.condition());
      this.expect(')');
      return (row) => either.some((holds) => holds(row));
    }
    const { of, kind } = this.column(this.next().text);
    const value = (row: Row): Cell => ('row' in of ? of.row(row) : null);
    if (this.take('is')) {
      const not = this.take('not');
      this.expect('null');
      return (row) => (value(row) === null) !== not;
    }
    if (this.take('in')) {
      this.expect('(');
      const wanted = new Set(this.list(() => this.next().text));
      this.expect(')');
      return (row) => wanted.has(String(value(row) ?? '\u0000'));
    }
    const { text: sign } = this.next();
    const right = kind === 'time' ? this.moment() : this.next().text;
    return (row) => {
      const left = value(row);
      if (left === null) return false;
      if (sign === '=') return left === right;
      if (sign === '>=') return left >= right;
      if (sign === '<') return left < right;
      if (sign === '>') return left > right;
      throw this.unexpected('a comparison');
    };
  }

  private moment(): number {
    if (!this.take('now')) return Date.parse(this.next().text);
    for (const part of ['(', ')', '-']) this.expect(part);
    return Date.now() - this.interval();
  }

  private places(items: readonly Item[]): number[] {
    this.expect('by');
    return this.list(() => this.place(items));
  }

  private place(items: readonly Item[]): number {
    const { text } = this.next();
    const at = /^\d+$/.test(text) ? Number(text) - 1 : items.findIndex(({ name }) => name === text);
    if (items[at] === undefined) throw new PlanError(`Schema error: No field named ${text}.`);
    return at;
  }
}
