import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { line } from '../frame/line-protocol';
import { context } from './contract.testing';
import { FILES } from './files.testing';
import { formatOfFile, formatOfText } from './sniff';

const formatOf = (bytes: string | Uint8Array<ArrayBuffer>, name = 'file') =>
  formatOfFile(new File([bytes], name), context());

describe('a file’s kind', () => {
  it.each(Object.entries(FILES))('is found: %s, also when it is compressed', async (kind, file) => {
    expect(await formatOfFile(file, context())).toBe(kind);
    const packed = new Uint8Array(gzipSync(new Uint8Array(await file.arrayBuffer())));
    if (kind !== 'parquet') expect(await formatOf(packed, 'x.gz')).toBe(kind);
  });

  it.each<[string, string]>([
    ['a=b,c\n1,2\n', 'csv'],
    ['time value\n', 'csv'],
    ['', 'csv'],
    ['# made by hand\ntime,v\n2026-01-01,1\n', 'csv'],
    ['# DDL\nCREATE DATABASE x\n', 'line-protocol'],
    ['# a remark\nm v=1 17\nm v=2i\nwith\\ space,t\\,a=b\\=c f\\ g="x, y",h=t 18\r\n', 'line-protocol'],
    ['[\n  {\n    "a": 1', 'json-lines'],
    ['[[1,2],[3,4]]', 'csv'],
    ['[section]\nkey=1\n', 'csv'],
    ['\uFEFF#datatype,string\n', 'annotated-csv'],
    ['2026-01-01 10:00 a=1\n', 'csv'],
  ])('of %j is %s', async (text, kind) => {
    expect(formatOfText(text.replace('\uFEFF', ''))).toBe(kind);
    expect(await formatOf(text)).toBe(kind);
  });

  it('is line protocol for every point that is written', () => {
    const name = fc
      .string({ unit: fc.constantFrom('a', 'b', ' ', ',', '=', 'é', '_'), minLength: 1, maxLength: 5 })
      .filter((text) => /^[^=]*[^ =]/.test(text));
    fc.assert(
      fc.property(
        name,
        fc.dictionary(name, name),
        name,
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (measurement, tags, field, value) => {
          expect(formatOfText(`${line({ measurement, tags, fields: { [field]: value }, time: 1e12 })}\n`)).toBe(
            'line-protocol',
          );
        },
      ),
    );
  });

  it.each<[string, string | Uint8Array<ArrayBuffer>, string, RegExp]>([
    ['a spreadsheet', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0), 'a.xlsx', /spreadsheet/],
    ['an old workbook', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 1), 'a.xls', /Excel/],
    ['an archive', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0), 'a.zip', /zip/],
    ['zstd', Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0), 'a.csv.zst', /compressed/],
    ['a picture', Uint8Array.from({ length: 4000 }, (_, i) => (i * 7919) % 251), 'a.png', /not text/],
    ['Arrow', 'ARROW1\0\0', 'a.feather', /Arrow/],
  ])('refuses %s with what to do', async (_, bytes, name, words) => {
    await expect(formatOf(bytes, name)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(words),
      next: expect.any(String),
    });
  });

  it('takes UTF-16 for a table', async () => {
    const text = 'time;v\n2026-01-01;1\n';
    const bytes = Uint8Array.from({ length: 2 * text.length }, (_, i) => (i % 2 === 0 ? text.charCodeAt(i / 2) : 0));
    expect(await formatOf(bytes)).toBe('csv');
  });
});
