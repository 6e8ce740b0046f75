import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StudioError, toFailure } from '../base/errors';
import type { JobContext, Progress } from '../base/job';
import { emptyQuery, type SeriesQuery } from '../frame/query';
import { bucketed, isAggregate } from './aggregate';
import type { RawSeries } from './assemble';
import { context } from './contract.testing';
import { withoutWaiting } from './retry.testing';
import { estimated, type Piece, type Reading, readSliced } from './sliced';
import { sliceable, slicesOf, worthCounting } from './sliced-plan';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 1);

interface Point {
  readonly host: string;
  readonly field: string;
  readonly t: number;
  readonly value: number;
}

const points = (n: number, hosts: readonly string[] = ['a', 'b']): Point[] =>
  hosts.flatMap((host) =>
    Array.from({ length: n }, (_, i) => ({ host, field: 'u', t: START + i * 1000, value: i % 7 })),
  );

/** A database of these points, that says of each that it is a thousand: few points make many slices. */
function database(all: readonly Point[], { together = false, each = 1000 } = {}) {
  const asked: SeriesQuery[] = [];
  const seriesIn = ({ range, aggregate, everyMs, groupBy }: SeriesQuery): RawSeries[] => {
    const groups = new Map<string, Map<string, [number, number][]>>();
    for (const { host, field, t, value } of all) {
      if (t < range.start || t >= range.stop) continue;
      const key = groupBy.length > 0 ? host : '';
      const fields = groups.get(key) ?? new Map<string, [number, number][]>();
      groups.set(key, fields);
      fields.set(field, [...(fields.get(field) ?? []), [t, value]]);
    }
    return [...groups].flatMap(([host, fields]) => {
      const made = [...fields].map(([field, rows]) => {
        rows.sort(([a], [b]) => a - b);
        const time = Float64Array.from(rows, ([t]) => t);
        const values = Float64Array.from(rows, ([, value]) => value);
        const binned =
          isAggregate(aggregate) && aggregate !== 'none'
            ? bucketed(time, values, everyMs, aggregate)
            : { time, values };
        return { field, ...binned };
      });
      const labels = host === '' ? {} : { host };
      if (!together) return made.map(({ field, time, values }) => ({ labels, time, fields: [{ field, values }] }));
      const time = Float64Array.from([...new Set(made.flatMap((one) => [...one.time]))].sort((a, b) => a - b));
      const fields_ = made.map(({ field, time: own, values }) => ({
        field,
        values: time.map((t) => values[own.indexOf(t)] ?? Number.NaN),
      }));
      return [{ labels, time, fields: fields_ }];
    });
  };
  const rowsIn = (series: readonly RawSeries[]) => series.reduce((sum, { time }) => sum + time.length, 0);
  const piece = async (query: SeriesQuery, ctx: JobContext): Promise<Piece> => {
    asked.push(query);
    await new Promise((resolve) => setImmediate(resolve));
    if (ctx.signal.aborted) throw new StudioError('cancelled', 'Cancelled.');
    const series = seriesIn(query);
    const rows = rowsIn(series);
    ctx.progress({ phase: 'Reading', done: rows, total: 0, unit: 'rows', bytes: 10 * rows });
    return { series, notes: [], rows, bytes: 10 * rows, broken: false };
  };
  const countIn = async (query: SeriesQuery): Promise<RawSeries[]> =>
    seriesIn(query).map(({ fields, ...rest }) => ({
      ...rest,
      fields: fields.map(({ field, values }) => ({ field, values: values.map((value) => value * each) })),
    }));
  return { asked, piece, countIn };
}

let place = 0;
const query = (part: Partial<SeriesQuery> = {}): SeriesQuery => ({
  ...emptyQuery,
  measurement: 'm',
  fields: ['u'],
  aggregate: 'none',
  groupBy: ['host'],
  range: { start: START, stop: START + 6 * HOUR },
  ...part,
});
const reading = (base: Pick<Reading, 'piece' | 'countIn'>, part: Partial<Reading> = {}): Reading => ({
  place: [String(place++)],
  query: query(),
  text: '',
  together: false,
  ...base,
  ...part,
});

describe('reading in slices', () => {
  it('gives what reading at once gives: any rows, fields, groups, aggregates and borders', async () => {
    const rows = fc.array(
      fc.record({
        host: fc.constantFrom('a', 'b'),
        field: fc.constantFrom('u', 'v'),
        t: fc.integer({ min: 0, max: 6 * 3600 - 1 }).map((s) => START + s * 1000),
        value: fc.integer({ min: -9, max: 9 }),
      }),
      { maxLength: 60 },
    );
    const unique = (all: readonly Point[]) => [
      ...new Map(all.map((one) => [JSON.stringify([one.host, one.field, one.t]), one])).values(),
    ];
    const shape = fc.record({
      aggregate: fc.constantFrom('none', 'mean', 'count', 'last', 'max'),
      everyMs: fc.constantFrom(1000, 60_000),
      groupBy: fc.constantFrom([], ['host']),
      together: fc.boolean(),
      cut: fc.integer({ min: 0, max: 5000 }),
    });
    await fc.assert(
      fc.asyncProperty(rows, shape, async (some, { together, cut, ...part }) => {
        const range = { start: START + cut, stop: START + 6 * HOUR - cut };
        // Ungrouped rows of one time would be duplicates, of which the order decides.
        const all = unique(some.map((one) => (part.groupBy.length === 0 ? { ...one, host: 'a' } : one)));
        const asks = query({ ...part, fields: ['u', 'v'], range });
        const [small, large] = [database(all, { together, each: 0 }), database(all, { together, each: 40_000 })];
        const whole = await readSliced(reading(small, { query: asks, together }), context());
        const sliced = await readSliced(reading(large, { query: asks, together }), context());
        expect(sliced).toEqual(whole);
        expect(small.asked).toHaveLength(1);
        if (part.aggregate === 'none' && all.length > 30) expect(large.asked.length).toBeGreaterThan(3);
      }),
      { numRuns: 150 },
    );
  });

  it('says how far all of it is, in rows and bytes', async () => {
    const all = points(1000);
    const said: Progress[] = [];
    await readSliced(reading(database(all)), context({ progress: (p) => said.push(p) }));
    expect(said.length).toBeGreaterThan(7);
    expect(said.shift()).toMatchObject({ phase: 'Counting', total: 0 });
    expect(said.every(({ total, unit }) => total === 2_000_000 && unit === 'rows')).toBe(true);
    expect(said.at(-1)).toMatchObject({ done: 2000, bytes: 20_000 });
    expect(said.every(({ done }, i) => i === 0 || done >= (said[i - 1]?.done ?? 0))).toBe(true);
  });

  it('keeps what came when a slice fails for good, marks what is missing, and then reads that alone', async () => {
    withoutWaiting();
    const all = points(1000);
    const base = database(all);
    let down = true;
    const dead = new StudioError('unreachable', 'The server did not answer.');
    const failing: Reading = reading({
      ...base,
      piece: async (asks, ctx) => {
        if (down && base.asked.length >= 3) throw dead;
        return base.piece(asks, ctx);
      },
    });
    const part = await readSliced(failing, context());
    expect(part.rows).toBeGreaterThan(0);
    expect(part.rows).toBeLessThan(2000);
    expect(part.missing?.length).toBeGreaterThan(0);
    expect(part.notes[0]).toMatch(/broke off: 3 slices of \d+ arrived/);
    const missing = part.missing ?? [];
    for (const { time } of part.frames)
      expect(time.some((t) => missing.some(({ start, stop }) => t >= start && t < stop))).toBe(false);
    await expect(readSliced(failing, context())).rejects.toBe(dead);
    down = false;
    base.asked.length = 0;
    const rest = await readSliced(failing, context());
    const byStart = (a: { start: number }, b: { start: number }) => a.start - b.start;
    expect(base.asked.map(({ range }) => range).sort(byStart)).toEqual(missing.toSorted(byStart));
    const whole = await readSliced(reading(database(all)), context());
    expect(rest).toEqual(whole);
    expect(rest.missing).toBeUndefined();
    base.asked.length = 0;
    await readSliced(failing, context());
    expect(base.asked.length).toBeGreaterThan(missing.length);
  });

  it('waits for a server that goes away midway, and goes on by itself', async () => {
    withoutWaiting();
    const base = database(points(1000));
    let refusals = 8;
    const said: string[] = [];
    const result = await readSliced(
      reading({
        ...base,
        piece: async (asks, ctx) => {
          if (base.asked.length >= 3 && refusals-- > 0) throw new StudioError('unreachable', 'gone');
          return base.piece(asks, ctx);
        },
      }),
      context({ progress: ({ phase, part }) => said.push(`${phase}: ${part}`) }),
    );
    expect(result.rows).toBe(2000);
    expect(result.missing).toBeUndefined();
    expect(said).toContainEqual(expect.stringMatching(/^Waiting for the server: .*next try in \d+ s$/));
  });

  it('does not wait for one that never answered', async () => {
    const waits = withoutWaiting();
    const dead = new StudioError('unreachable', 'gone');
    const never = reading({ ...database(points(10)), piece: () => Promise.reject(dead) });
    await expect(readSliced(never, context())).rejects.toBe(dead);
    expect(waits.filter((ms) => ms >= 250)).toEqual([]);
  });

  it('reads a slice again whose connection broke, and takes the part for what it is when it always breaks', async () => {
    withoutWaiting();
    const base = database(points(1000));
    let breaks = 2;
    const breaking = reading({
      ...base,
      piece: async (asks, ctx) => ({ ...(await base.piece(asks, ctx)), broken: breaks-- > 0 }),
    });
    expect((await readSliced(breaking, context())).missing).toBeUndefined();
    breaks = Number.POSITIVE_INFINITY;
    const part = await readSliced({ ...breaking, place: ['other'] }, context());
    expect(part.missing?.length).toBeGreaterThan(0);
    expect(part.rows).toBeGreaterThan(0);
  });

  it('stops all slices at a fault that is not the network’s', async () => {
    const base = database(points(1000));
    const fault = new StudioError('bad-query', 'no');
    const signals: AbortSignal[] = [];
    const wrong = reading({
      ...base,
      piece: async (asks, ctx) => {
        signals.push(ctx.signal);
        if (signals.length === 2) throw fault;
        return base.piece(asks, ctx);
      },
    });
    await expect(readSliced(wrong, context())).rejects.toBe(fault);
    expect(signals.length).toBeLessThan(6);
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });

  it('is read by two at once, each of whom gets all of it', async () => {
    const base = database(points(1000));
    const shared = reading(base);
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let waits = 0;
    const slow: Reading = {
      ...shared,
      piece: async (asks, ctx) => {
        waits++;
        await held;
        return base.piece(asks, ctx);
      },
    };
    const slowly = readSliced(slow, context());
    await expect.poll(() => waits).toBeGreaterThan(0);
    const fast = await readSliced(shared, context());
    release();
    expect(await slowly).toEqual(fast);
    expect(fast.rows).toBe(2000);
    expect(fast.missing).toBeUndefined();
  });

  it('says in the server’s words why a slice is missing, where it was not the network', async () => {
    const base = database(points(1000));
    const fault = new StudioError('bad-response', 'The server failed (HTTP 500): shard is locked.', {
      next: 'Try again.',
    });
    const failing = reading({
      ...base,
      piece: async (asks, ctx) => {
        if (base.asked.length >= 3) throw fault;
        return base.piece(asks, ctx);
      },
    });
    const { notes, missing } = await readSliced(failing, context());
    expect(missing?.length).toBeGreaterThan(0);
    expect(notes[0]).toMatch(/3 slices of \d+ arrived.* shard is locked\. Try again\.$/);
    expect(notes[0]).not.toMatch(/connection broke/);
  });

  /** Reads until so many slices were asked for, then cancels. */
  async function cancelledAfter(most: number, from: Reading, clock = 0): Promise<void> {
    const stopping = new AbortController();
    let asked = 0;
    const piece: Reading['piece'] = (asks, ctx) => {
      if (++asked > most) stopping.abort();
      return from.piece(asks, ctx);
    };
    const ctx = context({ signal: stopping.signal, clock: () => clock });
    // What `rejects` holds, it holds until the test ends.
    const code = await readSliced({ ...from, piece }, ctx).catch((error: unknown) => toFailure(error).code);
    expect(code).toBe('cancelled');
  }

  it('keeps no more of a cancelled read than memory bears', async () => {
    const base = database(points(1000));
    const MB_32 = new Float64Array(4 << 20);
    const large: Reading = reading({
      ...base,
      piece: async (asks, ctx) => ({
        ...(await base.piece(asks, ctx)),
        series: [{ labels: {}, time: MB_32, fields: [{ field: 'u', values: MB_32 }] }],
      }),
    });
    await cancelledAfter(7, large);
    base.asked.length = 0;
    await cancelledAfter(4, large);
    const starts = base.asked.map(({ range }) => range.start);
    const all = database(points(1000));
    await readSliced(reading(all), context());
    const order = all.asked.map(({ range }) => range.start).sort((a, b) => a - b);
    expect(Math.min(...starts)).toBe(order[4]);
  });

  it('lets go of the slices of a cancelled read after ten minutes, at the next read of anything', async () => {
    setFlagsFromString('--expose_gc');
    const collect: unknown = runInNewContext('gc');
    const base = database(points(1000));
    const made: WeakRef<object>[] = [];
    const piece: Reading['piece'] = async (asks, ctx) => {
      const one = await base.piece(asks, ctx);
      made.push(new WeakRef(one.series));
      return one;
    };
    const left = async (): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      if (typeof collect === 'function') collect();
      return made.filter((ref) => ref.deref() !== undefined).length;
    };
    await cancelledAfter(4, reading({ ...base, piece }));
    expect(await left()).toBeGreaterThan(2);
    const other = query({ range: { start: START, stop: START + HOUR } });
    await readSliced(reading(database(points(10)), { query: other }), context({ clock: () => 600_001 }));
    await expect.poll(left, { timeout: 8000 }).toBe(0);
  });

  it('is cancelled midway, and asked again goes on where it stood', async () => {
    const base = database(points(1000));
    const stopping = new AbortController();
    const once = reading({
      ...base,
      piece: (asks, ctx) => {
        if (base.asked.length === 4) stopping.abort();
        return base.piece(asks, ctx);
      },
    });
    await expect(readSliced(once, context({ signal: stopping.signal }))).rejects.toMatchObject({ code: 'cancelled' });
    const before = base.asked.length;
    const { rows } = await readSliced({ ...once, piece: base.piece }, context());
    expect(rows).toBe(2000);
    const fresh = database(points(1000));
    await readSliced(reading(fresh), context());
    expect(base.asked.length - before).toBeLessThan(fresh.asked.length);
  });
});

describe('which queries are cut, and where', () => {
  it.each([
    ['raw points', {}, true],
    ['buckets of a minute', { aggregate: 'mean', everyMs: 60_000 }, true],
    ['buckets that shift from day to day', { aggregate: 'mean', everyMs: 7 * 60_000 }, false],
    ['weeks', { aggregate: 'mean', everyMs: 7 * 24 * HOUR }, false],
    ['hours of a zone', { aggregate: 'mean', everyMs: HOUR, zone: 'Asia/Kolkata' }, false],
    ['minutes of a zone', { aggregate: 'mean', everyMs: 60_000, zone: 'Asia/Kolkata' }, true],
    ['filled buckets', { aggregate: 'mean', everyMs: 60_000, fill: 'linear' as const }, false],
    ['buckets filled with a number', { aggregate: 'mean', everyMs: 60_000, fill: 0 }, false],
    ['derivatives', { aggregate: 'derivative', everyMs: 60_000 }, false],
    ['integrals', { aggregate: 'integral', everyMs: 60_000 }, false],
    ['one’s own text', { text: 'SELECT 1' }, false],
  ])('%s', (_, part, yes) => expect(sliceable(query(part))).toBe(yes));

  it('small queries are not counted first', () => {
    expect(worthCounting(query({ range: { start: 0, stop: HOUR } }))).toBe(false);
    expect(worthCounting(query({ range: { start: 0, stop: 24 * HOUR } }))).toBe(true);
    expect(worthCounting(query({ aggregate: 'mean', everyMs: 60_000, range: { start: 0, stop: 24 * HOUR } }))).toBe(
      false,
    );
  });

  it('tile the range without a hole, at borders of buckets, each with about as many rows', () => {
    const bin = fc.integer({ min: 0, max: 2_000_000 });
    fc.assert(
      fc.property(
        fc.array(bin, { minLength: 1, maxLength: 64 }),
        fc.constantFrom(['none', 1] as const, ['mean', 60_000] as const),
        fc.integer({ min: 0, max: 100_000 }),
        (bins, [aggregate, everyMs], off) => {
          const range = { start: START + off, stop: START + off + bins.length * HOUR };
          const at = bins.map((rows, i) => ({ start: Math.max(range.start, START + i * HOUR), rows }));
          const slices = slicesOf(query({ aggregate, everyMs, range }), at);
          expect(slices[0]?.start).toBe(range.start);
          expect(slices.at(-1)?.stop).toBe(range.stop);
          slices.forEach(({ start, stop }, i) => {
            expect(stop).toBeGreaterThan(start);
            if (i > 0) {
              expect(start).toBe(slices[i - 1]?.stop);
              expect(start % everyMs).toBe(0);
            }
          });
          const total = bins.reduce((a, b) => a + b, 0);
          expect(slices.length).toBeLessThanOrEqual(2 * Math.ceil(total / 250_000) + 1);
          if (total <= 250_000) expect(slices).toHaveLength(1);
        },
      ),
    );
  });
});

describe('an estimate', () => {
  it('counts points and series, and bounds buckets', async () => {
    const base = database(points(1000), { each: 1 });
    expect(await estimated(reading(base), context())).toEqual({ points: 2000, series: 2, exact: true });
    const means = query({ aggregate: 'mean', everyMs: 60_000, range: { start: START, stop: START + HOUR } });
    expect(await estimated(reading(base, { query: means }), context())).toEqual({
      points: 122,
      series: 2,
      exact: false,
    });
    expect(base.asked).toEqual([]);
    expect(await estimated(reading(base, { query: query({ text: 'mine' }) }), context())).toBeUndefined();
  });

  it('is not counted twice by the read that follows', async () => {
    let counts = 0;
    const base = database(points(100));
    const once = reading({
      ...base,
      countIn: (asks) => {
        counts++;
        return base.countIn(asks);
      },
    });
    await estimated(once, context());
    await readSliced(once, context());
    expect(counts).toBe(1);
  });

  it('takes samples where counting all takes too long, and gives up where those do, too', async () => {
    const base = database(points(6 * 3600), { each: 1 });
    const until = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(new StudioError('cancelled', 'Cancelled.')));
      });
    const slow = reading({
      ...base,
      countIn: (asks, ctx) => (asks.range.stop - asks.range.start > HOUR ? until(ctx.signal) : base.countIn(asks)),
    });
    const found = await estimated(slow, context());
    expect(found).toMatchObject({ series: 2, exact: false });
    expect(found?.points).toBeGreaterThan(40_000);
    expect(found?.points).toBeLessThan(46_000);
    const started = performance.now();
    expect(await estimated(reading({ ...base, countIn: (_, ctx) => until(ctx.signal) }), context())).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(9000);
  }, 20_000);
});
