import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carriedName, carriedTag, line } from '../../frame/line-protocol';
import { context } from '../contract.testing';
import type { Sheet } from '../table';
import type { LineProtocolParams } from '.';
import { Decoder } from './decode';
import { lineProtocol } from './source';
import { readLines } from './table';

const opened = (text: string, precision: LineProtocolParams['precision'] = 'auto') => ({
  params: { precision },
  file: new File([text], 'points.lp'),
});
const preview = (text: string, precision?: LineProtocolParams['precision']) =>
  lineProtocol.preview(opened(text, precision), context());
const sheetsOf = async (text: string, precision: LineProtocolParams['precision'] = 'auto') =>
  (await readLines(new File([text], 'points.lp'), { precision }, context())).tables;

/** A sheet's rows as plain objects. */
const rowsOf = ({ time, values, tags }: Sheet) =>
  [...time].map((t, i) => ({
    time: t,
    ...Object.fromEntries([...values].map(([name, column]) => [name, column[i]])),
    ...Object.fromEntries([...tags].map(([name, { words, codes }]) => [name, words[codes[i] as number]])),
  }));

const name = fc
  .string({ unit: fc.constantFrom('a', 'b', ' ', ',', '=', '"', '\\', 'é', '$', '{', '#'), minLength: 1, maxLength: 8 })
  .filter((text) => carriedName(text).trim() !== '' && !text.startsWith('#'));

describe('line protocol', () => {
  it('reads back every point that was written', async () => {
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.string({ unit: fc.constantFrom('x', '"', '\\', '\n', ',', '=', ' ', 'ü'), maxLength: 6 }),
    );
    const point = fc.record({
      measurement: name,
      tags: fc.dictionary(name, name, { maxKeys: 3 }),
      fields: fc.dictionary(name, value, { minKeys: 1, maxKeys: 3 }),
      time: fc.integer({ min: 1e12, max: 4e12 }),
    });
    await fc.assert(
      fc.asyncProperty(point, async (one) => {
        const text = line(one);
        if (text === undefined) return;
        const tables = await sheetsOf(`${text}\n`, 'ms');
        expect([...tables.keys()]).toEqual([carriedName(one.measurement)]);
        const [sheet] = [...tables.values()].flat();
        const [row = {}] = rowsOf(sheet as Sheet);
        const found = new Map(Object.entries(row));
        expect(found.get('time')).toBe(one.time);
        const tagNames = new Map(
          Object.entries(one.tags)
            .filter(([, word]) => carriedTag(word) !== '')
            .map(([key, word]) => [carriedTag(key), carriedTag(word)]),
        );
        const fields = Object.entries(one.fields).map(([key, field]) => [carriedName(key), field] as const);
        if (tagNames.size < Object.keys(one.tags).length || new Set(fields.map(([key]) => key)).size < fields.length)
          return;
        if (fields.some(([key]) => tagNames.has(key))) return;
        if ([...tagNames.keys()].some((key) => /\\[,= ]|\\$/.test(key) || /\\[,= ]/.test(tagNames.get(key) ?? '')))
          return;
        for (const [key, word] of tagNames) expect([key, found.get(key)]).toEqual([key, word]);
        for (const [key, field] of fields) {
          if (key === 'time') continue;
          // A minus before 0 is not written.
          const wanted = typeof field === 'number' ? field + 0 : typeof field === 'boolean' ? Number(field) : field;
          if (typeof wanted !== 'number' || Number.isFinite(wanted))
            expect([key, found.get(key)]).toEqual([key, wanted]);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('gives the same whatever the pieces, also for broken text', () => {
    const piece = fc.constantFrom(
      'm',
      ',',
      't=a',
      ' ',
      'f=1',
      'g="x\ny"',
      '"',
      '\n',
      '\n',
      '\\',
      ' 17',
      '#',
      'i',
      'é',
      '=',
      '\r\n',
    );
    const read = (bytes: Uint8Array, cuts: readonly number[]) => {
      const points: unknown[] = [];
      const decoder = new Decoder({
        take: ({ bytes: all, line: at, keyFrom, keyTo, fields, count, timeFrom, timeTo }) => {
          const text = (from: number, to: number) => new TextDecoder().decode(all.subarray(from, to));
          points.push([
            at,
            text(keyFrom, keyTo),
            text(timeFrom, timeTo),
            ...fields.slice(0, count).map(({ kind, value }) => [kind, value]),
          ]);
          return undefined;
        },
        bad: (at, reason) => points.push([at, reason]),
      });
      let from = 0;
      for (const cut of [...cuts].sort((a, b) => a - b)) {
        decoder.push(bytes.subarray(from, cut));
        from = cut;
      }
      decoder.push(bytes.subarray(from));
      decoder.end();
      return points;
    };
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.array(fc.nat(120), { maxLength: 10 }), (pieces, cuts) => {
        const bytes = new TextEncoder().encode(pieces.join(''));
        expect(
          read(
            bytes,
            cuts.filter((cut) => cut < bytes.length),
          ),
        ).toEqual(read(bytes, []));
      }),
      { numRuns: 800 },
    );
  });

  it('reads what influx_inspect export writes', async () => {
    const text = [
      '# INFLUXDB EXPORT: 1677-09-21T00:12:43Z - 2262-04-11T23:47:16Z',
      '# DDL',
      'CREATE DATABASE tele WITH NAME autogen'.replace(/^/, '# '),
      '# DML',
      '# CONTEXT-DATABASE:tele',
      '# CONTEXT-RETENTION-POLICY:autogen',
      'cpu,host=a\\ 1,region=eu usage=1.5 1767225600000000000',
      'cpu,host=a\\ 1,region=eu usage=2.5 1767225660000000000',
      'cpu,host=b,region=eu usage=3 1767225600000000000',
      'cpu,host=a\\ 1,region=eu cores=4i 1767225600000000000',
      'mem,host=b free=12u,up=true,note="a \\"b\\"" 1767225600000000000',
    ].join('\n');
    const seen = await preview(text);
    expect(seen).toMatchObject({ count: 5, skipped: 0, shape: 'line protocol, 2 measurements, 3 series' });
    expect(seen.columns.find(({ kind }) => kind === 'time')).toMatchObject({ detail: 'nanoseconds since 1970' });
    const query = {
      database: 'points.lp',
      measurement: 'cpu',
      fields: ['usage', 'cores'],
      aggregate: 'none',
      everyMs: 1,
    };
    const all = { ...query, filters: [], groupBy: ['host'], range: { start: 0, stop: 9e12 } };
    const { frames } = await lineProtocol.query(opened(text), all, context());
    expect(
      frames.map(({ columns }) => columns.map(({ labels, values }) => [labels.host, labels._field, ...values])),
    ).toEqual([
      [
        ['a 1', 'usage', 1.5, 2.5],
        ['a 1', 'cores', 4, Number.NaN],
      ],
      [['b', 'usage', 3]],
    ]);
    const nodes = await lineProtocol.catalog(opened(text), { database: 'x', measurement: 'mem' }, context());
    expect(nodes.map(({ kind, name: own }) => [kind, own])).toEqual([
      ['field', 'free'],
      ['field', 'up'],
      ['tag', 'host'],
      ['tag', 'note'],
    ]);
  });

  it.each([
    ['1767225600', 's'],
    ['1767225600000', 'ms'],
    ['1767225600000000', 'us'],
    ['1767225600000000000', 'ns'],
  ] as const)('finds what %s counts', async (stamp, precision) => {
    for (const asked of ['auto', precision] as const) {
      const sheets = await sheetsOf(`m v=1 ${stamp}\nm v=2 ${stamp}\n`, asked);
      expect(sheets.get('m')?.[0]?.time[0]).toBe(1_767_225_600_000);
    }
  });

  it('counts lines it cannot read, shows them with the reason, and keeps the others', async () => {
    const text = ['m v=1 1767225600000', 'm v= 1767225600000', 'm', ',t=a v=1 1767225600000', 'm,t v=1 1767225600000'];
    const more = [
      'm v=abc 1767225600000',
      'm v=1',
      'm v="open 1767225600000',
      'm v=1 soon',
      'm v=9007199254740993i 1767225601000',
    ];
    const { count, skipped, bad, notes } = await preview([...text, ...more].join('\n'));
    expect({ count, skipped }).toEqual({ count: 2, skipped: 8 });
    expect(bad?.first.map(({ place, reason }) => [place, reason])).toEqual([
      ['line 2', 'a field has no value'],
      ['line 3', 'no fields'],
      ['line 4', 'no measurement'],
      ['line 5', 'the tag “t” has no value'],
      ['line 6', '“abc” is not a value'],
      ['line 7', 'no time'],
      ['line 8', 'a quote is opened and not closed'],
      ['line 9', '“soon” is not a time'],
    ]);
    expect(notes.join()).toMatch(/1 whole number beyond 2\^53 was rounded/);
  });

  it('keeps numbers and words of one name apart, and joins a field that stands in lines of several kinds', async () => {
    const text = [
      'm v=1,w=2 1767225600000',
      'm v=3 1767225601000',
      'm v="word" 1767225602000',
      'm v=5,w=6 1767225600500',
    ].join('\n');
    const query = {
      database: '',
      measurement: 'm',
      fields: ['v'],
      aggregate: 'none',
      everyMs: 1,
      filters: [],
      groupBy: [],
    };
    const { frames } = await lineProtocol.query(opened(text), { ...query, range: { start: 0, stop: 9e12 } }, context());
    expect(frames.map(({ columns }) => [...(columns[0]?.values ?? [])])).toEqual([[1, 5, 3]]);
  });
});

it('keeps the points of the first sets of fields where field names are data', async () => {
  const text = Array.from({ length: 40_000 }, (_, i) => `m,host=a f${i}=1 ${1.7e18 + i * 1e9}`);
  text.push('m f7=2 1800000000000000000', 'other,host=b f39999=1 1800000000000000000');
  const begun = performance.now();
  const { count, skipped, bad } = await preview(text.join('\n'), 'ns');
  expect([count, skipped]).toEqual([2002, 38_000]);
  expect(bad?.first[0]).toMatchObject({
    place: 'line 2001',
    reason: expect.stringMatching(/field names are data here/),
  });
  expect(performance.now() - begun).toBeLessThan(4000);
});
