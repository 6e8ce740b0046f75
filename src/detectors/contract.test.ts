import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { quietContext } from '../base/job';
import { checked, defaults } from '../base/params';
import { normal, seeded } from '../base/random';
import { regular, withValues } from '../frame/frame';
import { detectors } from './index';
import type { DetectInput } from './types';

const stepMs = 3_600_000;
const period = 24;

/** A daily season on a slope with noise, its exact parts, planted spikes and a gap. */
function planted(n = 600, seed = 7): DetectInput {
  const random = seeded(seed);
  const trend = Float64Array.from({ length: n }, (_, i) => 100 + i / 50);
  const season = Float64Array.from({ length: n }, (_, i) => 10 * Math.sin((2 * Math.PI * i) / period));
  const residual = Float64Array.from({ length: n }, () => normal(random));
  for (const i of [150, 301, 450]) if (i < n) residual[i] = 12;
  const observed = trend.map((level, i) => level + (season[i] as number) + (residual[i] as number));
  for (let i = 200; i < Math.min(n, 210); i++) observed[i] = Number.NaN;
  const frame = regular(0, stepMs, observed);
  return {
    frame,
    parts: { time: frame.time, observed, trend, seasonal: [{ period, values: season }], residual, model: 'additive' },
  };
}

/** A flat series of one value without season. */
function flat(value: number, n: number): DetectInput {
  const values = new Float64Array(n).fill(value);
  const frame = regular(0, stepMs, values);
  return {
    frame,
    parts: {
      time: frame.time,
      observed: values,
      trend: values,
      seasonal: [],
      residual: new Float64Array(n),
      model: 'additive',
    },
  };
}

const context = () => quietContext(seeded(1));

it('lists every folder, once', () => {
  const folders = readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(detectors.map((member) => member.id).sort()).toEqual(folders.sort());
});

describe.each(detectors.map((member) => [member.id, member] as const))('%s', (_, member) => {
  const values = defaults(member.params);
  const score = async (input: DetectInput) => (await member.load()).score(input, values, context());

  it('speaks for itself', () => {
    expect(checked(member.params, values)).toEqual(values);
    const phrase = member.phrase(values);
    expect(phrase.length).toBeGreaterThan(0);
    for (const part of phrase) {
      if (typeof part === 'string') expect(part).not.toBe('');
      else for (const param of part.params) expect(Object.keys(member.params)).toContain(param);
    }
  });

  it('scores within 0..100, NaN exactly where the value is missing', async () => {
    const input = planted();
    const scores = await score(input);
    expect(scores.time).toEqual(input.frame.time);
    input.frame.columns[0]?.values.forEach((value, i) => {
      const here = scores.score[i] as number;
      if (Number.isNaN(value)) expect(here).toBeNaN();
      else expect(here >= 0 && here <= 100).toBe(true);
    });
    for (const i of [150, 301, 450]) expect(scores.score[i]).toBeGreaterThan(75);
  });

  it('puts finite bounds around what is typical', async () => {
    for (const input of [planted(), flat(5, 50), flat(Number.NaN, 50)]) {
      const { lower, typical, upper } = await score(input);
      for (let i = 0; i < typical.length; i++) {
        expect((lower[i] as number) <= (typical[i] as number) && (typical[i] as number) <= (upper[i] as number)).toBe(
          true,
        );
        expect(Number.isFinite(lower[i]) && Number.isFinite(upper[i])).toBe(true);
      }
    }
  });

  it('gives ranges in order that agree with the scores', async () => {
    const { time, score: scores, ranges } = await score(planted());
    expect(ranges.length).toBeGreaterThan(0);
    let end = Number.NEGATIVE_INFINITY;
    for (const range of ranges) {
      expect(range.start).toBeGreaterThan(end);
      expect(range.stop).toBeGreaterThanOrEqual(range.start);
      end = range.stop;
      const inside = [...time.keys()].filter(
        (i) => (time[i] as number) >= range.start && (time[i] as number) <= range.stop,
      );
      const present = inside.map((i) => scores[i] as number).filter((value) => !Number.isNaN(value));
      expect(range.score).toBe(Math.max(...present));
      expect(scores[time.indexOf(range.peak)]).toBe(range.score);
      expect(range.score).toBeGreaterThanOrEqual(25);
      expect(range.severity).toBe(range.score >= 75 ? 'critical' : range.score >= 50 ? 'major' : 'minor');
      expect(Number.isFinite(range.actual) && Number.isFinite(range.typical)).toBe(true);
      expect(range.reason).not.toBe('');
    }
  });

  it('gives the same answer twice and leaves its input alone', async () => {
    const input = planted();
    const before = structuredClone(input);
    const once = await score(input);
    expect(await score(input)).toEqual(once);
    expect(input).toEqual(before);
  });

  it('does not look behind a gap', async () => {
    const input = planted();
    const { observed } = input.parts;
    const filled = observed.map((value) => (Number.isNaN(value) ? 1e9 : value));
    const residual = input.parts.residual.map((value, i) => (Number.isNaN(observed[i]) ? 1e9 : value));
    const other = await score({ ...input, parts: { ...input.parts, observed: filled, residual } });
    expect(other).toEqual(await score(input));
  });

  it('survives flat, empty and missing series', async () => {
    expect((await score(flat(5, 100))).ranges).toEqual([]);
    expect((await score(flat(5, 0))).score).toHaveLength(0);
    expect((await score(flat(0, 1))).ranges).toEqual([]);
    const missing = await score(flat(Number.NaN, 100));
    expect(missing.ranges).toEqual([]);
    expect(missing.score.every(Number.isNaN)).toBe(true);
  });

  it('refuses parts of another length', async () => {
    const input = planted();
    const short = { ...input, frame: withValues(flat(1, 10).frame, new Float64Array(10)) };
    await expect(score(short)).rejects.toMatchObject({ code: 'bad-input' });
  });

  it('obeys a cancel', async () => {
    const controller = new AbortController();
    const detector = await member.load();
    const run = detector.score(planted(60_000), values, { ...context(), signal: controller.signal });
    controller.abort();
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
  });
});
