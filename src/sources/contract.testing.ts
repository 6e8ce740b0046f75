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
  stddev: (v) => {
    const mean = v.reduce((a, b) => a + b, 0) / v.length;
    return v.length < 2 ? Number.NaN : Math.sqrt(v.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (v.length - 1));
  },
};

const column = (frame: SeriesFrame | undefined): Float64Array => frame?.columns[0]?.values ?? new Float64Array();

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
      const { read, base, everyMs } = await stand();
      const off = {
        start: base.range.start + Math.floor(everyMs / 3),
        stop: base.range.stop - Math.floor(everyMs / 4),
      };
      const raw = await read({ range: off });
      expect(member.aggregates[0]).toBe('none');
      for (const aggregate of member.aggregates.slice(1)) {
        const { frames } = await read({ aggregate, range: off });
        expect(frames).toHaveLength(raw.frames.length);
        frames.forEach((frame, f) => {
          const buckets = new Map<number, number[]>();
          raw.frames[f]?.time.forEach((t, i) => {
            const start = Math.floor(t / everyMs) * everyMs;
            const value = column(raw.frames[f])[i] as number;
            if (!Number.isNaN(value)) buckets.set(start, [...(buckets.get(start) ?? []), value]);
          });
          expect([...frame.time]).toEqual([...buckets.keys()]);
          [...buckets.values()].forEach((values, i) => {
            const expected = ARITHMETIC[aggregate]?.(values) ?? Number.NaN;
            const value = column(frame)[i] as number;
            if (Number.isNaN(expected)) expect(value).toBeNaN();
            else expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
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
