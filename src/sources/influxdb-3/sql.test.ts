import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { select } from '../../../e2e/servers/influx3-sql';
import type { Database, Kind } from '../../../e2e/servers/influx3-store';
import { emptyQuery, type SeriesQuery } from '../../frame/query';
import { onlyReads } from './only-reads';
import {
  askable,
  columnsOf,
  extentOf,
  identifier,
  interval,
  LATELY,
  literal,
  SQL_AGGREGATES,
  sqlOf,
  valuesOf,
} from './sql';

const START = Date.UTC(2026, 0, 1);
const query: SeriesQuery = {
  ...emptyQuery,
  database: 'tele',
  measurement: 'cpu',
  fields: ['u'],
  groupBy: ['host'],
  range: { start: START, stop: START + 3_600_000 },
};

/** Signs that mean something to some language, and a name made of all of them. */
const names = fc.oneof(
  fc.constant('a"b\n$\x7bx}'),
  fc.string({ unit: fc.constantFrom('a', '"', "'", '\\', '\n', ' ', ';', '-', '$', '`', '😀', '%'), minLength: 1 }),
);

describe('SQL', () => {
  it('reads well', () => {
    const asked = {
      ...query,
      fields: ['u', 'v w'],
      everyMs: 600_000,
      filters: [
        { tag: 'host', values: ['a', "b'"] },
        { tag: 'x', values: [] },
      ],
    };
    expect(
      sqlOf(asked),
    ).toBe(`SELECT date_bin(INTERVAL '10 minutes', time) AS time, "host", avg("u") AS "u", avg("v w") AS "v w"
FROM "cpu"
WHERE time >= '2026-01-01T00:00:00Z' AND time < '2026-01-01T01:00:00Z'
  AND "host" IN ('a', 'b''')
  AND ("u" IS NOT NULL OR "v w" IS NOT NULL)
GROUP BY 1, 2
ORDER BY 2, 1`);
    expect(
      sqlOf({ ...query, aggregate: 'none', groupBy: [], filters: [{ tag: 'host', values: ['', 'a'] }] }),
    ).toBe(`SELECT time, "u"
FROM "cpu"
WHERE time >= '2026-01-01T00:00:00Z' AND time < '2026-01-01T01:00:00Z'
  AND ("host" IN ('a') OR "host" IS NULL)
  AND "u" IS NOT NULL`);
  });

  it('says durations in the largest unit that divides', () => {
    expect([1, 1500, 60_000, 5_400_000, 86_400_000, 7 * 86_400_000].map(interval)).toEqual(
      ['1 millisecond', '1500 milliseconds', '1 minute', '90 minutes', '1 day', '7 days'].map((n) => `INTERVAL '${n}'`),
    );
  });

  it('quotes so that a scanner of standard SQL gives every name back', () => {
    const scan = (quoted: string, quote: string) => {
      let text = '';
      for (let i = 1; i < quoted.length - 1; i++) {
        if (quoted[i] === quote && quoted[++i] !== quote) throw new Error('it ends too early');
        text += quoted[i];
      }
      return text;
    };
    fc.assert(
      fc.property(names, (name) => {
        expect(scan(identifier(name), '"')).toBe(name);
        expect(scan(literal(name), "'")).toBe(name);
      }),
    );
  });

  it('finds the point of any names, and no other', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(names, { minLength: 4, maxLength: 4 }),
        names,
        fc.constantFrom(...SQL_AGGREGATES),
        (some, value, aggregate) => {
          const [measurement = '', field = '', tag = '', other = ''] = some;
          const kinds = new Map<string, Kind>([
            ['time', 'time'],
            [field, 'float'],
            [tag, 'tag'],
          ]);
          const row = (text: string, figure: number) =>
            new Map<string, string | number>([
              ['time', START],
              [field, figure],
              [tag, text],
            ]);
          const database: Database = new Map([
            [
              measurement,
              {
                kinds,
                rows: new Map([
                  ['1', row(value, 2.5)],
                  ['2', row(other + value, 9)],
                ]),
              },
            ],
          ]);
          const filters = [{ tag, values: [value] }];
          const asked = { ...query, measurement, fields: [field], groupBy: [tag], filters, aggregate };
          const one: Readonly<Record<string, number | null>> = {
            count: 1,
            distinct: 1,
            spread: 0,
            stddev: null,
            variance: null,
          };
          const expected = aggregate in one ? one[aggregate] : 2.5;
          const { columns, rows } = select(database, sqlOf(asked));
          expect(columns.map(({ name }) => name)).toEqual(['time', tag, field]);
          expect(rows).toEqual([[START, value, expected]]);
          expect(select(database, extentOf(measurement, field)).rows).toEqual([[START, START]]);
          expect(select(database, columnsOf(measurement)).rows).toHaveLength(3);
          expect(select(database, valuesOf(measurement, tag, 10)).rows).toContainEqual([value, 1]);
          expect(select(database, valuesOf(measurement, tag, 10, LATELY)).rows).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('puts times before 1970 into their own buckets, whatever the server’s arithmetic', () => {
    const kinds = new Map<string, Kind>([
      ['time', 'time'],
      ['u', 'integer'],
    ]);
    const times = [-120_000, -60_001, -60_000, -1, 0, 59_999];
    const rows = new Map(
      times.map((time, i) => [
        String(i),
        new Map([
          ['time', time],
          ['u', i],
        ]),
      ]),
    );
    const asked = {
      ...query,
      groupBy: [],
      everyMs: 60_000,
      aggregate: 'count',
      range: { start: -150_000, stop: 90_000 },
    };
    expect(select(new Map([['cpu', { kinds, rows }]]), sqlOf(asked)).rows).toEqual([
      [-120_000, 2],
      [-60_000, 2],
      [0, 2],
    ]);
  });

  it('never cuts a median of whole numbers', () => {
    const kinds = new Map<string, Kind>([
      ['time', 'time'],
      ['u', 'integer'],
    ]);
    const rows = new Map(
      [1, 2].map((u) => [
        String(u),
        new Map([
          ['time', START + u],
          ['u', u],
        ]),
      ]),
    );
    const asked = { ...query, groupBy: [], aggregate: 'median' };
    expect(select(new Map([['cpu', { kinds, rows }]]), sqlOf(asked)).rows).toEqual([[START, 1.5]]);
  });

  it('only reads, by its own rules too', () => {
    for (const aggregate of SQL_AGGREGATES) expect(() => onlyReads(sqlOf({ ...query, aggregate }))).not.toThrow();
  });

  it('cuts buckets by the clock of a zone', () => {
    const day = { ...query, everyMs: 86_400_000, zone: 'Europe/Vienna' };
    const winter = { start: Date.UTC(2026, 0, 1), stop: Date.UTC(2026, 1, 1) };
    const spring = { start: Date.UTC(2026, 2, 1), stop: Date.UTC(2026, 3, 20) };
    expect(sqlOf({ ...day, range: winter })).toContain(
      "date_bin(INTERVAL '1 day', time, TIMESTAMP '1970-01-01T23:00:00Z') AS time",
    );
    expect(sqlOf({ ...day, everyMs: 7 * day.everyMs, range: winter, zone: 'UTC' })).toContain(
      "date_bin(INTERVAL '7 days', time, TIMESTAMP '1970-01-05T00:00:00Z') AS time",
    );
    expect(sqlOf({ ...day, range: spring })).toContain(
      "tz(date_bin_wallclock(INTERVAL '1 day', tz(time, 'Europe/Vienna'))) AS time",
    );
    expect(sqlOf({ ...day, everyMs: 7 * day.everyMs, range: spring })).toContain(
      "date_bin_wallclock(INTERVAL '7 days', tz(time, 'Europe/Vienna'), TIMESTAMP '1970-01-05T00:00:00')",
    );
    expect(() => askable({ ...day, everyMs: 21_600_000, range: winter })).not.toThrow();
    expect(() => askable({ ...day, everyMs: 21_600_000, range: spring })).toThrow(/parts of days/);
  });
});
