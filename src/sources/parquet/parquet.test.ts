import fc from 'fast-check';
import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { defaults } from '../../base/params';
import { context } from '../contract.testing';
import { columnParams } from '../file-params';
import type { ParquetParams } from '.';
import { parquet } from './source';
import { readParquet } from './table';

type Written = Parameters<typeof parquetWriteBuffer>[0];

const params = defaults(columnParams);
const START = Date.UTC(2026, 0, 1);
/** With a schema of its own, a column's type is said there. */
function fileOf({ columnData, ...more }: Written): File {
  const bare = more.schema === undefined ? columnData : columnData.map(({ name, data }) => ({ name, data }));
  return new File([parquetWriteBuffer({ ...more, columnData: bare })], 'rows.parquet');
}
const preview = (file: File, some: Partial<ParquetParams> = {}) =>
  parquet.preview({ params: { ...params, ...some }, file }, context());
const sheetOf = async (file: File, some: Partial<ParquetParams> = {}) => {
  const { tables } = await readParquet(file, { ...params, ...some }, context());
  return [...tables.values()].flat()[0];
};

/** A file of one column of times and a value, its times declared as a schema element says. */
const timed = (element: Partial<SchemaElement>, data: unknown[]) =>
  fileOf({
    columnData: [
      { name: 't', data: data as bigint[] },
      { name: 'v', data: [1, 2], type: 'DOUBLE' },
    ],
    schema: [
      { name: 'root', num_children: 2 },
      { name: 't', repetition_type: 'REQUIRED', ...element } as SchemaElement,
      { name: 'v', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
    ],
  });

const timestamp = (unit: 'MILLIS' | 'MICROS' | 'NANOS', isAdjustedToUTC: boolean) =>
  ({ type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC, unit } }) as const;

describe('Parquet', () => {
  it.each([
    ['milliseconds', timestamp('MILLIS', true), [BigInt(START), BigInt(START) + 1n]],
    ['microseconds', timestamp('MICROS', true), [BigInt(START) * 1000n, BigInt(START) * 1000n + 1999n]],
    ['nanoseconds', timestamp('NANOS', true), [BigInt(START) * 1_000_000n, BigInt(START) * 1_000_000n + 1_999_999n]],
    ['plain whole numbers', { type: 'INT64' } as const, [BigInt(START), BigInt(START) + 1n]],
  ])('reads times in %s', async (_, element, data) => {
    expect([...((await sheetOf(timed(element, data)))?.time ?? [])]).toEqual([START, START + 1]);
  });

  it('takes times without a zone for wall time, and days too', async () => {
    const wall = timed(timestamp('MICROS', false), [BigInt(START) * 1000n, BigInt(START + 1) * 1000n]);
    expect((await sheetOf(wall))?.time[0]).toBe(START);
    expect((await sheetOf(wall, { timeZone: 'Europe/Vienna' }))?.time[0]).toBe(START - 3_600_000);
    const days = timed({ type: 'INT32', converted_type: 'DATE' }, [new Date(START), new Date(START + 86_400_000)]);
    expect([...((await sheetOf(days))?.time ?? [])]).toEqual([START, START + 86_400_000]);
    expect((await preview(days)).columns[0]).toMatchObject({ kind: 'time', detail: 'without a zone' });
  });

  it('reads numbers of all kinds, words, flags and what is missing', async () => {
    const file = fileOf({
      columnData: [
        { name: 'time', data: [0, 1, 2].map((i) => new Date(START + i)), type: 'TIMESTAMP' },
        { name: 'double', data: [1.5, null, Number.NaN] as number[], type: 'DOUBLE' },
        { name: 'float', data: [0.5, 1.5, 2.5], type: 'FLOAT' },
        { name: 'int', data: [1, -2, 3], type: 'INT32' },
        { name: 'long', data: [1n, 9_007_199_254_740_993n, -3n], type: 'INT64' },
        { name: 'on', data: [true, false, true], type: 'BOOLEAN' },
        { name: 'host', data: ['a', 'b', 'a'], type: 'STRING' },
        { name: 'where', data: ['x', null, 'ü'] as string[], type: 'STRING' },
        { name: 'odd', data: [{ a: 1 }, { b: 2 }, { c: 3 }] as never[], type: 'JSON' },
        { name: 'cost', data: [0.3, 123.45, -1.01] },
      ],
      schema: [
        { name: 'root', num_children: 10 },
        { name: 'time', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'OPTIONAL' },
        { name: 'double', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
        { name: 'float', type: 'FLOAT', repetition_type: 'OPTIONAL' },
        { name: 'int', type: 'INT32', repetition_type: 'OPTIONAL' },
        { name: 'long', type: 'INT64', repetition_type: 'OPTIONAL' },
        { name: 'on', type: 'BOOLEAN', repetition_type: 'OPTIONAL' },
        { name: 'host', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        { name: 'where', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        { name: 'odd', type: 'BYTE_ARRAY', converted_type: 'JSON', repetition_type: 'OPTIONAL' },
        { name: 'cost', type: 'INT32', converted_type: 'DECIMAL', scale: 2, precision: 9, repetition_type: 'OPTIONAL' },
      ],
    });
    const sheet = await sheetOf(file);
    const values = Object.fromEntries([...(sheet?.values ?? [])].map(([name, column]) => [name, [...column]]));
    expect(values).toEqual({
      double: [1.5, Number.NaN, Number.NaN],
      float: [0.5, 1.5, 2.5],
      int: [1, -2, 3],
      long: [1, 9_007_199_254_740_992, -3],
      on: [1, 0, 1],
      cost: [0.3, 123.45, -1.01],
    });
    const words = [...(sheet?.tags ?? [])].map(([name, tag]) => [
      name,
      ...[...tag.codes].map((code) => tag.words[code]),
    ]);
    expect(words).toEqual([
      ['host', 'a', 'b', 'a'],
      ['where', 'x', '', 'ü'],
    ]);
    const { notes } = await preview(file);
    expect(notes.join(' ')).toMatch(/1 whole number beyond 2\^53 was rounded.*“odd” holds lists, structures or bytes/);
  });

  it('leaves out rows without a time and reads over the borders of row groups', async () => {
    const n = 2500;
    const data = Array.from({ length: n }, (_, i) => (i % 100 === 7 ? null : new Date(START + i * 1000)));
    const file = fileOf({
      columnData: [
        { name: 'time', data: data as Date[], type: 'TIMESTAMP' },
        { name: 'v', data: Array.from({ length: n }, (_, i) => i), type: 'INT32' },
        { name: 'host', data: Array.from({ length: n }, (_, i) => `h${i % 3}`), type: 'STRING' },
      ],
      rowGroupSize: 300,
    });
    const sheet = await sheetOf(file);
    const kept = Array.from({ length: n }, (_, i) => i).filter((i) => i % 100 !== 7);
    expect([...(sheet?.values.get('v') ?? [])]).toEqual(kept);
    expect([...(sheet?.time ?? [])]).toEqual(kept.map((i) => START + i * 1000));
    const tag = sheet?.tags.get('host');
    expect([...(tag?.codes ?? [])].map((code) => tag?.words[code])).toEqual(kept.map((i) => `h${i % 3}`));
    const seen = await preview(file);
    expect(seen).toMatchObject({ count: kept.length, skipped: 25, shape: '3 columns, in 9 row groups' });
    expect(seen.bad?.first[0]).toMatchObject({ place: 'row 8', reason: 'no time' });
  });

  it('reads back what was written, however it is packed', async () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 4e12 }), fc.double({ noNaN: true }), fc.string({ maxLength: 5 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 60 }),
        fc.constantFrom<'SNAPPY' | 'UNCOMPRESSED'>('SNAPPY', 'UNCOMPRESSED'),
        fc.integer({ min: 1, max: 40 }),
        async (rows, codec, rowGroupSize) => {
          const file = fileOf({
            columnData: [
              { name: 'time', data: rows.map(([t]) => new Date(t)), type: 'TIMESTAMP' },
              { name: 'v', data: rows.map(([, v]) => v), type: 'DOUBLE' },
              { name: 'w', data: rows.map(([, , w]) => w), type: 'STRING' },
            ],
            codec,
            rowGroupSize,
          });
          const sheet = await sheetOf(file);
          expect([...(sheet?.time ?? [])]).toEqual(rows.map(([t]) => t));
          expect([...(sheet?.values.get('v') ?? [])]).toEqual(rows.map(([, v]) => v));
          const tag = sheet?.tags.get('w');
          expect([...(tag?.codes ?? [])].map((code) => tag?.words[code])).toEqual(rows.map(([, , w]) => w));
        },
      ),
      { numRuns: 80 },
    );
  });

  it('refuses garbage in words, whatever it is and wherever it stands', async () => {
    const sound = new Uint8Array(await fileOf({ columnData: written(400), rowGroupSize: 100 }).arrayBuffer());
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        fc.option(fc.nat(sound.length)),
        async (changes, cut) => {
          const bytes = sound.slice(0, cut ?? sound.length);
          for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
          try {
            await preview(new File([bytes], 'broken.parquet'));
          } catch (error) {
            expect(error).toMatchObject({ name: 'StudioError', next: expect.any(String), place: expect.any(String) });
          }
        },
      ),
      { numRuns: 300, seed: 7 },
    );
    await expect(preview(new File(['PAR1'], 'a'))).rejects.toMatchObject({ code: 'damaged', place: 'file' });
  });
});

const written = (n: number): Written['columnData'] => [
  { name: 'time', data: Array.from({ length: n }, (_, i) => new Date(START + i * 1000)), type: 'TIMESTAMP' },
  { name: 'v', data: Array.from({ length: n }, (_, i) => Math.sin(i)), type: 'DOUBLE' },
  { name: 'host', data: Array.from({ length: n }, (_, i) => `host ${i % 4}`), type: 'STRING' },
];
