import { StudioError } from '../../base/errors';
import type { CsvParams } from '.';
import { type Encoding, encodingOf } from './encoding';
import {
  type ColumnKind,
  type DecimalMark,
  decimalMarkOf,
  delimiterOf,
  hasHeader,
  isMissing,
  isNumeric,
  timeColumnOf,
} from './guess';
import { type Row, Rows } from './rows';
import { formatOf, TIME_FORMATS, type TimeFormat } from './stamps';

/** How a file is to be read: what was asked for, and what was guessed where nothing was. */
export interface Layout {
  readonly encoding: Encoding;
  readonly delimiter: string;
  readonly header: boolean;
  readonly decimal: DecimalMark;
  readonly names: readonly string[];
  readonly kinds: readonly ColumnKind[];
  /** The time column, or undefined when rows are numbered instead. */
  readonly time: { readonly index: number; readonly format: TimeFormat } | undefined;
  readonly notes: readonly string[];
}

const HEAD_BYTES = 1 << 20;
const SNIFFED_ROWS = 400;

/** A byte order mark is taken off by the decoder itself. */
export const decoderOf = (encoding: Encoding): TextDecoder => new TextDecoder(encoding);

/** Looks at the beginning of a file. @throws StudioError `empty` for nothing to read, else at the parameter to mend. */
export async function layoutOf(file: Blob, params: CsvParams): Promise<Layout> {
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const { encoding } = encodingOf(head);
  const text = decoderOf(encoding).decode(head, { stream: true });
  const sample = head.length < file.size ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
  const asked = { auto: delimiterOf(sample.slice(0, 65_536)), tab: '\t' }[params.delimiter];
  const delimiter = asked ?? params.delimiter;
  const all = sniffed(sample, delimiter);
  if (all.length === 0) {
    throw new StudioError('empty', 'The file holds no rows.', {
      next: 'Open a file with a row for each time.',
      place: 'file',
    });
  }
  const decimal =
    params.decimal === 'point' || params.decimal === 'comma' ? params.decimal : decimalMarkOf(all, delimiter);
  const header = params.header === 'auto' ? hasHeader(all.slice(0, 50), decimal) : params.header === 'yes';
  const width = typicalWidth(all);
  const names = named(header ? (all[0] ?? []) : [], width);
  const body = (header ? all.slice(1) : all).filter((cells) => cells.length >= width);
  const time = timeOf(names, body, params);
  const values = valuesOf(names, params);
  const kinds = names.map((_, i): ColumnKind => {
    if (i === time?.index) return 'time';
    return (values === undefined ? isNumeric(body, i, decimal) : values.has(i)) ? 'value' : 'tag';
  });
  return { encoding, delimiter, header, decimal, names, kinds, time, notes: remarks(names, body, time, params) };
}

function sniffed(text: string, delimiter: string): string[][] {
  const found: Row[] = [];
  const rows = new Rows(
    delimiter,
    (row) => found.push(row),
    () => {}, // Bad lines are counted when the file is read in earnest.
  );
  rows.push(text.split('\n').slice(0, SNIFFED_ROWS).join('\n'));
  rows.end();
  return found.map(({ cells }) => [...cells]);
}

function typicalWidth(rows: readonly (readonly string[])[]): number {
  const widths = rows.map((cells) => cells.length).sort((a, b) => a - b);
  return widths[widths.length >>> 1] ?? 1;
}

function named(head: readonly string[], width: number): string[] {
  const seen = new Map<string, number>();
  return Array.from({ length: Math.max(width, head.length) }, (_, i) => {
    const name = head[i]?.trim() || `column ${i + 1}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} ${count}`;
  });
}

function indexOf(names: readonly string[], name: string, place: string): number {
  const exact = names.indexOf(name);
  const index = exact >= 0 ? exact : names.findIndex((one) => one.toLowerCase() === name.toLowerCase());
  if (index >= 0) return index;
  throw new StudioError('not-found', `The file has no column “${name}”.`, {
    next: `Its columns are ${names.slice(0, 12).join(', ')}${names.length > 12 ? ' …' : ''}.`,
    place,
    value: name,
  });
}

function timeOf(names: readonly string[], body: readonly (readonly string[])[], params: CsvParams): Layout['time'] {
  const format = TIME_FORMATS.find((one) => one === params.timeFormat);
  const name = params.timeColumn.trim();
  if (name === '') {
    const found = timeColumnOf(names, body);
    return found === undefined || format === undefined ? found : { ...found, format };
  }
  const index = indexOf(names, name, 'timeColumn');
  const guessed = format ?? formatOf(body.map((cells) => cells[index] ?? ''));
  if (guessed !== undefined) return { index, format: guessed };
  throw new StudioError('bad-input', `The column “${names[index]}” does not read as times.`, {
    next: 'Choose the format its times are written in, or another column.',
    place: 'timeFormat',
    value: body.find((cells) => !isMissing(cells[index] ?? ''))?.[index] ?? '',
  });
}

function valuesOf(names: readonly string[], params: CsvParams): ReadonlySet<number> | undefined {
  const text = params.valueColumns.trim();
  if (text === '') return undefined;
  if (names.includes(text)) return new Set([names.indexOf(text)]);
  const asked = text.split(/[,;\n]/).map((name) => name.trim());
  return new Set(asked.filter((name) => name !== '').map((name) => indexOf(names, name, 'valueColumns')));
}

function remarks(
  names: readonly string[],
  body: readonly (readonly string[])[],
  time: Layout['time'],
  params: CsvParams,
): string[] {
  if (time === undefined) {
    const step = params.stepSeconds;
    return [`No column holds times: the rows are taken as one every ${step} s from 1 January 2000 on.`];
  }
  if (params.timeFormat !== 'auto' || (time.format !== 'dmy' && time.format !== 'mdy')) return [];
  const parts = body.map((cells) => (cells[time.index] ?? '').split(/[/.-]/).slice(0, 2).map(Number));
  if (parts.some(([a = 0, b = 0]) => a > 12 || b > 12)) return [];
  const order = time.format === 'dmy' ? 'day first' : 'month first';
  return [
    `“${names[time.index]}” could be read day first or month first; it was read ${order}. The time format decides.`,
  ];
}
