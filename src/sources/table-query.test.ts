import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderOf, sortedRows } from '../frame/order';
import { emptyQuery, type SeriesQuery } from '../frame/query';
import type { Sheet } from './table';
import { estimateOf, seriesIn } from './table-query';

const WORDS = ['', 'a', 'b', 'a']; // Two codes for one word.

const rows = fc.array(
  fc.record({ t: fc.nat(40), v: fc.integer({ min: -5, max: 5 }), host: fc.nat(3), site: fc.nat(3) }),
  { maxLength: 60 },
);

const sheetOf = (all: readonly { t: number; v: number; host: number; site: number }[]): Sheet => ({
  time: Float64Array.from(all, ({ t }) => t),
  values: new Map([['v', Float64Array.from(all, ({ v }) => v)]]),
  tags: new Map([
    ['host', { words: WORDS, codes: Uint32Array.from(all, ({ host }) => host) }],
    ['site', { words: WORDS, codes: Uint32Array.from(all, ({ site }) => site) }],
  ]),
});

const asked: SeriesQuery = {
  ...emptyQuery,
  measurement: 'm',
  fields: ['v'],
  aggregate: 'none',
  range: { start: 5, stop: 35 },
};

describe('a query of sheets', () => {
  it('gives the rows that a plain loop finds, group by group in time order', () => {
    const tags = fc.subarray(['host', 'site', 'none']);
    const filter = fc.record({ tag: fc.constantFrom('host', 'none'), values: fc.subarray(['a', 'b', '']) });
    fc.assert(
      fc.property(rows, rows, tags, fc.array(filter, { maxLength: 2 }), (first, second, groupBy, filters) => {
        const query = { ...asked, groupBy, filters };
        const wordOf = (row: (typeof first)[number], tag: string) =>
          WORDS[tag === 'host' ? row.host : tag === 'site' ? row.site : 0] ?? '';
        const wanted = new Map<string, [number, number][]>();
        for (const row of [...first, ...second]) {
          if (row.t < 5 || row.t >= 35) continue;
          if (!filters.every(({ tag, values }) => values.length === 0 || values.includes(wordOf(row, tag)))) continue;
          const key = groupBy.map((tag) => wordOf(row, tag)).join('|');
          wanted.set(key, [...(wanted.get(key) ?? []), [row.t, row.v]]);
        }
        const { series } = seriesIn([sheetOf(first), sheetOf(second)], query);
        const found = series.map(({ labels, time, fields }) => [
          groupBy.map((tag) => labels[tag]).join('|'),
          [...time].map((t, i) => [t, fields[0]?.values[i]]),
        ]);
        const sorted = [...wanted].map(([key, points]) => [key, points.sort(([a], [b]) => a - b)]);
        expect(Object.fromEntries(found)).toEqual(Object.fromEntries(sorted));
        expect(found).toHaveLength(sorted.length);
        const points = sorted.reduce((sum, [, own]) => sum + (own?.length ?? 0), 0);
        expect(estimateOf([sheetOf(first), sheetOf(second)], query)).toEqual({
          points,
          series: sorted.length,
          exact: true,
        });
      }),
      { numRuns: 400 },
    );
  });

  it('tells groups apart however many words their tags have', () => {
    // 300,000³ combinations are more than a double counts.
    const n = 300_000;
    const words = Array.from({ length: n }, (_, i) => `w${i}`);
    const last = { words, codes: new Uint32Array(n).fill(n - 1) };
    const each = { words, codes: Uint32Array.from(words, (_, i) => i) };
    const time = new Float64Array(n).fill(10);
    const tags = new Map([
      ['a', last],
      ['b', last],
      ['c', each],
    ]);
    const sheet = { time, values: new Map([['v', new Float64Array(n)]]), tags };
    expect(estimateOf([sheet], { ...asked, groupBy: ['a', 'b', 'c'] })).toMatchObject({ series: n, points: n });
  });

  it('never hands out the arrays it holds', () => {
    const sheet = sheetOf([{ t: 10, v: 1, host: 0, site: 0 }]);
    const [one] = seriesIn([sheet], asked).series;
    expect(one?.time).not.toBe(sheet.time);
    expect(one?.time.buffer).not.toBe(sheet.time.buffer);
    expect(one?.fields[0]?.values.buffer).not.toBe(sheet.values.get('v')?.buffer);
  });
});

it('sorts times as a stable sort does', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { maxLength: 80 }), (times) => {
      const time = Float64Array.from(times);
      const order = [...times.keys()].sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
      const sorted = sortedRows(time);
      expect([...(sorted.order ?? times.keys())]).toEqual(order);
      const lastOnes = order.filter((row, i) => times[row] !== times[order[i + 1] ?? -1]);
      const once = orderOf(time);
      expect([...(once.order ?? times.keys())]).toEqual(lastOnes);
      expect(once.duplicates).toBe(times.length - lastOnes.length);
      let latest = Number.NEGATIVE_INFINITY;
      const late = times.filter((t) => {
        const before = t < latest;
        latest = Math.max(latest, t);
        return before;
      });
      expect(sorted.unordered).toBe(late.length);
    }),
    { numRuns: 500 },
  );
});
