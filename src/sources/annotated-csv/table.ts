import { StudioError } from '../../base/errors';
import type { JobContext } from '../../base/job';
import { eachPiece, headOf } from '../file-bytes';
import { stemOf } from '../file-source';
import { FluxCsv } from '../flux-csv';
import { InfluxqlCsv } from '../influxql-csv';
import { leftOut } from '../left-out';
import { Records, textAt } from '../records';
import { sheetsFrom } from '../sheets-from';
import { type ColumnKind, FIRST_ROWS, type FileLook, type FileTable } from '../table';

const HEAD_BYTES = 1 << 18;
const MARK = [0xef, 0xbb, 0xbf];

/** Reads a file of InfluxDB's CSV, or the rows of its first `most` bytes. */
export async function readAnnotated(file: Blob, _: object, ctx: JobContext, most?: number): Promise<FileTable> {
  const look = await lookOf(file, ctx);
  const decoder = look.shape === INFLUXQL ? new InfluxqlCsv() : new FluxCsv(faultIn);
  let first = true;
  const take = (piece: Uint8Array): void => {
    const marked = first && MARK.every((byte, i) => piece[i] === byte);
    first = false;
    decoder.push(marked ? piece.subarray(MARK.length) : piece);
  };
  const reading = { rows: () => decoder.rows, ...(most !== undefined && { most }) };
  const end = await eachPiece(file, ctx, take, reading);
  const { series, notes, bad } = decoder.end(end === 'whole');
  const tables = sheetsFrom(series, stemOf(file));
  const skipped = bad?.count ?? 0;
  return {
    tables,
    look,
    rows: decoder.rows - skipped,
    skipped,
    gaps: 0,
    ...(bad !== undefined && { bad }),
    notes: [
      ...notes,
      ...(end === 'broken' ? ['The compressed file breaks off or is damaged; what came before that was read.'] : []),
      ...leftOut(skipped, 0, 'row'),
    ],
  };
}

/** An answer of InfluxQL has no annotations; its shape is called so. */
const INFLUXQL = 'InfluxQL CSV';

const faultIn = (message: string): StudioError =>
  new StudioError('bad-response', `The file holds an error that the database gave in place of data: ${message}`, {
    next: 'Mend the query there and save its answer again.',
    place: 'file',
  });

const KINDS: Readonly<Record<string, ColumnKind>> = {
  result: 'unused',
  table: 'unused',
  _start: 'unused',
  _stop: 'unused',
  _time: 'time',
  _field: 'names',
  _measurement: 'measurement',
};

const NUMBERS = ['double', 'long', 'unsignedLong', 'boolean'];

/** The first table's columns and rows. @throws StudioError `bad-input` at `file` when there is no annotation. */
async function lookOf(file: Blob, ctx: JobContext): Promise<FileLook> {
  const { head, whole } = await headOf(file, HEAD_BYTES, ctx);
  const records: string[][] = [];
  const cutter = new Records((cells) => {
    if (records.length < 4 * FIRST_ROWS) {
      records.push(Array.from({ length: cells.count }, (_, i) => textAt(cells, i)));
    }
  });
  cutter.push(MARK.every((byte, i) => head[i] === byte) ? head.subarray(MARK.length) : head);
  if (whole) cutter.end();
  const [header] = records;
  if (header?.[0] === 'name' && header[1] === 'tags') {
    const kind = (i: number): ColumnKind => (['measurement', 'tag', 'time'] as const)[i] ?? 'value';
    const rows = records.slice(1).filter((cells) => cells.length === header.length && cells[0] !== 'name');
    return {
      columns: header.map((name, i) => ({ name, kind: kind(i) })),
      rows: rows.slice(0, FIRST_ROWS),
      shape: INFLUXQL,
    };
  }
  const annotation = (name: string) => records.find(([first]) => first === name);
  const types = annotation('#datatype');
  const groups = annotation('#group');
  const at = records.findIndex((cells) => cells.length > 1 && !(cells[0] ?? '').startsWith('#'));
  const names = records[at];
  if (types === undefined || groups === undefined || names === undefined) {
    throw new StudioError('bad-input', 'This is no annotated CSV: the lines #datatype and #group are not at its top.', {
      next: 'Take it for plain CSV, or save it with its annotations (`influx query --raw`).',
      place: 'file',
    });
  }
  const end = records.findIndex((cells, i) => i > at && (cells.length === 1 || (cells[0] ?? '').startsWith('#')));
  // The first column is the annotations' own, and has no name.
  const places = [...names.keys()].filter((i) => names[i] !== '');
  const rows = records.slice(at + 1, end < 0 ? undefined : end).slice(0, FIRST_ROWS);
  return {
    columns: places.map((i) => {
      const name = names[i] ?? '';
      const number = NUMBERS.includes(types[i] ?? '') ? 'value' : 'unused';
      return { name, kind: KINDS[name] ?? (groups[i] === 'true' ? 'tag' : number) };
    }),
    rows: rows.map((cells) => places.map((i) => cells[i] ?? '')),
    shape: 'annotated CSV',
  };
}
