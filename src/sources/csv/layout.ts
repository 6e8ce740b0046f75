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
import { isRemark, linesOf, remarksAt, sniffed, titlesAt, typicalWidth, unmarked } from './lead';
import type { Row } from './rows';
import { formatOf, TIME_FORMATS, type TimeFormat } from './stamps';

/** How a file is to be read: what was asked for, and what was guessed where nothing was. */
export interface Layout {
  readonly encoding: Encoding;
  readonly delimiter: string;
  /** Lines before the table. */
  readonly skip: number;
  readonly header: boolean;
  readonly decimal: DecimalMark;
  readonly names: readonly string[];
  readonly kinds: readonly ColumnKind[];
  /** The time column, or undefined when rows are numbered instead. */
  readonly time: { readonly index: number; readonly format: TimeFormat } | undefined;
  readonly notes: readonly string[];
}

const HEAD_BYTES = 1 << 20;

/** A byte order mark is taken off by the decoder itself. */
export const decoderOf = (encoding: Encoding): TextDecoder => new TextDecoder(encoding);

/** Looks at the beginning of a file. @throws StudioError `empty` for nothing to read, else at the parameter to mend. */
export async function layoutOf(file: Blob, params: CsvParams): Promise<Layout> {
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const { encoding } = encodingOf(head);
  const text = decoderOf(encoding).decode(head, { stream: true });
  const sample = head.length < file.size ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
  const lines = linesOf(sample);
  const before = params.skip < 0 ? remarksAt(lines) : params.skip;
  const asked = { auto: delimiterOf(lines.slice(before).join('\n').slice(0, 65_536)), tab: '\t' }[params.delimiter];
  const delimiter = asked ?? params.delimiter;
  const { skip, rows } = tableIn(sample, lines, delimiter, params);
  const all = rows.map(({ cells }) => cells);
  if (all.length === 0) throw nothing(params.skip);
  const decimal = markOf(all, delimiter, params);
  const header = params.header === 'auto' ? hasHeader(all.slice(0, 50), decimal) : params.header === 'yes';
  const width = typicalWidth(rows);
  const names = named(header ? (all[0] ?? []).map((cell, i) => (i === 0 ? unmarked(cell) : cell)) : [], width);
  const body = (header ? all.slice(1) : all).filter((cells) => cells.length >= width);
  const time = timeOf(names, body, params);
  const values = valuesOf(names, params);
  const kinds = names.map((_, i): ColumnKind => {
    if (i === time?.index) return 'time';
    return (values === undefined ? isNumeric(body, i, decimal) : values.has(i)) ? 'value' : 'tag';
  });
  const notes = [...overLines(lines, skip, params), ...remarks(names, body, time, params)];
  return { encoding, delimiter, skip, header, decimal, names, kinds, time, notes };
}

const nothing = (skip: number): StudioError =>
  skip > 0
    ? new StudioError('empty', `The file holds no rows behind its first ${skip} lines.`, {
        next: 'Skip fewer lines.',
        place: 'skip',
        value: skip,
      })
    : new StudioError('empty', 'The file holds no rows.', {
        next: 'Open a file with a row for each time.',
        place: 'file',
      });

const markOf = (rows: readonly (readonly string[])[], delimiter: string, { decimal }: CsvParams): DecimalMark =>
  decimal === 'point' || decimal === 'comma' ? decimal : decimalMarkOf(rows, delimiter);

/**
 * Where the table begins: behind as many lines as asked for, else behind remarks and titles. A remark right before rows
 * that have no header, with as many cells as they, is their header.
 */
function tableIn(
  sample: string,
  lines: readonly string[],
  delimiter: string,
  params: CsvParams,
): { readonly skip: number; readonly rows: readonly Row[] } {
  if (params.skip >= 0) return { skip: params.skip, rows: sniffed(sample, delimiter, params.skip) };
  const remarked = remarksAt(lines, delimiter);
  const found = sniffed(sample, delimiter, remarked);
  const mark = markOf(
    found.map(({ cells }) => cells),
    delimiter,
    params,
  );
  const rows = found.slice(titlesAt(found, delimiter, mark));
  const skip = (rows[0]?.line ?? 1) - 1;
  const start = rows.slice(0, 50).map(({ cells }) => cells);
  if (skip > 0 && params.header !== 'no' && !hasHeader(start, mark)) {
    const above = sniffed(sample, delimiter, skip - 1);
    const [head] = above;
    if (head?.line === skip && isRemark(head.cells[0] ?? '', delimiter) && head.cells.length === typicalWidth(rows)) {
      return { skip: skip - 1, rows: above };
    }
  }
  return { skip, rows };
}

/** What was passed over by itself, in words. */
function overLines(lines: readonly string[], skip: number, params: CsvParams): string[] {
  if (params.skip >= 0 || skip === 0) return [];
  const first = lines.slice(0, skip).find((line) => line.trim() !== '');
  if (first === undefined) return [];
  const shown = first.trim().slice(0, 60);
  return [
    skip === 1
      ? `The first line stands before the table and was skipped: “${shown}”.`
      : `The first ${skip} lines stand before the table and were skipped, from “${shown}” on.`,
  ];
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
