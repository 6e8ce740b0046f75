import { describe, expect, it } from 'vitest';
import { type JobContext, quietContext } from '../base/job';
import { seeded } from '../base/random';
import type { SeriesFrame } from '../frame/frame';
import type { SeriesQuery } from '../frame/query';
import type { Opening, Source, SourceMember } from './types';

/** A place of a source that holds something: where the contract looks. */
export interface Ground {
  readonly opening: Opening;
  readonly database: string;
  readonly measurement: string;
  readonly field: string;
  /** A tag that tells at least two series apart. */
  readonly tag: string;
  /** How long the contract reads from the first point on, and into how long buckets. */
  readonly readMs: number;
  readonly everyMs: number;
  /** All that a fake knows to aggregate; absent where a real source answers. */
  readonly knows?: readonly string[];
}

export const context = (part: Partial<JobContext> = {}): JobContext => ({ ...quietContext(seeded(1)), ...part });

/** Own arithmetic, kept apart from the sources' on purpose. */
const ARITHMETIC: Readonly<Record<string, (values: readonly number[]) => number>> = {
  mean: (v) => v.reduce((a, b) => a + b, 0) / v.length,
  sum: (v) => v.reduce((a, b) => a + b, 0),
  min: (v) => Math.min(...v),
  max: (v) => Math.max(...v),
  count: (v) => v.length,
  first: (v) => v[0] ?? Number.NaN,
  last: (v) => v[v.length - 1] ?? Number.NaN,
  median: (v) => {
    const sorted = [...v].sort((a, b) => a - b);
    return ((sorted[Math.floor((v.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((v.length - 1) / 2)] ?? 0)) / 2;
  },
  stddev: (v) => Math.sqrt(variance(v)),
  variance: (v) => variance(v),
  spread: (v) => Math.max(...v) - Math.min(...v),
  distinct: (v) => new Set(v).size,
  mode: (v) => {
    const times = (x: number) => v.filter((y) => y === x).length;
    return Math.min(...v.filter((x) => v.every((y) => times(y) <= times(x))));
  },
  percentile: (v) => [...v].sort((a, b) => a - b)[Math.floor(v.length * 0.95 + 0.5) - 1] ?? Number.NaN,
};

function variance(v: readonly number[]): number {
  const mean = v.reduce((a, b) => a + b, 0) / v.length;
  return v.length < 2 ? Number.NaN : v.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (v.length - 1);
}

/** Buckets of points by their own start, in order. */
function bucketsIn(frame: SeriesFrame | undefined, startOf: (t: number) => number): Map<number, number[]> {
  const buckets = new Map<number, number[]>();
  frame?.time.forEach((t, i) => {
    const value = column(frame)[i] as number;
    if (!Number.isNaN(value)) buckets.set(startOf(t), [...(buckets.get(startOf(t)) ?? []), value]);
  });
  return buckets;
}

/** The area under a line through points from one time to another. */
function area(points: readonly (readonly [number, number])[], from: number, to: number): number {
  let sum = 0;
  for (let i = 1; i < points.length; i++) {
    const [[t0, v0] = [0, 0], [t1, v1] = [0, 0]] = points.slice(i - 1, i + 1);
    const at = (t: number) => v0 + ((v1 - v0) * (t - t0)) / (t1 - t0);
    const [a, b] = [Math.max(from, t0), Math.min(to, t1)];
    if (b > a) sum += ((at(a) + at(b)) / 2) * (b - a);
  }
  return sum;
}

const column = (frame: SeriesFrame | undefined): Float64Array => frame?.columns[0]?.values ?? new Float64Array();

/** Equal, but for the last digits of sums in another order. */
function close(value: number, expected: number, size = 1): void {
  if (Number.isNaN(expected)) expect(value).toBeNaN();
  else expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-9 * Math.max(size, Math.abs(expected)));
}

/** What every source keeps. The ground is asked for inside the tests, when servers stand. */
export function sourceContract(member: SourceMember, ground: () => Promise<Ground>): void {
  describe(`the contract, for ${member.id}`, () => {
    const stand = async () => {
      const here = await ground();
      const source: Source = await member.load();
      const { database, measurement, field, tag, readMs, everyMs } = here;
      const found = await source.extent(here.opening, { database, measurement, field }, context());
      const start = found?.start ?? 0;
      const base: SeriesQuery = {
        database,
        measurement,
        fields: [field],
        aggregate: 'none',
        everyMs,
        filters: [],
        groupBy: [tag],
        range: { start, stop: start + readMs },
      };
      const read = (part: Partial<SeriesQuery>, ctx = context()) =>
        source.query(here.opening, { ...base, ...part }, ctx);
      return { ...here, source, found, base, read };
    };

    it('connects and says what answered', async () => {
      const { source, opening } = await stand();
      expect((await source.connect(opening, context())).product).not.toBe('');
    });

    it('lists its catalogue level by level', async () => {
      const { source, opening, database, measurement, field, tag, read } = await stand();
      const list = (path: Parameters<Source['catalog']>[1]) => source.catalog(opening, path, context());
      expect(await list({})).toContainEqual(expect.objectContaining({ kind: 'database', name: database }));
      expect(await list({ database })).toContainEqual(
        expect.objectContaining({ kind: 'measurement', name: measurement }),
      );
      const within = await list({ database, measurement });
      expect(within).toContainEqual(expect.objectContaining({ kind: 'field', name: field }));
      expect(within).toContainEqual(expect.objectContaining({ kind: 'tag', name: tag }));
      const values = await list({ database, measurement, tag });
      const { frames } = await read({});
      expect(values.map(({ name }) => name).sort()).toEqual(
        frames.map((frame) => frame.columns[0]?.labels[tag]).sort(),
      );
    });

    it('knows the extent of a field, and of none', async () => {
      const { source, opening, database, measurement, found, base, read } = await stand();
      expect(found).toBeDefined();
      const { frames } = await read({ range: { start: base.range.start, stop: found?.stop ?? 0 } });
      expect(Math.min(...frames.map(({ time }) => time[0] ?? Number.NaN))).toBe(found?.start);
      expect(Math.max(...frames.map(({ time }) => time.at(-1) ?? Number.NaN)) + 1).toBe(found?.stop);
      expect(
        await source.extent(opening, { database, measurement, field: 'no such field' }, context()),
      ).toBeUndefined();
    });

    it('gives one frame a group, with an ascending axis and labels that tell it', async () => {
      const { read, tag, measurement, field } = await stand();
      const { frames, rows, text } = await read({});
      expect(frames.length).toBeGreaterThan(1);
      expect(rows).toBeGreaterThan(0);
      expect(text === '').toBe(member.language === 'none');
      for (const { time, columns } of frames) {
        expect(columns).toHaveLength(1);
        expect(columns[0]?.values).toHaveLength(time.length);
        expect(columns[0]?.labels).toMatchObject({
          [tag]: expect.any(String),
          _measurement: measurement,
          _field: field,
        });
        expect(time.every((t, i) => i === 0 || t > (time[i - 1] as number))).toBe(true);
      }
      expect(() => structuredClone(frames)).not.toThrow();
    });

    it('aggregates as arithmetic does, in buckets aligned to the epoch and labelled by their start', async () => {
      const { read, base, everyMs, knows } = await stand();
      const off = {
        start: base.range.start + Math.floor(everyMs / 3),
        stop: base.range.stop - Math.floor(everyMs / 4),
      };
      const raw = await read({ range: off });
      expect(member.aggregates[0]).toBe('none');
      const startOf = (t: number) => Math.floor(t / everyMs) * everyMs;
      for (const aggregate of member.aggregates.filter((name) => ARITHMETIC[name] !== undefined)) {
        if (knows?.includes(aggregate) === false) continue;
        const { frames } = await read({ aggregate, range: off });
        expect(frames).toHaveLength(raw.frames.length);
        frames.forEach((frame, f) => {
          const buckets = bucketsIn(raw.frames[f], startOf);
          expect([...frame.time]).toEqual([...buckets.keys()]);
          [...buckets.values()].forEach((values, i) => {
            close(column(frame)[i] as number, ARITHMETIC[aggregate]?.(values) ?? Number.NaN);
          });
        });
      }
    });

    it('takes the change between means and the area under the points as arithmetic does', async () => {
      const { read, base, everyMs, knows } = await stand();
      const raw = await read({});
      const unit = 60_000;
      if (member.aggregates.includes('derivative') && knows === undefined) {
        const { frames } = await read({ aggregate: 'derivative', amount: unit });
        frames.forEach((frame, f) => {
          const buckets = bucketsIn(raw.frames[f], (t) => Math.floor(t / everyMs) * everyMs);
          const means = [...buckets].map(([t, v]) => [t, ARITHMETIC.mean?.(v) ?? Number.NaN] as const);
          expect([...frame.time]).toEqual(means.slice(1).map(([t]) => t));
          means.slice(1).forEach(([t, mean], i) => {
            const [before, ago] = means[i] ?? [0, 0];
            close(column(frame)[i] as number, ((mean - ago) / (t - before)) * unit, Math.abs(mean));
          });
        });
      }
      if (member.aggregates.includes('integral') && knows === undefined) {
        const { frames } = await read({ aggregate: 'integral', amount: unit });
        frames.forEach((frame, f) => {
          const points = [...(raw.frames[f]?.time ?? [])].map(
            (t, i) => [t, column(raw.frames[f])[i] as number] as const,
          );
          const line = points.filter(([, value]) => !Number.isNaN(value));
          const total = column(frame).reduce((a, b) => a + b, 0);
          close(total, area(line, base.range.start, base.range.stop) / unit);
          const [first = 0] = frame.time;
          close(column(frame)[0] as number, area(line, first, first + everyMs) / unit);
        });
      }
    });

    it('fills empty buckets of the whole range, each series for itself', async () => {
      const { read, base, everyMs } = await stand();
      const range = { start: base.range.start - 3 * everyMs + 1, stop: base.range.stop };
      const bare = await read({ aggregate: 'mean', range });
      const starts: number[] = [];
      for (let t = Math.floor(range.start / everyMs) * everyMs; t < range.stop; t += everyMs) starts.push(t);
      for (const fill of ['gap', 'previous', 'linear', -1.5, 0] as const) {
        const { frames } = await read({ aggregate: 'mean', range, fill });
        expect(frames).toHaveLength(bare.frames.length);
        frames.forEach((frame, f) => {
          expect([...frame.time]).toEqual(starts);
          expect(frame.stepMs).toBe(everyMs);
          const held = new Map(
            [...(bare.frames[f]?.time ?? [])].map((t, i) => [t, column(bare.frames[f])[i] as number]),
          );
          starts.forEach((t, i) => {
            const before = starts.slice(0, i).findLast((s) => held.has(s));
            const after = starts.slice(i).find((s) => held.has(s));
            const line =
              before === undefined || after === undefined
                ? Number.NaN
                : (held.get(before) ?? 0) +
                  (((held.get(after) ?? 0) - (held.get(before) ?? 0)) * (t - before)) / (after - before);
            const empty = { gap: Number.NaN, previous: held.get(before ?? Number.NaN) ?? Number.NaN, linear: line };
            close(column(frame)[i] as number, held.get(t) ?? (typeof fill === 'number' ? fill : empty[fill]));
          });
        });
      }
      const { frames } = await read({ aggregate: 'count', range, fill: 'linear' });
      expect(column(frames[0])[0]).toBe(0);
    });

    it('begins buckets where the clock of a zone shows their multiples', async () => {
      const { read, knows } = await stand();
      if (knows !== undefined) return;
      const raw = await read({});
      const hour = 3_600_000;
      for (const [zone, everyMs, offset] of [
        ['Asia/Kolkata', hour, hour / 2],
        ['Asia/Kolkata', 24 * hour, 18.5 * hour],
        ['Asia/Kolkata', 7 * 24 * hour, 4 * 24 * hour - 5.5 * hour],
        ['UTC', 7 * 24 * hour, 4 * 24 * hour],
      ] as const) {
        const { frames } = await read({ aggregate: 'sum', everyMs, zone });
        frames.forEach((frame, f) => {
          const buckets = bucketsIn(raw.frames[f], (t) => Math.floor((t - offset) / everyMs) * everyMs + offset);
          expect([...frame.time]).toEqual([...buckets.keys()]);
          [...buckets.values()].forEach((v, i) => {
            close(column(frame)[i] as number, ARITHMETIC.sum?.(v) ?? 0);
          });
        });
      }
    });

    it('takes series together when they are not grouped, and only the wanted ones when filtered', async () => {
      const { read, tag, base, everyMs } = await stand();
      const apart = await read({ aggregate: 'sum' });
      const together = await read({ aggregate: 'sum', groupBy: [] });
      expect(together.frames).toHaveLength(1);
      const total = (frame: SeriesFrame) => column(frame).reduce((a, b) => a + b, 0);
      const all = apart.frames.reduce((sum, frame) => sum + total(frame), 0);
      expect(together.frames.reduce((sum, frame) => sum + total(frame), 0)).toBeCloseTo(all, 4);
      const [first] = apart.frames;
      const values = [first?.columns[0]?.labels[tag] ?? ''];
      const only = await read({
        aggregate: 'sum',
        filters: [
          { tag, values },
          { tag, values: [] },
        ],
      });
      expect(only.frames).toEqual([first]);
      expect(base.everyMs).toBe(everyMs);
    });

    it('answers an empty result with a note, not an error', async () => {
      const { read } = await stand();
      for (const part of [
        { range: { start: Date.UTC(1990, 0, 1), stop: Date.UTC(1990, 0, 2) } },
        { filters: [{ tag: 'no such tag', values: ['x'] }] },
      ]) {
        const { frames, notes } = await read(part);
        expect(frames).toEqual([]);
        expect(notes).not.toEqual([]);
      }
    });

    it('names the part of a query that cannot be', async () => {
      const { read, base } = await stand();
      const { start, stop } = base.range;
      for (const [part, place] of [
        [{ fields: [] }, 'fields'],
        [{ measurement: '' }, 'measurement'],
        [{ aggregate: 'guess' }, 'aggregate'],
        [{ aggregate: 'mean', everyMs: 0 }, 'everyMs'],
        [{ aggregate: 'mean', fill: Number.NaN }, 'fill'],
        [{ aggregate: 'mean', everyMs: 1, fill: 'gap', range: { start: 0, stop: 1e12 } }, 'fill'],
        [{ aggregate: 'mean', zone: 'Europe/Nowhere' }, 'zone'],
        [
          { aggregate: 'mean', everyMs: 2_700_000, zone: 'Europe/Vienna', range: { start, stop: start + 3e10 } },
          'zone',
        ],
        ...(member.aggregates.includes('percentile')
          ? ([[{ aggregate: 'percentile', amount: 0 }, 'amount']] as const)
          : []),
        ...(member.aggregates.includes('integral')
          ? ([[{ aggregate: 'integral', amount: 0.5 }, 'amount']] as const)
          : []),
        [{ range: { start: stop, stop: start } }, 'range'],
        [{ range: { start: Number.NaN, stop } }, 'range'],
      ] as const) {
        await expect(read(part)).rejects.toMatchObject({ name: 'StudioError', code: 'bad-input', place });
      }
    });

    it('stops when cancelled, with the code for it', async () => {
      const { source, opening, database, measurement, field, read } = await stand();
      const ctx = context({ signal: AbortSignal.abort() });
      await expect(read({}, ctx)).rejects.toMatchObject({ code: 'cancelled' });
      if (member.id === 'csv') return; // A file that was read once is at hand.
      await expect(source.catalog(opening, {}, ctx)).rejects.toMatchObject({ code: 'cancelled' });
      await expect(source.extent(opening, { database, measurement, field }, ctx)).rejects.toMatchObject({
        code: 'cancelled',
      });
    });

    it('says a query the same way twice, gives one’s own text back, and sends what it says', async () => {
      const { base, read } = await stand();
      const query = { ...base, aggregate: 'mean' };
      const before = structuredClone(query);
      expect(member.queryText(query)).toBe(member.queryText(query));
      expect(query).toEqual(before);
      expect((await read({ aggregate: 'mean' })).text).toBe(member.queryText(query));
      if (member.language !== 'none') expect(member.queryText({ ...query, text: 'my own' })).toBe('my own');
    });

    it('can be written to if and only if its card says so', async () => {
      const { source } = await stand();
      expect(source.write !== undefined).toBe(member.writable);
    });
  });
}
