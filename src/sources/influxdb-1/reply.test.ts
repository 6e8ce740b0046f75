import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Reply } from './reply';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function decode(text: string, pieces: readonly number[] = [], whole = true) {
  const reply = new Reply('http://here');
  const all = bytes(text);
  let at = 0;
  for (const size of pieces) {
    reply.push(all.slice(at, at + size));
    at += size;
  }
  reply.push(all.slice(at));
  return { ...reply.end(whole), rows: reply.rows };
}

const value = fc.oneof(
  { weight: 6, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 3, arbitrary: fc.integer() },
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constant(null),
  fc.boolean(),
  fc.string({ unit: fc.constantFrom('a', '"', '\\', ']', '[', ',', 'values":[[', 'ü') }),
);
const tag = fc.string({ unit: fc.constantFrom('a', '"', '\\', 'values":[[', '{', 'é'), maxLength: 4 });
const seriesOf = fc.record({
  host: tag,
  rows: fc.array(fc.tuple(fc.integer({ min: -1e15, max: 1e15 }), value, value), { maxLength: 6 }),
});
const answers = fc.array(fc.array(seriesOf, { maxLength: 3 }), { minLength: 1, maxLength: 4 });

const written = (value: unknown): string => (typeof value === 'bigint' ? String(value) : JSON.stringify(value));

/** An answer as 1.x writes it, an object a line. */
const text = (lines: readonly (readonly { host: string; rows: readonly (readonly unknown[])[] }[])[]): string =>
  lines
    .map((all) => {
      const series = all.map(({ host, rows }) => {
        const values = rows.map((row) => `[${row.map(written).join(',')}]`).join(',');
        return `{"name":"cpu","tags":{"host":${JSON.stringify(host)}},"columns":["time","u","v"]${
          rows.length > 0 ? `,"values":[${values}]` : ''
        }}`;
      });
      return `{"results":[{"statement_id":0${series.length > 0 ? `,"series":[${series.join(',')}]` : ''}}]}\n`;
    })
    .join('');

describe('the answers of InfluxDB 1', () => {
  it('mean to us what they mean to JSON.parse, cut anywhere', () => {
    fc.assert(
      fc.property(answers, fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 10 }), (lines, pieces) => {
        const { series, rows } = decode(text(lines), pieces);
        const expected = new Map<string, unknown[][]>();
        for (const line of text(lines).trim().split('\n')) {
          for (const one of JSON.parse(line).results[0].series ?? []) {
            expected.set(one.tags.host, [...(expected.get(one.tags.host) ?? []), ...(one.values ?? [])]);
          }
        }
        expect(rows).toBe([...expected.values()].flat().length);
        for (const [host, all] of expected) {
          const found = series.find(({ labels }) => labels.host === host);
          for (const [place, field] of ['u', 'v'].entries()) {
            const column = all.map((row) => row[place + 1]);
            const numbers = column.map((cell) =>
              typeof cell === 'number' ? cell : typeof cell === 'boolean' ? Number(cell) : Number.NaN,
            );
            const isText = column.some((cell) => typeof cell === 'string');
            const isNumber = column.some((cell) => typeof cell === 'number' || typeof cell === 'boolean');
            const ours = found?.fields.find((one) => one.field === field);
            if (isText && !isNumber) expect(ours).toBeUndefined();
            else if (ours !== undefined) expect([...ours.values]).toEqual(numbers);
            if (ours !== undefined) expect([...(found?.time ?? [])]).toEqual(all.map(([t]) => t));
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('counts whole numbers that a double cannot hold, and texts among numbers', () => {
    const { notes, series } = decode(
      '{"results":[{"series":[{"name":"m","columns":["time","u"],"values":[[1,9007199254740993],[2,"up"],[3,1e300],[4,12345678901234567890]]}]}]}',
    );
    expect(series[0]?.fields[0]?.values).toEqual(
      Float64Array.of(9007199254740992, Number.NaN, 1e300, 12345678901234567000),
    );
    expect(notes).toEqual([
      '“u” holds 1 text among its numbers; they became gaps.',
      '2 whole numbers beyond 2^53 were rounded.',
    ]);
  });

  it('skips a row without a time and shows it', () => {
    const { bad, series } = decode(
      '{"results":[{"series":[{"name":"m","columns":["time","u"],"values":[[1,2],[null,3],[4,5]]}]}]}',
    );
    expect(series[0]?.time).toEqual(Float64Array.of(1, 4));
    expect(bad).toEqual({ count: 1, first: [{ place: 'row 2', reason: 'its time is no number', text: 'NaN, 3' }] });
  });

  it('says what failed inside HTTP 200, and what is no answer', () => {
    expect(() => decode('{"results":[{"statement_id":0,"error":"database not found: x"}]}\n')).toThrow(/“x”/);
    for (const wrong of ['<html>', '{"results":[{"series":[{"columns":["time"],"values":[[1],2]}]}]}']) {
      expect(() => decode(`${wrong}\n`)).toThrow(expect.objectContaining({ code: 'bad-response' }));
    }
    for (const wrong of ['[[1,-]]', '[[1,"x]]', '[[1,2],[3]]', '[[1,2', '[[1;2]]', '[[1,Infinity]]']) {
      expect(() => decode(`{"results":[{"series":[{"columns":["time","u"],"values":${wrong}}]}]}\n`)).toThrow(
        expect.objectContaining({ code: 'bad-response' }),
      );
    }
  });

  it('drops the half object of a stream that broke off, and keeps what came whole', () => {
    const line = '{"results":[{"series":[{"name":"m","columns":["time","u"],"values":[[1,2]],"partial":true}]}]}\n';
    const { series, rows, notes } = decode(`${line}${line.slice(0, 70)}`, [30], false);
    expect(rows).toBe(1);
    expect(series).toHaveLength(1);
    expect(notes).toEqual([expect.stringMatching(/max-row-limit/)]);
  });
});
