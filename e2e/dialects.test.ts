/**
 * The dialects against real InfluxDB 1.6.7 and 2.7: every aggregate, fill and zone gives what the tab's own arithmetic gives
 * of the same irregular points, over both changes of the clock.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '../src/base/random';
import type { SeriesFrame } from '../src/frame/frame';
import { emptyQuery, type QueryFill, type SeriesQuery } from '../src/frame/query';
import { bucketsOf, evenOffset } from '../src/math/wall-buckets';
import { AGGREGATES, type Aggregate, bucketed } from '../src/sources/aggregate';
import { context } from '../src/sources/contract.testing';
import { filled } from '../src/sources/fill-buckets';
import { influxdb1 } from '../src/sources/influxdb-1/source';
import { influxdb2 } from '../src/sources/influxdb-2/source';
import type { Opening, Source } from '../src/sources/types';
import { useInflux1, useInflux2, writeLines } from './harness';

const HOUR = 3_600_000;
const ZONES = ['Europe/Vienna', 'America/St_Johns'];
const DAY = 24 * HOUR;
const SPANS = [Date.UTC(2026, 2, 21), Date.UTC(2026, 9, 17)] as const;

/** Irregular points of three hosts around a change of the clock: one begins late, one ends early, with days left out. */
function points(start: number) {
  const random = seeded(start);
  return ['a', 'b', 'c'].map((host, h) => {
    const time: number[] = [];
    const values: number[] = [];
    const [from, to] = [start + h * 2 * DAY, start + (16 - h) * DAY];
    for (let t = from + 7; t < to; t += Math.ceil(random() ** 3 * 5 * HOUR) + 1) {
      if (Math.floor(t / DAY) % 5 === h) continue;
      time.push(t);
      values.push(Math.round(random() * 12) / 4 - 1);
    }
    return { host, time: Float64Array.from(time), values: Float64Array.from(values) };
  });
}

const DATA = SPANS.map(points);
const LINES = DATA.flat().flatMap(({ host, time, values }) =>
  [...time].map(
    (t, i) =>
      `irregular,host=${host},region=of-${host} f=${values[i]},i=${Math.round((values[i] as number) * 4)}i ${t}`,
  ),
);

/** What the tab makes of the points by itself. */
function expected(span: number, query: SeriesQuery): readonly SeriesFrame[] {
  const frames = (DATA[span] ?? []).flatMap(({ host, time, values }): SeriesFrame[] => {
    const own = query.fields[0] === 'i' ? values.map((value) => Math.round(value * 4)) : values;
    const inside = [...time].flatMap((t, i) => (t >= query.range.start && t < query.range.stop ? [i] : []));
    const pick = (all: Float64Array) => Float64Array.from(inside, (i) => all[i] as number);
    const made = bucketed(pick(time), pick(own), query.everyMs, query.aggregate as Aggregate, query);
    const column = { key: query.fields[0] ?? '', values: made.values, labels: { host } };
    return made.time.length === 0 ? [] : [{ time: made.time, columns: [column] }];
  });
  return filled(frames, query);
}

/** What is known of frames: whose, when and how much. */
const known = (frames: readonly SeriesFrame[]) =>
  frames.flatMap(({ time, columns: [column] }) =>
    [...time].flatMap((t, i) => {
      const value = column?.values[i] as number;
      return Number.isNaN(value) ? [] : [{ at: `${column?.labels.host} ${new Date(t).toISOString()}`, value }];
    }),
  );

/** Sums in another order differ in their last digits. */
function alike(found: readonly SeriesFrame[], wanted: readonly SeriesFrame[], text: string): void {
  const [mine, theirs] = [known(found), known(wanted)];
  const size = Math.max(...theirs.map(({ value }) => Math.abs(value)), 1e-300);
  expect(
    mine.map(({ at }) => at),
    text,
  ).toEqual(theirs.map(({ at }) => at));
  mine.forEach(({ at, value }, i) => {
    expect(Math.abs(value - (theirs[i]?.value as number)), `${at} ${value}\n${text}`).toBeLessThanOrEqual(1e-9 * size);
  });
}

const FILLS: readonly (QueryFill | undefined)[] = [undefined, 'gap', 'previous', 'linear', 0, -1.5];

function agrees(stand: () => { source: Source; opening: Opening; database: string; isOne: boolean }): void {
  const read = async (query: SeriesQuery) => {
    const { source, opening, database } = stand();
    return source.query(opening, { ...query, database }, context());
  };
  const base = (span: number, part: Partial<SeriesQuery>): SeriesQuery => ({
    ...emptyQuery,
    measurement: 'irregular',
    fields: ['f'],
    groupBy: ['host'],
    everyMs: HOUR,
    // Cut off its buckets at both ends.
    range: { start: (SPANS[span] ?? 0) + 5 * HOUR + 1234, stop: (SPANS[span] ?? 0) + 15.4 * DAY },
    ...part,
  });
  const compare = async (span: number, query: SeriesQuery) => {
    const { frames, text } = await read(query);
    alike(frames, expected(span, query), text);
    if (query.fill !== undefined) {
      const { startOf, after } = bucketsOf(query.everyMs, query.zone);
      for (const { time } of frames) {
        expect(time[0]).toBe(startOf(query.range.start));
        expect(after(time.at(-1) ?? 0)).toBeGreaterThanOrEqual(query.range.stop);
      }
    }
  };

  for (const aggregate of AGGREGATES.slice(1)) {
    it(`${aggregate}, whatever fills its empty buckets`, async () => {
      for (const fill of FILLS) {
        for (const [fields, everyMs] of [
          [['f'], 6 * HOUR],
          [['i'], 5 * HOUR],
        ] as const) {
          const query = base(0, { aggregate, fields, everyMs, ...(fill !== undefined && { fill }) });
          if (aggregate === 'mode' && stand().isOne) {
            const { frames } = await read(query);
            expect(frames.map(({ time }) => time)).toEqual(expected(0, query).map(({ time }) => time));
          } else await compare(0, query);
        }
      }
    });

    it(`${aggregate} by the clock of a zone, over both its changes`, async () => {
      if (aggregate === 'mode' && stand().isOne) return;
      for (const zone of ZONES) {
        for (const span of [0, 1]) {
          for (const everyMs of [HOUR, 6 * HOUR, DAY, 7 * DAY]) {
            for (const fill of everyMs >= DAY ? ([undefined, 'linear'] as const) : [undefined]) {
              const query = base(span, { aggregate, everyMs, zone, ...(fill !== undefined && { fill }) });
              if (
                aggregate === 'integral' &&
                everyMs === 7 * DAY &&
                stand().isOne &&
                evenOffset(everyMs, zone, query.range) === undefined
              )
                await expect(read(query)).rejects.toMatchObject({ code: 'bad-input', place: 'zone' });
              else await compare(span, query);
            }
          }
        }
      }
    });
  }

  it('takes its number: other percentiles and units', async () => {
    for (const [aggregate, amount] of [
      ['percentile', 5],
      ['percentile', 50],
      ['percentile', 99.9],
      ['percentile', 100],
      ['derivative', HOUR],
      ['integral', HOUR],
    ] as const)
      await compare(1, base(1, { aggregate, amount, everyMs: 8 * HOUR }));
  });

  it('fills several fields and tells those apart that a group never has', async () => {
    for (const aggregate of ['mean', 'derivative', 'stddev', 'max', 'count']) {
      for (const fill of FILLS) {
        const { frames } = await read(base(0, { aggregate, fields: ['f', 'i'], ...(fill !== undefined && { fill }) }));
        for (const [at, field] of ['f', 'i'].entries()) {
          const alone = await read(base(0, { aggregate, fields: [field], ...(fill !== undefined && { fill }) }));
          const mine = frames.map((frame) => ({ ...frame, columns: frame.columns.slice(at, at + 1) }));
          alike(mine, alone.frames, alone.text);
        }
      }
    }
  });
}

describe('InfluxQL on 1.6.7', () => {
  const server = useInflux1();
  beforeAll(() => writeLines({ server: server(), database: 'dialects' }, LINES.join('\n')), 60_000);
  agrees(() => ({
    source: influxdb1,
    opening: { params: { url: server().url, username: '', password: '' } },
    database: 'dialects',
    isOne: true,
  }));
});

describe('Flux on 2.7', () => {
  const server = useInflux2();
  beforeAll(() => writeLines({ server: server() }, LINES.join('\n')), 60_000);
  agrees(() => ({
    source: influxdb2,
    opening: { params: { url: server().url, org: server().org, token: server().token } },
    database: server().bucket,
    isOne: false,
  }));
});
