import { fluxString } from '@influxdata/influxdb-client-browser';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyQuery, type SeriesQuery } from '../../frame/query';
import { AGGREGATES } from '../aggregate';
import { anyQuery, awkward } from '../any-query.testing';
import { extentOf, fieldsOf, fluxOf, measurementsOf, samplesOf, tagsOf, tagValuesOf, text } from './flux';
import { fluxChecker } from './flux-check.testing';

let isValid: (script: string) => boolean;
beforeAll(async () => {
  isValid = await fluxChecker();
});

const query: SeriesQuery = {
  database: 'tele',
  measurement: 'cpu',
  fields: ['usage_user', 'usage_system'],
  aggregate: 'mean',
  everyMs: 600_000,
  filters: [
    { tag: 'host', values: ['a', 'b'] },
    { tag: 'rack', values: [] },
  ],
  groupBy: ['host'],
  range: { start: Date.UTC(2026, 0, 1), stop: Date.UTC(2026, 0, 2) + 500 },
};

describe('Flux', () => {
  it('reads well', () => {
    expect(fluxOf(query)).toBe(`from(bucket: "tele")
  |> range(start: 2026-01-01T00:00:00Z, stop: 2026-01-02T00:00:00.500Z)
  |> filter(fn: (r) => r["_measurement"] == "cpu")
  |> filter(fn: (r) => r["_field"] == "usage_user" or r["_field"] == "usage_system")
  |> filter(fn: (r) => r["host"] == "a" or r["host"] == "b")
  |> group(columns: ["_measurement", "_field", "host"])
  |> aggregateWindow(every: 10m, fn: mean, createEmpty: false, timeSrc: "_start")
  |> keep(columns: ["_time", "_value", "_measurement", "_field", "host"])`);
  });

  it('has a checker that can say no', () => {
    expect(isValid('from(bucket: "a") |> range(start: 0)')).toBe(true);
    expect(isValid('from(bucket: "a") |> rang(start: 0)')).toBe(false);
    expect(isValid('from(bucket: "a") |> range(start: 0) |> aggregateWindow(every: "1m", fn: mean)')).toBe(false);
  });

  it('is valid for every aggregate, interval and shape of query', () => {
    for (const aggregate of AGGREGATES) {
      for (const everyMs of [1, 1500, 60_000, 3_600_000, 7 * 86_400_000]) {
        for (const groupBy of [[], ['host', 'region']]) {
          expect(isValid(fluxOf({ ...query, aggregate, everyMs, groupBy }))).toBe(true);
        }
      }
    }
    expect(isValid(fluxOf({ ...query, filters: [{ tag: 'host', values: ['', 'a'] }] }))).toBe(true);
    expect(isValid(fluxOf({ ...query, range: { start: -1e15, stop: 1e15 } }))).toBe(true);
    expect(isValid(fluxOf(emptyQuery))).toBe(true);
  });

  it('is valid for any query that can be built', () => {
    fc.assert(
      fc.property(anyQuery, (one) => {
        expect(isValid(fluxOf(one)), fluxOf(one)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('is valid for the catalogue, whatever things are called', () => {
    fc.assert(
      fc.property(awkward, awkward, awkward, (bucket, measurement, tag) => {
        const scripts = [
          measurementsOf(bucket),
          fieldsOf(bucket, measurement),
          tagsOf(bucket, measurement),
          tagValuesOf(bucket, measurement, tag, 10),
          samplesOf(bucket, measurement),
          extentOf(bucket, measurement, tag),
          fluxOf({
            ...query,
            database: bucket,
            measurement,
            fields: [tag],
            filters: [{ tag, values: [bucket] }],
            groupBy: [tag],
          }),
        ];
        expect(scripts.filter((script) => !isValid(script))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('writes strings as the official client does, but for a dollar before an escape', () => {
    const plain = fc.oneof(awkward, fc.string({ unit: 'binary' })).filter((value) => !/\$[\n\r\t"\\$]/.test(value));
    fc.assert(fc.property(plain, (value) => text(value) === String(fluxString(value))));
    expect(text('$"')).toBe(String.raw`"\x24\""`);
    expect(isValid(text('$"'))).toBe(true);
    expect(isValid(String(fluxString('$"')))).toBe(false);
  });

  it('gives a person’s own text back', () => {
    expect(fluxOf({ ...query, text: ' buckets() ' })).toBe(' buckets() ');
  });
});
