/**
 * Names made of quotes, backslashes and the signs of every language, through real InfluxDB 1.6.7 and 2.7: written, found in the
 * catalogue, filtered by, grouped by, aggregated, filled and read back.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carriedName, carriedTag, line } from '../src/frame/line-protocol';
import type { SeriesQuery } from '../src/frame/query';
import { anyAsking, awkward } from '../src/sources/any-query.testing';
import { context } from '../src/sources/contract.testing';
import { identifier } from '../src/sources/influxdb-1/influxql';
import { influxdb1 } from '../src/sources/influxdb-1/source';
import { influxdb2 } from '../src/sources/influxdb-2/source';
import type { Opening, Source } from '../src/sources/types';
import { useInflux1, useInflux2 } from './harness';

const START = Date.UTC(2026, 2, 28, 12);
const DAY = 86_400_000;
const NAMES = ['a"b\n$\x7bx}', 'trailing\\', "it's", 'a,b=c d', '$"', ...fc.sample(awkward, { numRuns: 25, seed: 7 })];
const ASKED = fc.sample(anyAsking, { numRuns: 140, seed: 11 }).filter(
  // InfluxDB 1 refuses these by the clock of a zone.
  ({ aggregate, everyMs }) => aggregate !== 'integral' || everyMs <= DAY,
);

/** Points with a name each, made unlike by a number where line protocol would make them alike. */
const POINTS = NAMES.map((name, i) => ({
  measurement: `m${i}${name}`,
  tags: { [`t${name}`]: `${i}${name}` },
  fields: { [`f${name}`]: i + 0.5 },
  time: START + i,
}));

/** What is asked of a point: by its names alone, and wherever that can be told of one point, its value. */
const asked = ({ measurement, tags, fields, time }: (typeof POINTS)[number], database: string): SeriesQuery => {
  const [[tag = '', word = ''] = []] = Object.entries(tags);
  return {
    database,
    measurement: carriedName(measurement),
    fields: Object.keys(fields).map(carriedName),
    filters: [{ tag: carriedTag(tag), values: [carriedTag(word), 'o\'th"er\\'] }],
    groupBy: [carriedTag(tag)],
    aggregate: 'none',
    everyMs: DAY,
    range: { start: time - 2 * DAY, stop: time + 3 * DAY },
  };
};

async function carries(source: Source, opening: Opening, database: string): Promise<void> {
  const target = { database, measurement: 'm', tags: {} };
  await source.write?.(
    opening,
    target,
    POINTS.map((point) => line(point) ?? ''),
    context(),
  );
  const measurements = (await source.catalog(opening, { database }, context())).map(({ name }) => name);
  let turn = 0;
  for (const point of POINTS) {
    const query = asked(point, database);
    const { measurement, fields, groupBy } = query;
    const [[field = '', tag = ''], value] = [[fields[0], groupBy[0]], Object.values(point.fields)[0]];
    const word = carriedTag(Object.values(point.tags)[0] ?? '');
    expect(measurements).toContain(measurement);
    const within = await source.catalog(opening, { database, measurement }, context());
    expect(within.map(({ kind, name }) => [kind, name])).toEqual([
      ['field', field],
      ['tag', tag],
    ]);
    const words = await source.catalog(opening, { database, measurement, tag }, context());
    expect(words.map(({ name }) => name)).toEqual([word]);
    const { frames } = await source.query(opening, query, context());
    expect(frames.map(({ time, columns }) => [[...time], ...columns.map(({ values }) => [...values])])).toEqual([
      [[point.time], [value]],
    ]);
    expect(frames[0]?.columns[0]?.labels).toEqual({ _measurement: measurement, _field: field, [tag]: word });
    for (const part of ASKED.slice(turn, turn + 4)) {
      const made = await source.query(opening, { ...query, ...part }, context());
      const same = ['mean', 'median', 'mode', 'sum', 'min', 'max', 'first', 'last', 'percentile'].includes(
        part.aggregate,
      );
      if (same) expect(made.frames[0]?.columns[0]?.values, made.text).toContain(value);
      if (same) expect(made.frames[0]?.columns[0]?.labels[tag]).toBe(word);
    }
    turn += 4;
  }
}

describe('InfluxQL on 1.6.7', () => {
  const server = useInflux1();
  const opening = () => ({ params: { url: server().url, auth: 'none', username: '', password: '', jwt: '' } });

  it('carries any name of a measurement, tag, value and field', async () => {
    await server().query('CREATE DATABASE plain');
    await carries(influxdb1, opening(), 'plain');
  });

  it('carries any name of a database', async () => {
    // InfluxDB 1 takes no slashes and no line breaks in them.
    for (const name of NAMES.map((name, i) => `d${i}${name.replace(/[\\/\n\r\t]/g, '')}`)) {
      await server().query(`CREATE DATABASE ${identifier(name)}`);
      expect(await influxdb1.catalog(opening(), {}, context())).toContainEqual({ kind: 'database', name });
      const [point] = POINTS;
      if (point === undefined) continue;
      await influxdb1.write?.(
        opening(),
        { database: name, measurement: 'm', tags: {} },
        [line(point) ?? ''],
        context(),
      );
      expect((await influxdb1.query(opening(), asked(point, name), context())).frames).toHaveLength(1);
    }
  });
});

describe('Flux on 2.7', () => {
  const server = useInflux2();
  const opening = () => ({ params: { url: server().url, org: server().org, token: server().token } });

  it('carries any name of a measurement, tag, value and field', async () => {
    await carries(influxdb2, opening(), server().bucket);
  });

  it('carries any name of a bucket', async () => {
    // InfluxDB 2 takes no quotation marks in them.
    for (const name of NAMES.map((name, i) => `b${i}${name.replaceAll('"', '')}`)) {
      await server().makeBucket(name);
      expect(await influxdb2.catalog(opening(), {}, context())).toContainEqual({ kind: 'database', name });
      const [point] = POINTS;
      if (point === undefined) continue;
      await influxdb2.write?.(
        opening(),
        { database: name, measurement: 'm', tags: {} },
        [line(point) ?? ''],
        context(),
      );
      expect((await influxdb2.query(opening(), asked(point, name), context())).frames).toHaveLength(1);
    }
  });
});
