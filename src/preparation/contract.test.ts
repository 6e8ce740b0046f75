import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Choice } from '../base/definition';
import { StudioError } from '../base/errors';
import { checked, defaults, type ParamValues } from '../base/params';
import { normal, seeded } from '../base/random';
import { first, regular, type SeriesFrame, slice } from '../frame/frame';
import { transforms } from './index';
import type { Transform, TransformMember } from './types';

const hour = 3_600_000;
const members: readonly TransformMember[] = transforms;

/** Every option of every choice once, the rest at its default: each method of a member passes the same suite. */
const variants: readonly { readonly member: TransformMember; readonly params: ParamValues }[] = members.flatMap(
  (member) => {
    const variations = Object.entries(member.params).flatMap(([key, param]) =>
      param.kind === 'choice' ? param.options.map(({ value }) => ({ [key]: value })) : [],
    );
    return variations.map((values) => ({ member, params: checked(member.params, values) }));
  },
);

const series = (n: number, seed = 1): SeriesFrame => {
  const random = seeded(seed);
  return regular(
    1_700_000_000_000,
    hour,
    Float64Array.from(
      { length: n },
      (_, i) => 40 + 0.1 * i + 12 * Math.sin((2 * Math.PI * i) / 24) + 2 * normal(random),
    ),
  );
};

const holed = (frame: SeriesFrame, every: number): SeriesFrame => ({
  ...frame,
  columns: frame.columns.map((column) => ({
    ...column,
    values: column.values.map((value, i) => (i % every === 3 ? Number.NaN : value)),
  })),
});

const values = (frame: SeriesFrame): readonly number[] => Array.from(first(frame).values);

describe('the list', () => {
  it('holds exactly the folders on disk, once each', () => {
    const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(members.map(({ id }) => id).sort()).toEqual(folders.map(({ name }) => name).sort());
  });

  it.each(members.map((member) => [member.id, member] as const))('%s introduces itself', (_, member) => {
    const initial = defaults(member.params);
    expect(checked(member.params, initial)).toEqual(initial);
    expect(member.title).not.toBe('');
    expect(member.summary.endsWith('.')).toBe(true);
  });
});

describe.each(
  variants.map(({ member, params }) => [`${member.id} ${JSON.stringify(params)}`, member, params] as const),
)('%s', (_, member, params) => {
  let transform: Transform;
  beforeAll(async () => {
    transform = await member.load();
  });

  it('reads well in the recipe sentence', () => {
    const phrase = member.phrase(params);
    const words = phrase.map((part) => (typeof part === 'string' ? part : part.text));
    expect(words.every((text) => text.length > 0)).toBe(true);
    expect(words.join('')).toMatch(/^[a-z].*[^.]$/);
    const places = phrase.flatMap((part) => (typeof part === 'string' ? [] : part.params));
    expect(places.length).toBeGreaterThan(0);
    for (const place of places) expect(Object.keys(member.params)).toContain(place);
  });

  it('has a state that is plain JSON and gives the same result after a round trip', () => {
    const frame = holed(series(200), 17);
    const state = transform.fit(frame, params);
    const kept = JSON.parse(JSON.stringify(state));
    expect(kept).toEqual(state);
    expect(transform.apply(frame, kept)).toEqual(transform.apply(frame, state));
  });

  it('learns from what it is handed and from nothing else', () => {
    const whole = holed(series(240), 17);
    const state = transform.fit(slice(whole, 0, 180), params);
    first(whole).values.fill(1e6, 180);
    expect(transform.fit(slice(whole, 0, 180), params)).toEqual(state);
  });

  it('leaves its input as it was', () => {
    const frame = holed(series(200), 17);
    const before = structuredClone(frame);
    const state = transform.fit(frame, params);
    const prepared = transform.apply(frame, state);
    transform.invert?.(first(prepared).values, state);
    expect(frame).toEqual(before);
  });

  it('is undone by its inverse, on data it did not learn from as well', () => {
    const frame = series(300);
    const state = transform.fit(slice(frame, 0, 200), params);
    if (transform.invert === undefined) return;
    const back = transform.invert(first(transform.apply(frame, state)).values, state);
    values(frame).forEach((value, i) => {
      expect(Math.abs((back[i] as number) - value)).toBeLessThan(1e-9 * Math.abs(value));
    });
  });

  it('keeps gaps open, unless filling is its work', () => {
    const frame = holed(series(200), 17);
    const open = member.id === 'fill' && params.method !== 'none' ? [] : [3, 20, 37];
    const prepared = transform.apply(frame, transform.fit(frame, params));
    for (const i of [3, 20, 37]) expect(Number.isNaN(first(prepared).values[i])).toBe(open.includes(i));
  });

  it('keeps the axis, the labels and the other columns of a regular frame', () => {
    const frame = series(60);
    const two: SeriesFrame = {
      ...frame,
      columns: [
        { ...first(frame), labels: { host: 'a' } },
        { key: 'other', values: Float64Array.from({ length: 60 }, (_, i) => i), labels: {} },
      ],
    };
    const prepared = transform.apply(two, transform.fit(two, params));
    expect(prepared.time).toEqual(two.time);
    expect(prepared.stepMs).toBe(hour);
    expect(prepared.columns[0]?.labels).toEqual({ host: 'a' });
    expect(prepared.columns[1]).toEqual(two.columns[1]);
  });

  it.each([
    ['no points', regular(0, hour, new Float64Array())],
    ['one point', regular(0, hour, Float64Array.of(5))],
    [
      'one point on no axis',
      { time: Float64Array.of(0), columns: [{ key: 'v', values: Float64Array.of(5), labels: {} }] },
    ],
    ['a constant', regular(0, hour, new Float64Array(50).fill(0.1))],
    ['zeros', regular(0, hour, new Float64Array(50))],
    ['only gaps', regular(0, hour, new Float64Array(50).fill(Number.NaN))],
    [
      'huge values',
      regular(
        0,
        hour,
        Float64Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? 1.7e308 : -1.7e308)),
      ),
    ],
    [
      'tiny values',
      regular(
        0,
        hour,
        Float64Array.from({ length: 50 }, (_, i) => i * 5e-324),
      ),
    ],
    [
      'a spike',
      regular(
        0,
        hour,
        Float64Array.from({ length: 50 }, (_, i) => (i === 20 ? 1e12 : 1)),
      ),
    ],
  ] satisfies readonly (readonly [string, SeriesFrame])[])(
    'meets %s with finite values or a clear error',
    (_, frame) => {
      let prepared: SeriesFrame;
      try {
        const state = transform.fit(frame, params);
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
        prepared = transform.apply(frame, state);
        for (const probe of [prepared, transform.apply(regular(0, hour, Float64Array.of(-1e300, 0, 1e300)), state)]) {
          const back = transform.invert?.(first(probe).values, state) ?? new Float64Array();
          for (const value of [...values(probe), ...back]) expect(Math.abs(value)).not.toBe(Number.POSITIVE_INFINITY);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(StudioError);
        expect((error as StudioError).code).toMatch(/^(empty|too-short)$/);
        expect((error as StudioError).next).toBeTruthy();
        return;
      }
      const gaps = values(frame).filter(Number.isNaN).length;
      expect(values(prepared).filter(Number.isNaN).length).toBeLessThanOrEqual(gaps);
    },
  );
});

it('a whole preparation is undone, last step first', async () => {
  const recipe: readonly Choice[] = [
    { id: 'transform', params: { method: 'log' } },
    { id: 'scale', params: { method: 'robust' } },
  ];
  const frame = series(100);
  const undo: ((values: Float64Array) => Float64Array)[] = [];
  let prepared = frame;
  for (const { id, params } of recipe) {
    const member = members.find((candidate) => candidate.id === id) as TransformMember;
    const step = await member.load();
    const state = step.fit(prepared, checked(member.params, params));
    prepared = step.apply(prepared, state);
    undo.push((given) => step.invert?.(given, state) ?? given);
  }
  const back = undo.reduceRight((given, step) => step(given), first(prepared).values);
  values(frame).forEach((value, i) => {
    expect(back[i]).toBeCloseTo(value, 9);
  });
});
