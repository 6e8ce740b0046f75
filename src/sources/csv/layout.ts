import { StudioError } from '../../base/errors';
import type { JobContext } from '../../base/job';
import { timeDoubts, timeIn, valuesAsked } from '../column-plan';
import { headOf } from '../file-bytes';
import type { DecimalMark } from '../numbers';
import type { TimeFormat } from '../stamps';
import type { ColumnKind } from '../table';
import type { CsvParams } from '.';
import { delimiterOf } from './delimiter';
import { type Encoding, encodingOf } from './encoding';
import { decimalMarkOf, hasHeader, isNumeric } from './guess';
import { isRemark, lineEndOf, linesOf, type Row, remarksAt, sniffed, titlesAt, typicalWidth, unmarked } from './lead';

/** How a file is to be read: what was asked for, and what was guessed where nothing was. */
export interface Layout {
  readonly encoding: Encoding;
  readonly delimiter: string;
  /** The byte that ends its lines. */
  readonly lineEnd: number;
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

/** Looks at the beginning of a file. @throws StudioError `empty` for nothing to read, else at the parameter to mend. */
export async function layoutOf(file: Blob, params: CsvParams, ctx: JobContext): Promise<Layout> {
  const { head, whole } = await headOf(file, HEAD_BYTES, ctx);
  const { encoding } = encodingOf(head);
  const text = new TextDecoder(encoding).decode(head, { stream: true }); // A byte order mark is taken off by it.
  const lineEnd = lineEndOf(text);
  const sample = whole ? text : text.slice(0, text.lastIndexOf(String.fromCharCode(lineEnd)) + 1);
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
  const time = timeIn(names, body, params);
  const values = valuesAsked(names, params);
  const kinds = names.map((_, i): ColumnKind => {
    if (i === time?.index) return 'time';
    return (values === undefined ? isNumeric(body, i, decimal) : values.has(i)) ? 'value' : 'tag';
  });
  const notes = [...overLines(lines, skip, params), ...remarks(names, body, time, params)];
  return { encoding, delimiter, lineEnd, skip, header, decimal, names, kinds, time, notes };
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

function remarks(
  names: readonly string[],
  body: readonly (readonly string[])[],
  time: Layout['time'],
  params: CsvParams,
): string[] {
  if (time === undefined) {
    return [`No column holds times: the rows are taken as one every ${params.stepSeconds} s from 1 January 2000 on.`];
  }
  const stamps = body.map((cells) => cells[time.index] ?? '');
  return timeDoubts(names[time.index] ?? '', stamps, time.format, params);
}
