import { chunksToLines, linesToTables } from '@influxdata/influxdb-client-browser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberIn, Stamps } from './bytes';
import { FluxCsv } from './flux-csv';
import { runtimeFault } from './influxdb-2/faults';

/** A longer search: `FUZZ_RUNS=1000000 npx vitest run src/sources/flux-csv.test.ts --testTimeout 0`. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 300);

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function decode(text: string, pieces: readonly number[] = []) {
  const csv = new FluxCsv(runtimeFault);
  const all = bytes(text);
  let at = 0;
  for (const size of pieces) {
    csv.push(all.slice(at, at + size));
    at += size;
  }
  csv.push(all.slice(at));
  return { ...csv.end(), rows: csv.rows };
}

/** What the official client makes of the same bytes: rows as objects. */
function rowsOfClient(text: string): Promise<Record<string, unknown>[]> {
  return new Promise((resolve, reject) => {
    const rows: Record<string, unknown>[] = [];
    const lines = linesToTables({
      next: (row, meta) => {
        rows.push(meta.toObject(row));
      },
      error: reject,
      complete: () => resolve(rows),
    });
    const chunks = chunksToLines(lines);
    chunks.next(bytes(text));
    chunks.complete();
  });
}

const tags = fc.string({ unit: fc.constantFrom('a', '"', ',', '\\', ' ', 'ü', '$'), maxLength: 5 });
const cell = (value: string): string => (/[",\n\r]|^ /.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
const go = (value: number): string =>
  Number.isNaN(value) ? 'NaN' : Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';

/** Tables as Flux writes them, a block each, with random tags, types and gaps. */
const tables = fc.array(
  fc.record({
    host: tags,
    field: fc.constantFrom('f', 'g', 'weird "field"'),
    type: fc.constantFrom('double', 'long'),
    rows: fc.array(
      fc.record({
        time: fc.integer({ min: -1e12, max: 4e12 }),
        nano: fc.constantFrom('', '.5', '.123', '.123456789'),
        value: fc.option(fc.oneof(fc.double(), fc.double({ min: -1e3, max: 1e3 }), fc.integer()), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 9 },
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

type Tables = ReturnType<typeof tables.generate>['value'];

const written = (all: Tables): string =>
  all
    .map(({ host, field, type, rows }, table) => {
      const lines = rows.map(({ time, nano, value }) => {
        const stamp = new Date(Math.floor(time / 1000) * 1000).toISOString().replace('.000Z', `${nano}Z`);
        const shown =
          value === undefined
            ? ''
            : type === 'long'
              ? String(Math.trunc(Number.isFinite(value) ? value : 0))
              : go(value);
        return `,,${table},${stamp},${shown.replace(/^(-?)0e.*/, '0')},${cell(host)},${cell(field)}`;
      });
      return [
        `#datatype,string,long,dateTime:RFC3339,${type},string,string`,
        '#group,false,false,false,false,true,true',
        '#default,_result,,,,,',
        ',result,table,_time,_value,host,_field',
        ...lines,
        '',
      ].join('\r\n');
    })
    .join('\r\n');

describe('annotated CSV', () => {
  it('means to us what it means to the official client, cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 12 }), async (all, pieces) => {
        const text = written(all);
        const { series, rows } = decode(text, pieces);
        const theirs = await rowsOfClient(text);
        expect(rows).toBe(theirs.length);
        const ours = series.flatMap(({ labels, time, fields }) =>
          fields.flatMap(({ field, values }) => [...time].map((t, i) => [labels.host, field, t, values[i]])),
        );
        const number = (value: unknown) => (value === null ? Number.NaN : Number(value));
        const expected = theirs.map((row) => [row.host, row._field, Date.parse(String(row._time)), number(row._value)]);
        const sorted = (list: unknown[][]) => list.map((row) => JSON.stringify(row.map(String))).sort();
        expect(sorted(ours)).toEqual(sorted(expected));
      }),
      { numRuns: RUNS },
    );
  });

  it('takes empty cells for the default, and several results apart', () => {
    const { series } = decode(
      '#datatype,string,long,dateTime:RFC3339,double,string\r\n#group,false,false,false,false,true\r\n#default,high,,,7,north\r\n,result,table,_time,_value,region\r\n,,0,2026-01-01T00:00:00Z,,\r\n,low,0,2026-01-01T00:00:00Z,1,south\r\n',
    );
    expect(series.map(({ labels, fields }) => [labels, fields[0]?.values[0]])).toEqual([
      [{ region: 'north', _result: 'high' }, 7],
      [{ region: 'south', _result: 'low' }, 1],
    ]);
  });

  it('reads pivoted tables by their numeric columns', () => {
    const { series } = decode(
      '#datatype,string,long,dateTime:RFC3339,string,double,long,string\n#group,false,false,false,true,false,false,false\n#default,_result,,,,,,\n,result,table,_time,host,user,count,note\n,,0,2026-01-01T00:00:00Z,a,1.5,2,hi\n',
    );
    expect(series[0]).toMatchObject({ labels: { host: 'a' } });
    expect(series[0]?.fields.map(({ field, values }) => [field, values[0]])).toEqual([
      ['user', 1.5],
      ['count', 2],
    ]);
  });

  it('leaves text out with a note, and counts flags as 0 and 1', () => {
    const block = (type: string, value: string) =>
      `#datatype,string,long,dateTime:RFC3339,${type},string\n#group,false,false,false,false,true\n#default,_result,,,,\n,result,table,_time,_value,_field\n,,0,2026-01-01T00:00:00Z,${value},${type}\n\n`;
    const { series, notes } = decode(block('string', 'up') + block('boolean', 'true'));
    expect(notes).toEqual([expect.stringMatching(/“string” holds no numbers/)]);
    expect(series.flatMap(({ fields }) => fields.map(({ field, values }) => [field, values[0]]))).toEqual([
      ['boolean', 1],
    ]);
  });

  it('finds an error that comes in the middle of an answer', () => {
    const text =
      '#datatype,string,long,dateTime:RFC3339,double\n#group,false,false,false,false\n#default,_result,,,\n,result,table,_time,_value\n,,0,2026-01-01T00:00:00Z,1\n\n#datatype,string,string\n#group,true,true\n#default,,\n,error,reference\n,"runtime error @2:3-2:9: map: division by ""zero""",\n';
    expect(() => decode(text)).toThrow(/division by "zero" \(line 2, column 3\)/);
    expect(() => decode('error,reference\nno such thing,897\n')).toThrow(/no such thing/);
  });

  const block = (...rows: string[]): string =>
    [
      '#datatype,string,long,dateTime:RFC3339,long,string',
      '#group,false,false,false,false,true',
      '#default,_result,,,,',
      ',result,table,_time,_value,host',
      ...rows.map((row) => `,,0,${row},a`),
      '',
    ].join('\r\n');

  it('counts rows that cannot be read, shows them, and reads the rest', () => {
    const { series, rows, bad } = decode(
      block(
        '2026-01-01T00:00:00Z,1',
        '2026-01-01T00:00:01Z,2',
        '2026-01-01T00:00:02Z,3',
        'yesterday,4',
        '2026-01-01T00:00:04Z,five',
        '2026-01-01T00:00:05Z',
        '2026-01-01T00:00:06Z,7',
        ',8',
      ),
    );
    expect(rows).toBe(8);
    expect(series[0]?.fields[0]?.values).toEqual(Float64Array.of(1, 2, 3, 7));
    expect(bad).toEqual({
      count: 4,
      first: [
        { place: 'row 4', reason: '“yesterday” is not a time', text: ',,0,yesterday,4,a' },
        { place: 'row 5', reason: '“five” in _value is not a number', text: ',,0,2026-01-01T00:00:04Z,five,a' },
        { place: 'row 6', reason: '5 cells where 6 are expected', text: ',,0,2026-01-01T00:00:05Z,a' },
        { place: 'row 8', reason: 'no time', text: ',,0,,8,a' },
      ],
    });
  });

  it('loses one line to a quotation mark that is never closed, wherever the bytes are cut', () => {
    const rows = Array.from({ length: 1000 }, (_, i) => `2026-01-01T00:${String(i % 60).padStart(2, '0')}:00Z,${i}`);
    rows[10] = '2026-01-01T00:10:00Z,"10';
    for (const pieces of [[], [300], [299, 5000, 1]]) {
      const { rows: count, bad, series } = decode(block(...rows), pieces);
      expect(count).toBe(1000);
      expect(bad).toMatchObject({ count: 1, first: [{ reason: 'a quotation mark is never closed' }] });
      expect(series[0]?.time).toHaveLength(999);
    }
  });

  it('gives up on a quotation mark within a megabyte', () => {
    const rows = Array.from({ length: 40_000 }, (_, i) => `2026-01-01T00:00:00.${String(i).padStart(6, '0')}Z,${i}`);
    rows[5] = `"${rows[5]}`;
    const { bad, series } = decode(block(...rows), Array(40).fill(60_000));
    expect(bad?.count).toBe(1);
    expect(series[0]?.time).toHaveLength(39_999);
  });

  it('takes fields called error and reference for fields', () => {
    const { series } = decode(
      '#datatype,string,long,dateTime:RFC3339,double,double\n#group,false,false,false,false,false\n#default,_result,,,,\n,result,table,_time,error,reference\n,,0,2026-01-01T00:00:00Z,1,2\n',
    );
    expect(series[0]?.fields.map(({ field }) => field)).toEqual(['error', 'reference']);
  });

  it('tells of whole numbers that a double cannot hold', () => {
    const row = (second: number, value: string) => `2026-01-01T00:00:0${second}Z,${value}`;
    const { notes, series } = decode(
      block(row(0, '1'), row(1, '2'), row(2, '9007199254740993'), row(3, '-9223372036854775808'), row(4, '5')),
    );
    expect(series[0]?.fields[0]?.values).toEqual(Float64Array.of(1, 2, 9007199254740992, -(2 ** 63), 5));
    expect(notes).toEqual(['2 whole numbers beyond 2^53 were rounded.']);
  });

  it('reads every number as JavaScript does', () => {
    const read = (text: string) => numberIn(bytes(`,${text},`), 1, bytes(text).length + 1);
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (value) =>
        Object.is(read(String(value)), Number(String(value))),
      ),
    );
    fc.assert(
      fc.property(
        fc.integer(),
        fc.nat(12),
        (a, decimals) => read((a / 1000).toFixed(decimals)) === Number((a / 1000).toFixed(decimals)),
      ),
    );
    expect(read('')).toBeNaN();
    expect(read('-')).toBeNaN();
    expect(read('.')).toBeNaN();
    expect(read('9223372036854775807')).toBe(2 ** 63);
    expect(read('+Inf')).toBe(Number.POSITIVE_INFINITY);
  });

  it('reads every time as JavaScript does, cutting nanoseconds off', () => {
    const read = new Stamps();
    const at = (text: string) => read.in(bytes(text), 0, text.length);
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1677-09-22'), max: new Date('2262-01-01'), noInvalidDate: true }),
        (date) => {
          const iso = date.toISOString();
          expect(at(iso)).toBe(date.getTime());
          expect(at(iso.replace('Z', '999999Z'))).toBe(date.getTime());
          expect(at(iso.replace('Z', '+05:30'))).toBe(Date.parse(iso.replace('Z', '+05:30')));
        },
      ),
    );
    for (const wrong of [
      '2026-01-01',
      '2024-01-01TAB:CD:EFZ',
      '2024-13-45T99:99:99Z',
      '2024-02-31T00:00:00Z',
      'xxxx-01-01T00:00:00Z',
      '2024-01-01T24:00:00Z',
      '2024-01-01T00x00y00Z',
      '2024-01-01T1::00:00Z',
    ]) {
      expect(at(wrong)).toBeNaN();
    }
    expect(at('0001-01-01T00:00:00Z')).toBe(Date.parse('0001-01-01T00:00:00Z'));
  });
});
