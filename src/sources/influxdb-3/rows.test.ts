import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvRows } from './csv-rows';
import { JsonRows } from './json-rows';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function decode(text: string, pieces: readonly number[] = [], whole = true) {
  const csv = new CsvRows(['host', 'os'], ['f', 'g'], { _measurement: 'cpu' });
  const all = bytes(text);
  let at = 0;
  for (const size of pieces) {
    csv.push(all.slice(at, at + size));
    at += size;
  }
  csv.push(all.slice(at));
  return { ...csv.end(whole), rows: csv.rows };
}

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
/** As Rust prints them. */
const float = (value: number | undefined): string =>
  value === undefined
    ? ''
    : Number.isFinite(value)
      ? String(value)
          .replace('e+', 'e')
          .replace(/^(-?\d+)$/, '$1.0')
      : String(value).replace('Infinity', 'inf');
const stamp = (ms: number): string => new Date(ms).toISOString().replace(/(?:\.000)?Z$/, '');

const tag = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'ü', '😀'), maxLength: 4 });
const value = fc.option(fc.double(), { nil: undefined });
const rows = fc.array(fc.tuple(fc.integer({ min: -1e13, max: 4e12 }), tag, tag, value, value), { maxLength: 12 });

describe('the CSV of InfluxDB 3', () => {
  it('means what was written, cut anywhere', () => {
    fc.assert(
      fc.property(rows, fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 12 }), (all, pieces) => {
        const lines = all.map(([ms, a, b, f, g]) => [stamp(ms), cell(a), cell(b), float(f), float(g)].join(','));
        const text = all.length === 0 ? '' : `${['time,host,os,f,g', ...lines].join('\n')}\n`;
        const { series, rows: count } = decode(text, pieces);
        expect(count).toBe(all.length);
        const ours = series.flatMap(({ labels, time, fields }) =>
          [...time].map((t, i) => [labels.host, labels.os, t, fields[0]?.values[i], fields[1]?.values[i]]),
        );
        const nan = (x: number | undefined) => x ?? Number.NaN;
        const shown = (list: readonly unknown[][]) =>
          list.map((row) => row.map((x) => (x === 0 ? '0' : String(x))).join('\u0001')).sort();
        expect(shown(ours)).toEqual(shown(all.map(([ms, a, b, f, g]) => [a, b, ms, nan(f), nan(g)])));
        const keys = series.map(({ labels }) => JSON.stringify([labels.host, labels.os]));
        expect(new Set(keys).size).toBe(keys.length);
        expect(series.every(({ labels }) => labels._measurement === 'cpu')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('reads flags, infinities, finer stamps and zones, and drops a half record', () => {
    const text =
      'time,host,os,f,g\n2026-01-01T00:00:00,a,x,true,inf\n2026-01-01T00:00:00.123456789,a,x,false,-inf\n2026-01-01T02:00:00+02:00,a,x,NaN,1e300\n2026-01-01T00:00:01,a,x,1';
    const { series, rows: count } = decode(text, [], false);
    expect(count).toBe(3);
    const start = Date.UTC(2026, 0, 1);
    expect([...(series[0]?.time ?? [])]).toEqual([start, start + 123, start]);
    expect(series[0]?.fields.map(({ values }) => [...values])).toEqual([
      [1, 0, Number.NaN],
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300],
    ]);
  });
});

describe('the JSON lines of one’s own query', () => {
  const read = (...lines: object[]) => {
    const json = new JsonRows('http://here');
    for (const line of lines) json.push(JSON.stringify(line));
    return json.series();
  };

  it('tells series by texts, and keeps fields that come and go', () => {
    const { series, notes } = read(
      { time: '2026-01-01T00:00:00', host: '1', u: 1, ok: true },
      { time: '2026-01-01T00:00:01', host: '2', u: 5 },
      { time: '2026-01-01T00:00:02', host: '1', v: 2 },
      { time: '2026-01-01T00:00:03', host: '1', ok: false },
    );
    expect(notes).toEqual([]);
    expect(
      series.map(({ labels, time, fields }) => [labels, time.length, fields.map((f) => [f.field, ...f.values])]),
    ).toEqual([
      [
        { host: '1' },
        3,
        [
          ['u', 1, Number.NaN, Number.NaN],
          ['ok', 1, Number.NaN, 0],
          ['v', Number.NaN, 2, Number.NaN],
        ],
      ],
      [{ host: '2' }, 1, [['u', 5]]],
    ]);
  });

  it('finds the time under another name, and tells of rows without one or without a number', () => {
    const { series, notes } = read(
      { 'date_bin(…)': '2026-01-01T00:00:00', u: 1 },
      { u: 2 },
      { 'date_bin(…)': '2026-01-01T00:00:01', host: 'a' },
    );
    expect(series).toHaveLength(1);
    expect(notes).toEqual([
      '1 row had no time and cannot be drawn.',
      'Rows without a number cannot be drawn; they were left out.',
    ]);
  });

  it('stops where a text column names no series, and at what is no row', () => {
    const lines = Array.from({ length: 2001 }, (_, i) => ({ time: '2026-01-01T00:00:00', message: `m${i}`, u: 1 }));
    expect(() => read(...lines)).toThrow(expect.objectContaining({ code: 'bad-query', place: 'text' }));
    expect(() => new JsonRows('http://here').push('<html>')).toThrow(expect.objectContaining({ code: 'bad-response' }));
  });
});
