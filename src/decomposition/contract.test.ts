import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { StudioError } from '../base/errors';
import { breathe, quietContext } from '../base/job';
import { checked, defaults, type ParamValues } from '../base/params';
import { normal, seeded } from '../base/random';
import { regular } from '../frame/frame';
import type { Decomposition } from '../frame/parts';
import { decomposers } from './index';
import type { DecomposeInput, DecomposerMember } from './types';

const HOUR = 3_600_000;

/** Positive, with a daily and a weekly season, a slope and seeded noise. */
function energy(n: number, periods: readonly number[]): DecomposeInput {
  const random = seeded(5);
  const values = Float64Array.from(
    { length: n },
    (_, t) =>
      100 + t / 40 + 10 * Math.sin((2 * Math.PI * t) / 24) + 5 * Math.sin((2 * Math.PI * t) / 168) + normal(random),
  );
  return { frame: regular(0, HOUR, values), periods };
}

const flat = (n: number, periods: readonly number[]): DecomposeInput => ({
  frame: regular(0, HOUR, new Float64Array(n).fill(7)),
  periods,
});

/** What the parts make together: the series, where the trend is known. */
function together(parts: Decomposition): Float64Array {
  const factor = parts.model === 'multiplicative';
  return parts.trend.map((level, i) => {
    let value = level;
    for (const part of [...parts.seasonal.map(({ values }) => values), parts.residual]) {
      value = factor ? value * (part[i] as number) : value + (part[i] as number);
    }
    return value;
  });
}

function expectWhole(parts: Decomposition, input: DecomposeInput): void {
  const { values } = input.frame.columns[0] as DecomposeInput['frame']['columns'][number];
  expect([...parts.observed]).toEqual([...values]);
  expect([...parts.time]).toEqual([...input.frame.time]);
  let known = 0;
  for (const [i, value] of together(parts).entries()) {
    if (Number.isNaN(parts.trend[i])) {
      expect(parts.residual[i]).toBeNaN();
      continue;
    }
    known++;
    expect(value).toBeCloseTo(values[i] as number, 9);
  }
  const main = parts.seasonal.at(-1)?.period ?? 0;
  expect(known).toBeGreaterThanOrEqual(values.length - main - (main % 2 === 0 ? 0 : 1));
  for (const { values: season } of parts.seasonal) expect(season.every(Number.isFinite)).toBe(true);
}

const long = energy(1_500_000, [168]);
const context = () => quietContext(seeded(1));
const failure = (promise: Promise<unknown>): Promise<StudioError> =>
  promise.then(
    () => expect.fail('it should have been refused'),
    (error: StudioError) => error,
  );

it('lists every folder, once', () => {
  const folders = readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(decomposers.map(({ id }) => id).sort()).toEqual(folders.sort());
});

/** Every value of every choice and flag, one at a time, beside the defaults. */
const members: readonly DecomposerMember[] = decomposers;
const cases = members.flatMap((member) => {
  const initial = defaults(member.params);
  const variants = Object.entries(member.params).flatMap(([key, param]): ParamValues[] => {
    if (param.kind === 'flag') return [{ [key]: !param.initial }];
    return param.kind === 'choice' ? param.options.map(({ value }) => ({ [key]: value })) : [];
  });
  return [{}, ...variants].map((variant) => ({
    member,
    name: `${member.id} ${JSON.stringify(variant)}`,
    params: { ...initial, ...variant },
    decompose: async (input: DecomposeInput, ctx = context()) => {
      const decomposer = await member.load();
      return decomposer.decompose(input, { ...initial, ...variant }, ctx);
    },
  }));
});

describe.each(cases)('$name', ({ member, params, decompose }) => {
  it('has sound defaults and says itself in the sentence', () => {
    expect(() => checked(member.params, params)).not.toThrow();
    const phrase = member.phrase(params);
    const words = phrase.map((part) => (typeof part === 'string' ? part : part.text));
    expect(words.every((part) => part.length > 0)).toBe(true);
    expect(words.join('')).toMatch(/^[a-z].*[^.]$/);
    for (const part of phrase) {
      if (typeof part !== 'string')
        expect(Object.keys(member.params)).toEqual(expect.arrayContaining([...part.params]));
    }
  });

  it.each([
    ['a day', energy(400, [24])],
    ['a day and a week', energy(504, [24, 168])],
    ['a day, the week too long', energy(200, [24, 168])],
    ['an odd season', energy(150, [7])],
    ['exactly two cycles', energy(48, [24])],
    ['no season', energy(300, [])],
    ['a constant series', flat(100, [24])],
    ['a constant series without season', flat(40, [])],
    ['one point', energy(1, [])],
    ['two points', energy(2, [])],
    ['four points of period 2', energy(4, [2])],
  ])('gives parts that add up: %s', async (_, input) => {
    const parts = await decompose(input);
    expectWhole(parts, input);
    const usable = input.periods.filter((period) => 2 * period <= input.frame.time.length);
    const wanted = member.id === 'mstl' ? usable : usable.slice(-1);
    expect(parts.seasonal.map(({ period }) => period)).toEqual(wanted);
  });

  it('finds a flat trend and no season in a constant series', async () => {
    const parts = await decompose(flat(100, [24]));
    const factor = parts.model === 'multiplicative';
    for (let i = 12; i < 88; i++) {
      expect(parts.trend[i]).toBeCloseTo(7, 9);
      expect(parts.seasonal[0]?.values[i]).toBeCloseTo(factor ? 1 : 0, 9);
    }
  });

  it('gives the same twice and leaves its input alone', async () => {
    const input = energy(300, [24]);
    const before = structuredClone(input);
    const once = await decompose(input);
    expect(await decompose(input)).toEqual(once);
    expect(input).toEqual(before);
    const { values } = input.frame.columns[0] as DecomposeInput['frame']['columns'][number];
    for (const part of [once.observed, once.trend, once.residual]) expect(part.buffer).not.toBe(values.buffer);
    expect(once.time.buffer).not.toBe(input.frame.time.buffer);
  });

  it('obeys a cancel, before and during', async () => {
    const gone = new AbortController();
    gone.abort();
    expect((await failure(decompose(energy(300, [24]), { ...context(), signal: gone.signal }))).code).toBe('cancelled');
    const during = new AbortController();
    const job = failure(decompose(long, { ...context(), signal: during.signal }));
    void breathe().then(() => during.abort());
    expect((await job).code).toBe('cancelled');
  });

  it('refuses in words what it cannot split', async () => {
    const short = await failure(decompose(energy(40, [24, 168])));
    expect(short).toMatchObject({ code: 'too-short', place: 'periods' });
    expect(short.next).toBeTruthy();
    expect(short.message).toContain('24 h');
    const empty = await failure(decompose(energy(0, [])));
    expect(empty.code).toBe('empty');
    const gappy = energy(100, [24]);
    (gappy.frame.columns[0] as { values: Float64Array }).values[3] = Number.NaN;
    expect(await failure(decompose(gappy))).toMatchObject({ code: 'bad-input', place: 'preparation' });
  });
});
