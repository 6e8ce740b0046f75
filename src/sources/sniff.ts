import { StudioError } from '../base/errors';
import type { JobContext } from '../base/job';
import { headOf } from './file-bytes';

/** The kinds of file that are recognised, by the ids of their members. */
export type FileFormat = 'csv' | 'parquet' | 'line-protocol' | 'annotated-csv' | 'json-lines';

const HEAD_BYTES = 1 << 16;
const LINES = 40;

const POINT =
  /^(?:[^\s,=#"]|\\.)(?:[^\s,]|\\.)*(?:,(?:[^\s,=]|\\.)+=(?:[^\s,=]|\\.)+)* +(?:[^\s,=]|\\.)+=(?:-?[\d.]+(?:e[+-]?\d+)?[iu]?|t|f|true|false|"(?:[^"\\]|\\.)*")(?:,(?:[^\s,=]|\\.)+=(?:[^\s,"]+|"(?:[^"\\]|\\.)*"))*(?: +-?\d+)?\s*$/i;

/**
 * What kind of file this is, by its beginning; text that is nothing else is a table. Compressed files are looked into.
 * @throws StudioError `unsupported` for spreadsheets, archives and what is no text at all, with what to do.
 */
export async function formatOfFile(file: Blob, ctx: JobContext): Promise<FileFormat> {
  const { head } = await headOf(file, HEAD_BYTES, ctx);
  const starts = (...bytes: readonly number[]) => bytes.every((byte, i) => head[i] === byte);
  if (starts(0x50, 0x41, 0x52, 0x31)) return 'parquet';
  refuse(file, head, starts);
  const marked = starts(0xff, 0xfe) || starts(0xfe, 0xff);
  if (marked || zeros(head) > head.length / 5) return 'csv'; // UTF-16, which only spreadsheets write.
  return formatOfText(new TextDecoder().decode(head));
}

/** What kind of file a text begins. */
export function formatOfText(text: string): FileFormat {
  const start = text.trimStart();
  if (/^(?:#(?:datatype|group|default)\b|name,tags,time\b)/.test(start)) return 'annotated-csv';
  if (/^(?:\{|\[\s*(?:\{|\]|$))/.test(start)) return 'json-lines';
  if (/^# (?:DDL|DML|CONTEXT-DATABASE|INFLUXDB EXPORT)/i.test(start)) return 'line-protocol';
  const lines = start
    .split('\n', LINES + 1)
    .slice(0, text.includes('\n') ? LINES : 1)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const points = lines.filter((line) => line.length < 4096 && POINT.test(line));
  return points.length > 0 && points.length >= 0.6 * lines.length ? 'line-protocol' : 'csv';
}

const zeros = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum + (byte === 0 ? 1 : 0), 0);

function refuse(file: Blob, head: Uint8Array, starts: (...bytes: number[]) => boolean): void {
  const refusal = (message: string, next: string) => new StudioError('unsupported', message, { next, place: 'file' });
  const name = 'name' in file && typeof file.name === 'string' ? file.name : '';
  const asCsv = 'Open it in a spreadsheet program, save the sheet as CSV (File, Save as, CSV UTF-8), and open that.';
  if (starts(0x50, 0x4b, 3, 4)) {
    const inside = new TextDecoder('latin1').decode(head);
    if (/\.(?:xls[xmb]|ods)$/i.test(name) || /xl\/|\[Content_Types\]|opendocument/.test(inside)) {
      throw refusal('This is a spreadsheet, not a table of text.', asCsv);
    }
    throw refusal('This is a zip archive.', 'Unpack it and open the file inside.');
  }
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) throw refusal('This is an old Excel workbook, not a table of text.', asCsv);
  const packed =
    starts(0x28, 0xb5, 0x2f, 0xfd) || starts(0xfd, 0x37, 0x7a, 0x58) || starts(0x42, 0x5a, 0x68) || starts(0x37, 0x7a);
  if (packed && zeros(head) > 0) {
    throw refusal('This file is compressed in a way that is not read here.', 'Unpack it, or compress it as gzip.');
  }
  if (starts(0x41, 0x52, 0x52, 0x4f, 0x57, 0x31) || starts(0x4f, 0x52, 0x43)) {
    throw refusal('This is an Arrow or ORC file.', 'Save it as Parquet or CSV, and open that.');
  }
  // Text has no such bytes, in no encoding but UTF-16, whose every other byte is a zero.
  const strange = head.reduce((sum, byte) => sum + (byte < 9 && byte > 0 ? 1 : 0), 0);
  const half = zeros(head) / (head.length || 1);
  if (strange > head.length / 50 || (half > 0.02 && half < 0.2) || half > 0.8) {
    throw refusal(
      'This is no table: it is not text, and no Parquet file.',
      'Open a CSV, TSV, JSON lines, line protocol or Parquet file.',
    );
  }
}
