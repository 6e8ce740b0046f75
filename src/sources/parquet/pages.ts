import type { AsyncBuffer, CompressionCodec, FileMetaData } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { compressors } from 'hyparquet-compressors';

/** A page claims to unpack to no more than this. */
const LARGEST_PAGE = 1 << 28;

/**
 * The bytes of one column in one row group, its page headers looked through first: a damaged one would send the decoder
 * round in circles. What is read beyond these bytes comes from the file.
 * @throws Error when a header cannot be.
 */
export async function checkedColumn(
  buffer: AsyncBuffer,
  { row_groups: groups }: FileMetaData,
  group: number,
  name: string,
  optional: boolean,
): Promise<AsyncBuffer> {
  const found = groups[group]?.columns.find(({ meta_data: meta }) => meta?.path_in_schema[0] === name)?.meta_data;
  if (found === undefined) throw new Error(`the column “${name}” is not there`);
  const start = Number(found.dictionary_page_offset || found.data_page_offset);
  const end = start + Number(found.total_compressed_size);
  if (!(start >= 4 && end > start && end <= buffer.byteLength)) throw new Error('a column lies outside of the file');
  const bytes = await buffer.slice(start, end);
  checkPages(bytes, { rows: Number(groups[group]?.num_rows), codec: found.codec, optional });
  return {
    byteLength: buffer.byteLength,
    slice: (from, to = buffer.byteLength) =>
      from >= start && to <= end ? bytes.slice(from - start, to - start) : buffer.slice(from, to),
  };
}

/** What is known of a column before its pages are read. */
interface Chunk {
  readonly rows: number;
  readonly codec: CompressionCodec;
  /** Values may be missing: a level before each says whether one is. */
  readonly optional: boolean;
}

function checkPages(bytes: ArrayBuffer, { rows, codec, optional }: Chunk): void {
  const reader = { view: new DataView(bytes), offset: 0 };
  let seen = 0;
  while (seen < rows && reader.offset < bytes.byteLength - 1) {
    const before = reader.offset;
    const header = parquetHeader(reader);
    const { compressed_page_size: packed, uncompressed_page_size: unpacked } = header;
    const sound =
      packed >= 0 && reader.offset + packed <= bytes.byteLength && unpacked >= 0 && unpacked <= LARGEST_PAGE;
    if (!sound || reader.offset <= before) throw new Error('a page has no sensible size');
    const page = new Uint8Array(bytes, reader.offset, packed);
    reader.offset += packed;
    const first = header.data_page_header;
    const second = header.data_page_header_v2;
    const values = (first ?? second ?? header.dictionary_page_header)?.num_values ?? -1;
    if (!(values >= 0 && values <= LARGEST_PAGE)) throw new Error('a page has no sensible length');
    const data = first ?? second;
    if (data === undefined) continue;
    if (values === 0 || seen + values > rows) throw new Error('a page has more values than there are rows');
    seen += values;
    const coded = data.encoding.endsWith('_DICTIONARY');
    if (first !== undefined) {
      if (!optional && !coded) continue;
      const all = plainPage(page, unpacked, codec);
      const length = optional ? new DataView(all.buffer, all.byteOffset, all.length).getUint32(0, true) : -4;
      if (length > all.length - 4) throw new Error('a page has no sensible levels');
      if (optional) checkRuns(all.subarray(4, 4 + length), 1, values);
      if (coded) checkRuns(all.subarray(5 + length), all[4 + length] ?? 0, values);
    } else if (second !== undefined) {
      const { definition_levels_byte_length: levels, repetition_levels_byte_length: others } = second;
      if (!(levels >= 0 && others >= 0 && levels + others <= packed)) throw new Error('a page has no sensible levels');
      if (levels > 0) checkRuns(page.subarray(others, others + levels), 1, values);
      if (!coded) continue;
      const packedValues = page.subarray(levels + others);
      const wanted = unpacked - levels - others;
      const plain = second.is_compressed === false ? packedValues : plainPage(packedValues, wanted, codec);
      checkRuns(plain.subarray(1), plain[0] ?? 0, values);
    }
  }
  if (seen < rows) throw new Error('pages are missing');
}

function plainPage(page: Uint8Array, length: number, codec: CompressionCodec): Uint8Array {
  if (codec === 'UNCOMPRESSED') return page;
  const unpack = compressors[codec];
  if (unpack === undefined) throw new Error(`it is compressed as ${codec}`);
  return unpack(page, length);
}

/** Goes over the runs of levels or places in a dictionary: a run longer than the page would fill the memory. */
function checkRuns(bytes: Uint8Array, width: number, values: number): void {
  if (width > 32) throw new Error('a page has no sensible width');
  let at = 0;
  for (let seen = 0; seen < values && at < bytes.length; ) {
    let header = 0;
    let shift = 0;
    for (; at < bytes.length; shift += 7) {
      const byte = bytes[at++] as number;
      header += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    const isPacked = header % 2 === 1;
    const run = Math.floor(header / 2) * (isPacked ? 8 : 1);
    if (run === 0 || run > values + 8 || header >= 2 ** 31) throw new Error('a page has no sensible run');
    seen += run;
    at += isPacked ? (run / 8) * width : (width + 7) >> 3;
  }
}
