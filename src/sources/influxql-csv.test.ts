import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { InfluxqlCsv } from './influxql-csv';

function decode(text: string, pieces: readonly number[] = []) {
  const csv = new InfluxqlCsv();
  const all = new TextEncoder().encode(text);
  let at = 0;
  for (const size of pieces) {
    csv.push(all.slice(at, at + size));
    at += size;
  }
  csv.push(all.slice(at));
  return { ...csv.end(), rows: csv.rows };
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', ',', '=', ' ', 'ü'), minLength: 1, maxLength: 4 });
const escaped = (text: string): string => text.replace(/[,= ]/g, '\\$&');
const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Series as 1.x answers them: a header at first, the tags escaped in one cell. */
const answers = fc.array(
  fc.record({
    host: word,
    rows: fc.array(
      fc.tuple(
        fc.integer({ min: 1e11, max: 2e12 }),
        fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), { nil: undefined }),
      ),
      { minLength: 1, maxLength: 9 },
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

describe('the CSV of InfluxQL', () => {
  it('means to us what it means to Papa Parse, cut anywhere', () => {
    fc.assert(
      fc.property(answers, fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 10 }), (all, pieces) => {
        const lines = all.flatMap(({ host, rows }) =>
          rows.map(([t, v]) => `m,${cell(`host=${escaped(host)}`)},${t},${v === undefined ? '' : v}`),
        );
        const text = ['name,tags,time,u', ...lines, ''].join('\n');
        const { series, rows } = decode(text, pieces);
        const theirs = Papa.parse<string[]>(text, { skipEmptyLines: true }).data.slice(1);
        expect(rows).toBe(theirs.length);
        const ours = series.flatMap(({ labels, time, fields }) =>
          [...time].map((t, i) => [labels.host ?? '', t, fields[0]?.values[i] ?? Number.NaN]),
        );
        const expected = theirs.map(([, tags = '', t, v]) => [
          tags.slice(5).replace(/\\([,= ])/g, '$1'),
          Number(t),
          v === '' ? Number.NaN : Number(v),
        ]);
        const sorted = (list: unknown[][]) => list.map((row) => JSON.stringify(row.map(String))).sort();
        expect(sorted(ours)).toEqual(sorted(expected));
      }),
      { numRuns: 300 },
    );
  });

  it('takes stamps and finer epochs, and begins anew at each header', () => {
    const stamped = decode(
      'name,tags,time,u\nm,,2026-01-01T00:00:00.5Z,1\n\nname,tags,time,v\nn,host=a,2026-01-01T00:00:00Z,2\n',
    );
    expect(stamped.series.map(({ labels, time, fields }) => [labels, time[0], fields[0]?.field])).toEqual([
      [{ _measurement: 'm' }, Date.UTC(2026, 0, 1) + 500, 'u'],
      [{ _measurement: 'n', host: 'a' }, Date.UTC(2026, 0, 1), 'v'],
    ]);
    expect(decode('name,tags,time,u\nm,,1767225600000000000,1\nm,,1767225600000000001,2\n').series[0]?.time).toEqual(
      Float64Array.of(1767225600000, 1767225600000),
    );
    expect(decode('name,tags,time,u\nm,,1767225600,1\n').series[0]?.time[0]).toBe(1767225600000);
  });

  it('keeps nanoseconds in their millisecond, and is not led astray by a time of 0', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 10n ** 17n, max: 2n * 10n ** 18n }), (ns) => {
        const { series } = decode(`name,tags,time,u\nm,,${ns},1\n`);
        expect(series[0]?.time[0]).toBe(Number(ns / 1_000_000n));
      }),
    );
    const { series } = decode('name,tags,time,u\nm,,0,1\nname,tags,time,u\nm,,1767225600000000000,2\n');
    expect(series[0]?.time).toEqual(Float64Array.of(0, 1767225600000));
  });

  it('loses one line to a quotation mark that is never closed', () => {
    const lines = Array.from({ length: 1000 }, (_, i) => `m,host=a,${1767225600000 + i},${i}`);
    lines[10] = 'm,"host=a,1767225600010,10';
    const { rows, bad, series } = decode(`name,tags,time,u\n${lines.join('\n')}\n`, [100, 9000]);
    expect(rows).toBe(1000);
    expect(bad).toMatchObject({ count: 1, first: [{ reason: 'a quotation mark is never closed', text: lines[10] }] });
    expect(series[0]?.time).toHaveLength(999);
  });

  it('counts rows that cannot be read, and leaves text out', () => {
    const { bad, notes, series } = decode(
      'm,,1,2\nname,tags,time,u,s\nm,,1767225600000,1,up\nm,,soon,2,up\nm,,1767225600001,true\nm,,1767225600002,4,"a, b"\n',
    );
    expect(bad?.first.map(({ place, reason }) => `${place}: ${reason}`)).toEqual([
      'row 1: no header “name,tags,time” stands above it',
      'row 3: “soon” is not a time',
      'row 4: 4 cells where 5 are expected',
    ]);
    expect(series[0]?.fields.map(({ field, values }) => [field, ...values])).toEqual([['u', 1, 4]]);
    expect(notes).toEqual(['“s” holds text, which cannot be drawn; it was left out.']);
  });
});
