import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { StudioError } from '../base/errors';
import { breathe, quietContext } from '../base/job';
import { checked, defaults, type ParamValues } from '../base/params';
import { normal, seeded } from '../base/random';
import { first, markRegular, regular, type SeriesFrame } from '../frame/frame';
import { shapers } from './index';
import type { Shaped, Shaper, ShaperMember } from './types';

const hour = 3_600_000;
const start = Date.UTC(2026, 0, 1);
const members: readonly ShaperMember[] = shapers;
const ctx = quietContext(seeded(1));

/** What makes each member do its work where its defaults do nothing. */
const working: Readonly<Record<string, ParamValues>> = {
  'time-range': { from: '2026-01-02', to: '2026-01-05 12:00' },
  exclude: { periods: '2026-01-03; 2026-01-05 08:00 to 2026-01-06 10:00', days: 'Sat, Sun', hours: '22:00 to 06:00' },
  arithmetic: { expression: 'a - lag(b, 2) / 3' },
};

/** Every option of every choice once and every flag both ways, the rest at what makes it work. */
const variants = members.flatMap((member) => {
  const base = working[member.id] ?? {};
  const turned = Object.entries(member.params).flatMap(([key, param]): readonly ParamValues[] =>
    param.kind === 'choice'
      ? param.options.map(({ value }) => ({ ...base, [key]: value }))
      : param.kind === 'flag'
        ? [true, false].map((value) => ({ ...base, [key]: value }))
        : [],
  );
  return [base, ...turned].map((values) => ({ member, params: checked(member.params, values) }));
});

function wave(n: number, key: string, seed = 1): SeriesFrame {
  const random = seeded(seed);
  const values = Float64Array.from(
    { length: n },
    (_, i) => 40 + 12 * Math.sin((2 * Math.PI * i) / 24) + normal(random),
  );
  const frame = regular(start, hour, values, key);
  return { ...frame, columns: [{ key, values, labels: { region: 'north', host: key, _unit: 'MW', _field: 'load' } }] };
}

const holed = (frame: SeriesFrame): SeriesFrame => ({
  ...frame,
  columns: frame.columns.map((column) => ({
    ...column,
    values: column.values.map((value, i) => (i % 17 === 3 ? Number.NaN : value)),
  })),
});

/** Uneven steps, none of them the other's. */
const uneven = (frame: SeriesFrame): SeriesFrame => {
  const { stepMs: _, ...bare } = frame;
  return { ...bare, time: frame.time.map((t, i) => t + ((i * 7919) % 1_000_003) / 2) };
};

const withValuesOf = (values: Float64Array, key: string): SeriesFrame => ({
  ...regular(start, hour, values, key),
  columns: [{ key, values, labels: {} }],
});

const both = (make: (key: string) => SeriesFrame): readonly SeriesFrame[] => [make('a'), make('b')];
const fill = (value: number, n = 60) => both((key) => withValuesOf(new Float64Array(n).fill(value), key));

function expectSound({ frames, notes }: Shaped): void {
  for (const frame of frames) {
    expect(frame.columns).toHaveLength(1);
    const { values } = first(frame);
    expect(values.length).toBe(frame.time.length);
    for (let i = 0; i < values.length; i++) {
      if (i > 0 && !((frame.time[i] as number) > (frame.time[i - 1] as number)))
        expect.fail(`time ${i} does not increase`);
      if (Math.abs(values[i] as number) === Number.POSITIVE_INFINITY) expect.fail(`value ${i} is infinite`);
    }
    if (frame.stepMs !== undefined && frame.time.length > 1) expect(markRegular(frame).stepMs).toBe(frame.stepMs);
  }
  for (const note of notes) expect(note).toMatch(/^\S.*\.$/);
  expect(structuredClone(frames)).toEqual(frames);
}

describe('the list', () => {
  it('holds exactly the folders on disk, once each', () => {
    const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(members.map(({ id }) => id).sort()).toEqual(folders.map(({ name }) => name).sort());
  });

  it.each(members.map((member) => [member.id, member] as const))('%s introduces itself', (_, member) => {
    expect(checked(member.params, defaults(member.params))).toEqual(defaults(member.params));
    expect(member.title).not.toBe('');
    expect(member.summary).toMatch(/^[A-Z].*\.$/);
  });
});

describe.each(
  variants.map(({ member, params }) => [`${member.id} ${JSON.stringify(params)}`, member, params] as const),
)('%s', (_, member, params) => {
  let shaper: Shaper;
  beforeAll(async () => {
    shaper = await member.load();
  });

  it('reads well, and every place of its phrase is a parameter', () => {
    const phrase = member.phrase(params);
    const words = phrase.map((part) => (typeof part === 'string' ? part : part.text)).join('');
    expect(words).toMatch(/^[a-z].*[^.\s]$/);
    expect(words).not.toMatch(/ {2}|undefined|NaN/);
    const places = phrase.flatMap((part) => (typeof part === 'string' ? [] : part.params));
    expect(places.length).toBeGreaterThan(0);
    for (const place of places) expect(Object.keys(member.params)).toContain(place);
  });

  it('gives sound series and leaves its input as it was', async () => {
    const frames = both((key) => holed(wave(300, key)));
    const before = structuredClone(frames);
    expectSound(await shaper.shape(frames, params, ctx));
    expect(frames).toEqual(before);
  });

  it('gives the same series again', async () => {
    const frames = both((key) => holed(wave(300, key)));
    expect(await shaper.shape(frames, params, ctx)).toEqual(await shaper.shape(frames, params, ctx));
  });

  it.each([
    ['no series', []],
    ['no points', fill(1, 0)],
    ['one point', fill(5, 1)],
    ['two points', fill(5, 2)],
    ['a constant', fill(0.1)],
    ['zeros', fill(0)],
    ['only gaps', fill(Number.NaN)],
    ['uneven steps', both((key) => uneven(holed(wave(300, key))))],
    ['steps of its own each', [wave(200, 'a'), uneven(wave(200, 'b'))]],
    [
      'huge values',
      both((key) =>
        withValuesOf(
          Float64Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 1.7e308 : -1.7e308)),
          key,
        ),
      ),
    ],
    [
      'tiny values',
      both((key) =>
        withValuesOf(
          Float64Array.from({ length: 60 }, (_, i) => i * 5e-324),
          key,
        ),
      ),
    ],
  ] satisfies readonly (readonly [string, readonly SeriesFrame[]])[])(
    'meets %s with sound series, or a clear error',
    async (_, frames) => {
      try {
        expectSound(await shaper.shape(frames, params, ctx));
      } catch (error) {
        if (!(error instanceof StudioError)) throw error;
        expect(error.code).toBe('bad-input');
        expect(error.next).toBeTruthy();
        expect(Object.keys(member.params)).toContain(error.place);
      }
    },
  );

  it('hears a cancel', async () => {
    const gone = new AbortController();
    gone.abort();
    const shaping = shaper.shape(
      both((key) => wave(100, key)),
      params,
      { ...ctx, signal: gone.signal },
    );
    await expect(shaping).rejects.toMatchObject({ code: 'cancelled' });
  });
});

/** Sixty pairs of series, of which the first keep their names. */
const crowd = (frames: readonly SeriesFrame[]): readonly SeriesFrame[] =>
  Array.from({ length: 60 }, (_, i) =>
    frames.map((frame) => {
      const column = first(frame);
      return i === 0 ? frame : { ...frame, columns: [{ ...column, key: `${column.key}${i}` }] };
    }),
  ).flat();

describe.each(members.map((member) => [member.id, member] as const))('%s', (id, member) => {
  it('takes a million points in about a second, and hears a cancel on the way', async () => {
    const shaper = await member.load();
    const params = checked(member.params, working[id] ?? {});
    const frames = [wave(500_000, 'a', 3), wave(500_000, 'b', 4)];
    const begun = performance.now();
    await shaper.shape(frames, params, ctx);
    // Under a second on an idle machine (0.01 to 0.7 s, measured); this one may be busy.
    expect(performance.now() - begun).toBeLessThan(8000);
    const gone = new AbortController();
    const shaping = shaper.shape(crowd(frames), params, {
      ...ctx,
      signal: gone.signal,
    });
    await breathe();
    gone.abort();
    await expect(shaping).rejects.toMatchObject({ code: 'cancelled' });
  });
});
