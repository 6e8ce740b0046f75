import {
  type AsyncBuffer,
  type DecodedArray,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { StudioError } from '../../base/errors';
import { bytesOf } from '../file-bytes';
import { checkedColumn } from './pages';
import { type Leaf, leavesOf } from './schema';

/** A file whose end was read: what its columns and row groups are. */
export interface Open {
  readonly buffer: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly leaves: readonly Leaf[];
}

/** A file that breaks the format, in words. */
export const damaged = (cause: unknown): StudioError =>
  cause instanceof StudioError
    ? cause
    : new StudioError(
        'damaged',
        `The Parquet file cannot be read: ${cause instanceof Error ? cause.message : cause}.`,
        {
          next: 'Save it again, or open another file.',
          place: 'file',
          cause,
        },
      );

/** @throws StudioError `damaged` at `file`. */
export async function opened(file: Blob): Promise<Open> {
  const buffer: AsyncBuffer = {
    byteLength: file.size,
    slice: async (start, end = file.size) => (await bytesOf(file, start, end)).buffer,
  };
  try {
    if (file.size < 12) throw new Error('it is too short');
    const metadata = await parquetMetadataAsync(buffer);
    const rows = metadata.row_groups.map((group) => Number(group.num_rows));
    if (rows.some((count) => !(count >= 0 && count <= 2 ** 31))) throw new Error('a row group has no sensible length');
    if (rows.reduce((sum, count) => sum + count, 0) !== Number(metadata.num_rows)) {
      throw new Error('its row groups do not add up');
    }
    return { buffer, metadata, leaves: leavesOf(parquetSchema(metadata)) };
  } catch (cause) {
    throw damaged(cause);
  }
}

/** Times as epoch milliseconds instead of dates; what is finer is cut off. */
const parsers = {
  timestampFromMilliseconds: (ms: bigint) => Number(ms),
  timestampFromMicroseconds: (us: bigint) => Math.floor(Number(us) / 1000),
  timestampFromNanoseconds: (ns: bigint) => Number((ns - (((ns % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n),
  dateFromDays: (days: number) => days * 86_400_000,
};

/** Rows [from, to) of all, which lie in one row group. */
export interface Stretch {
  readonly group: number;
  readonly from: number;
  readonly to: number;
}

/** The cells of one column in some rows, in pieces. */
export async function column(
  { buffer, metadata }: Open,
  { name, optional }: Leaf,
  { group, from, to }: Stretch,
  take: (cells: DecodedArray) => void,
): Promise<void> {
  try {
    await parquetRead({
      file: await checkedColumn(buffer, metadata, group, name, optional),
      metadata,
      columns: [name],
      rowStart: from,
      rowEnd: to,
      compressors,
      parsers,
      onChunk: ({ columnData, rowStart }) => {
        const [start, end] = [Math.max(0, from - rowStart), Math.min(columnData.length, to - rowStart)];
        take(start === 0 && end === columnData.length ? columnData : columnData.slice(start, end));
      },
    });
  } catch (cause) {
    throw damaged(cause);
  }
}

/** The first rows as cells, those of a column without times as they are, times as text. */
export async function rowsOf(
  open: Open,
  leaves: readonly Leaf[],
  most: number,
): Promise<readonly (readonly unknown[])[]> {
  const to = Math.min(most, Number(open.metadata.row_groups[0]?.num_rows ?? 0));
  const columns: unknown[][] = [];
  for (const leaf of leaves) {
    const { holds, scale } = leaf;
    const cells: unknown[] = [];
    await column(open, leaf, { group: 0, from: 0, to }, (piece) => cells.push(...piece));
    const isTime = holds === 'moment' || holds === 'wall';
    columns.push(
      cells.map((cell) => (isTime && typeof cell === 'number' ? stampOf(cell, holds) : decimal(cell, scale))),
    );
  }
  return Array.from({ length: to }, (_, row) => columns.map((cells) => cells[row]));
}

const stampOf = (ms: number, holds: 'moment' | 'wall'): string => {
  const text = Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : '';
  return holds === 'moment' ? text : text.slice(0, -1);
};

/** A decimal number as it was written: it comes multiplied by a power of ten that is not exact. */
const decimal = (cell: unknown, scale: number): unknown =>
  scale === 1 || typeof cell !== 'number' ? cell : Math.round(cell * scale) / scale;
