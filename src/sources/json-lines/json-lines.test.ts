import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaults } from '../../base/params';
import { context } from '../contract.testing';
import { columnParams } from '../file-params';
import type { JsonParams } from '.';
import { jsonLines } from './source';
import { type Arrangement, splitter } from './split';
import { readJson } from './table';

const params = defaults(columnParams);
const file = (text: string) => new File([text], 'rows.jsonl');
const preview = (text: string, some: Partial<JsonParams> = {}) =>
  jsonLines.preview({ params: { ...params, ...some }, file: file(text) }, context());
const sheetOf = async (text: string, some: Partial<JsonParams> = {}) => {
  const { tables } = await readJson(file(text), { ...params, ...some }, context());
  return [...tables.values()].flat()[0];
};

const rows = [
  { time: '2026-01-01T00:00:00Z', site: { name: 'Nord', id: 7 }, load: 1.5, on: true },
  { time: '2026-01-01T01:00:00Z', site: { name: 'Süd', id: 8 }, load: null, on: false },
  { time: '2026-01-01T02:00:00Z', site: { name: 'Nord', id: 7 }, load: '3.5', late: 9 },
];

describe('JSON', () => {
  it.each([
    ['an object a line', rows.map((row) => JSON.stringify(row)).join('\n')],
    ['an array', JSON.stringify(rows)],
    ['an array written over many lines', JSON.stringify(rows, null, 2)],
    ['objects one behind the other', rows.map((row) => JSON.stringify(row, null, 2)).join('\n')],
    ['an array with an object a line', `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]`],
  ])('is read as %s', async (_, text) => {
    const sheet = await sheetOf(text);
    expect([...(sheet?.time ?? [])]).toEqual(rows.map(({ time }) => Date.parse(time)));
    expect([...(sheet?.values.get('load') ?? [])]).toEqual([1.5, Number.NaN, 3.5]);
    expect([...(sheet?.values.get('on') ?? [])]).toEqual([1, 0, Number.NaN]);
    expect([...(sheet?.values.get('late') ?? [])]).toEqual([Number.NaN, Number.NaN, 9]);
    const site = sheet?.tags.get('site.name');
    expect([...(site?.codes ?? [])].map((code) => site?.words[code])).toEqual(['Nord', 'Süd', 'Nord']);
  });

  it('finds the time by its name and by its looks, and takes the one that is asked for', async () => {
    const text = [1, 2, 3].map((i) => `{"n":${i},"when":${1767225600 + i},"ts":"0${i}.02.2026 10:00"}`).join('\n');
    expect((await preview(text)).columns.find(({ kind }) => kind === 'time')?.name).toBe('ts');
    const seen = await preview(text, { timeColumn: 'when' });
    expect(seen.columns.find(({ kind }) => kind === 'time')).toMatchObject({
      name: 'when',
      detail: 'seconds since 1970',
    });
    await expect(preview('{"a":"x"}\n{"a":"y"}')).rejects.toMatchObject({
      place: 'timeColumn',
      next: expect.any(String),
    });
    await expect(preview('{}')).rejects.toMatchObject({ code: 'empty', place: 'file' });
    await expect(preview(text, { timeColumn: 'no' })).rejects.toMatchObject({ code: 'not-found', place: 'timeColumn' });
  });

  it('counts what it cannot read, shows it with the reason, and keeps the rest', async () => {
    const text = [
      '{"time":"2026-01-01","v":1}',
      '{"time":"2026-01-02","v":',
      '[1]',
      '{"v":3}',
      '{"time":"soon","v":4}',
      '{"time":"2026-01-03","v":"many"}',
      '{"time":"2026-01-04","v":9007199254740993}',
    ];
    const { count, skipped, gaps, bad, notes } = await preview(text.join('\n'), {
      valueColumns: 'v',
      timeColumn: 'time',
      timeFormat: 'iso',
    });
    expect({ count, skipped, gaps }).toEqual({ count: 3, skipped: 4, gaps: 1 });
    expect(bad?.first.map(({ place, reason }) => [place, reason])).toEqual([
      ['line 2', 'no JSON value'],
      ['line 3', 'no object'],
      ['line 4', 'no time'],
      ['line 5', '“soon” is not a time'],
      ['line 6', '“many” in v is not a number'],
    ]);
    expect(notes.join()).toMatch(/1 whole number beyond 2\^53/);
  });

  it('keeps the objects of an array that breaks off', async () => {
    const text = JSON.stringify(rows);
    const { count, skipped } = await preview(text.slice(0, -20));
    expect({ count, skipped }).toEqual({ count: 2, skipped: 1 });
  });

  describe('broken in one place', () => {
    const all = Array.from({ length: 1000 }, (_, i) => ({
      time: 1.7e12 + i * 1000,
      in: { v: i, list: [1, { a: 2 }] },
      w: 'x',
    }));
    const asked = { timeColumn: 'time', timeFormat: 'epoch-ms', valueColumns: 'in.v' } as const;
    const written = all.map((row) => JSON.stringify(row));
    const spread = all.map((row) => JSON.stringify(row, null, 1));
    const whole = written[10] ?? '';
    const loose = spread[10] ?? '';
    const ways: readonly (readonly [string, string, readonly string[]])[] = [
      ['its last bracket missing', whole.slice(0, -1), written],
      ['an inner bracket missing', whole.replace('}]', ']'), written],
      ['a list left open', whole.replace(']', ''), written],
      ['a quote missing', whole.replace('"x"', '"x'), written],
      ['its end missing', whole.slice(0, -8), written],
      ['a bracket of the other kind', whole.replace(']', '}'), written],
      ['its last bracket missing, over many lines', loose.slice(0, -1), spread],
      ['a quote missing, over many lines', loose.replace('"x"', '"x'), spread],
    ];
    it.each(ways)('costs that object alone: %s', async (_, broken, objects) => {
      for (const [before, between, after] of [
        ['[\n', ',\n', '\n]'],
        ['[', ',', ']'],
        ['\n{}\n', '\n', ''],
      ] as const) {
        // A text left open ends with its line.
        if (between === ',' && broken.split('"').length % 2 === 0 && !broken.includes('\n')) continue;
        const text = `${before}${objects.with(10, broken).join(between)}${after}`;
        const found: string[] = [];
        const one = splitter('stream', (value) => found.push(value));
        one.push(new TextEncoder().encode(text));
        one.end();
        const parsed = found.filter((value) => objects.includes(value));
        expect([between, parsed.length]).toEqual([between, 999]);
        if (before.startsWith('[')) {
          const { count, skipped } = await preview(text, asked);
          // What follows the bracket that closed it too early is another piece that cannot be read.
          const pieces = broken.includes('}}},') ? 2 : 1;
          expect([between, count, skipped]).toEqual([between, 999, pieces]);
        }
      }
    });

    it('a closing bracket too many costs nothing but itself', async () => {
      const text = `[${spread.with(10, `${loose}}`).join(',\n')}]`;
      const { count, skipped, bad } = await preview(text, asked);
      expect([count, skipped, bad?.first[0]?.text]).toEqual([1000, 1, '}']);
    });
  });

  it('is cut the same whatever the pieces, also where it is broken', () => {
    const piece = fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', '1', 'é', '\n', ' ', '{"a":"x}\\""}', '"b"');
    const cut = (bytes: Uint8Array, arrangement: Arrangement, cuts: readonly number[]) => {
      const found: string[] = [];
      const one = splitter(arrangement, (text, place) => found.push(`${place}: ${text}`));
      let from = 0;
      for (const to of [...cuts].sort((a, b) => a - b)) {
        one.push(bytes.subarray(from, to));
        from = to;
      }
      one.push(bytes.subarray(from));
      one.end();
      return found;
    };
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 50 }),
        fc.array(fc.nat(100)),
        fc.constantFrom<Arrangement>('lines', 'stream'),
        (pieces, cuts, how) => {
          const bytes = new TextEncoder().encode(pieces.join(''));
          expect(
            cut(
              bytes,
              how,
              cuts.filter((to) => to < bytes.length),
            ),
          ).toEqual(cut(bytes, how, []));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('reads back rows that were written, an object a line or in an array', async () => {
    const row = fc.record({
      time: fc.integer({ min: 1e12, max: 4e12 }),
      v: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null)),
      w: fc.string({ maxLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 2, maxLength: 12 }), fc.boolean(), async (some, array) => {
        const text = array ? JSON.stringify(some) : some.map((one) => JSON.stringify(one)).join('\n');
        const asked = { timeColumn: 'time', timeFormat: 'epoch-ms', valueColumns: 'v' };
        const sheet = await sheetOf(text, asked);
        expect([...(sheet?.time ?? [])]).toEqual(some.map(({ time }) => time));
        expect([...(sheet?.values.get('v') ?? [])].map((v) => v + 0)).toEqual(
          some.map(({ v }) => (v ?? Number.NaN) + 0),
        );
        const tag = sheet?.tags.get('w');
        expect([...(tag?.codes ?? [])].map((code) => tag?.words[code])).toEqual(some.map(({ w }) => w.trim()));
      }),
      { numRuns: 150 },
    );
  });
});
