/** What the stand-in for InfluxDB 3 keeps: databases of tables in memory, filled by line protocol. */

export type Kind = 'time' | 'tag' | 'float' | 'integer' | 'unsigned' | 'boolean' | 'string';
export type Cell = string | number | boolean | null;

/** A table: its columns' kinds, and its rows by series and time, so that a point written twice is one row. */
export interface Table {
  readonly kinds: Map<string, Kind>;
  readonly rows: Map<string, Map<string, Cell>>;
}

export type Database = Map<string, Table>;

/** A line that was not taken, in the words and the shape of `WriteLineError`. */
export interface BadLine {
  readonly error_message: string;
  readonly line_number: number;
  readonly original_line: string;
}

interface Point {
  readonly measurement: string;
  readonly tags: readonly (readonly [string, string])[];
  readonly fields: readonly (readonly [string, Kind, Cell])[];
  readonly time: number;
}

const TYPES: Readonly<Record<Kind, string>> = {
  time: 'iox::column_type::timestamp',
  tag: 'iox::column_type::tag',
  float: 'iox::column_type::field::float',
  integer: 'iox::column_type::field::integer',
  unsigned: 'iox::column_type::field::uinteger',
  boolean: 'iox::column_type::field::boolean',
  string: 'iox::column_type::field::string',
};

/** Writes lines with times of this many milliseconds a unit; gives back those that were not taken, whose points are not in. */
export function writeInto(database: Database, body: string, unitMs: number): BadLine[] {
  const bad: BadLine[] = [];
  body.split('\n').forEach((text, i) => {
    if (text.trim() === '' || text.startsWith('#')) return;
    try {
      put(database, parsed(text, unitMs));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      bad.push({ error_message: error.message, line_number: i + 1, original_line: text.slice(0, 20) });
    }
  });
  return bad;
}

class Refused extends Error {
  override readonly name = 'Refused';
}

function put(database: Database, { measurement, tags, fields, time }: Point): void {
  const table = database.get(measurement) ?? { kinds: new Map<string, Kind>([['time', 'time']]), rows: new Map() };
  const cells = [...tags.map(([name, value]) => [name, 'tag', value] as const), ...fields];
  for (const [name, kind] of cells) {
    const known = table.kinds.get(name);
    if (known !== undefined && known !== kind) {
      throw new Refused(`invalid column type for column '${name}', expected ${TYPES[known]}, got ${TYPES[kind]}`);
    }
  }
  database.set(measurement, table);
  const key = JSON.stringify([tags.toSorted(), time]);
  const row = table.rows.get(key) ?? new Map<string, Cell>([['time', time]]);
  table.rows.set(key, row);
  for (const [name, kind, value] of cells) {
    table.kinds.set(name, kind);
    row.set(name, value);
  }
}

/** Cuts at signs that no backslash hides; with `quotes`, outside of those that begin after an equals sign, a text's. */
function cut(text: string, sign: string, quotes = false): string[] {
  const parts = [''];
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const one = text[i] as string;
    const last = parts.length - 1;
    if (one === '\\' && (quoted ? /["\\]/ : /[,= ]/).test(text[i + 1] ?? '')) parts[last] += one + text[++i];
    else if (one === sign && !quoted) parts.push('');
    else {
      if (quotes && one === '"' && (quoted || text[i - 1] === '=')) quoted = !quoted;
      parts[last] += one;
    }
  }
  return parts;
}

const plain = (text: string): string => text.replace(/\\([,= ])/g, '$1');

function parsed(text: string, unitMs: number): Point {
  const [key = ''] = cut(text, ' ');
  const [fields = '', time = '', ...more] = cut(text.slice(key.length + 1), ' ', true);
  const [measurement = '', ...tags] = cut(key, ',');
  const pair = (part: string): [string, string] => {
    const [name = '', ...value] = cut(part, '=');
    if (name === '' || value.length === 0 || value[0] === '')
      throw new Refused('No fields were provided: unable to parse');
    return [plain(name), value.join('=')];
  };
  if (measurement === '' || fields === '' || more.length > 0 || !/^-?\d*$/.test(time)) {
    throw new Refused('Could not parse entire line. Found trailing content: unable to parse');
  }
  return {
    measurement: plain(measurement),
    tags: tags.map(pair).map(([name, value]) => [name, plain(value)]),
    fields: cut(fields, ',', true)
      .map(pair)
      .map(([name, value]) => [name, ...typed(value)]),
    time: Math.floor(Number(time) * unitMs),
  };
}

function typed(value: string): [Kind, Cell] {
  if (/^".*"$/s.test(value)) return ['string', value.slice(1, -1).replace(/\\(["\\])/g, '$1')];
  if (/^(?:t|true|f|false)$/i.test(value)) return ['boolean', /^t/i.test(value)];
  const [, digits = '', suffix] = /^([-+]?[\d.]+(?:e[-+]?\d+)?)([iu]?)$/i.exec(value) ?? [];
  const number = Number(digits);
  if (digits === '' || !Number.isFinite(number)) throw new Refused(`Unable to parse float value: '${value}'`);
  return [suffix === 'i' ? 'integer' : suffix === 'u' ? 'unsigned' : 'float', number];
}
