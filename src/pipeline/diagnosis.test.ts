import { describe, expect, it } from 'vitest';
import { quietContext } from '../base/job';
import { seeded } from '../base/random';
import type { Decomposition } from '../frame/parts';
import { diagnose } from './diagnosis';

const HOUR = 3_600_000;
const ctx = quietContext(seeded(1));
const random = seeded(5);
const gauss = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** A split as a perfect decomposer would make it. */
function splitOf(n: number, trend: (i: number) => number, noise: (i: number) => number): Decomposition {
  const season = Float64Array.from({ length: n }, (_, i) => 10 * Math.sin((2 * Math.PI * i) / 24));
  const residual = Float64Array.from({ length: n }, (_, i) => noise(i));
  const level = Float64Array.from({ length: n }, (_, i) => trend(i));
  return {
    time: Float64Array.from({ length: n }, (_, i) => i * HOUR),
    observed: level.map((value, i) => value + (season[i] as number) + (residual[i] as number)),
    trend: level,
    seasonal: [{ period: 24, values: season }],
    residual,
    model: 'additive',
  };
}

describe('the diagnosis of a split', () => {
  const found = (n: number, trend: (i: number) => number, noise: (i: number) => number) =>
    diagnose(splitOf(n, trend, noise), HOUR, ctx);

  it('dates a jump, and calls noise noise', async () => {
    const { changes, residual } = await found(600, (i) => (i < 240 ? 50 : 80), gauss);
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({ kind: 'level' });
    expect(Math.abs((changes[0]?.time ?? 0) / HOUR - 240)).toBeLessThanOrEqual(2);
    expect(changes[0]?.size).toBeCloseTo(30, 0);
    expect(residual.words).toMatch(/is noise/);
    expect(Math.abs(residual.skewness)).toBeLessThan(0.4);
  });

  it('says when a residual is like itself or its opposite, and how much later', async () => {
    const wave = await found(
      600,
      () => 50,
      (i) => 3 * Math.sin((2 * Math.PI * i) / 12) + gauss(),
    );
    expect(wave.residual.words).toMatch(/: it is (like itself (12|24|36) h|the opposite of itself (6|18|30) h) later/);
    expect(wave.residual.white.p).toBeLessThan(1e-6);
    let held = 0;
    const turning = await found(
      600,
      () => 50,
      () => (held = -0.7 * held + gauss()),
    );
    expect(turning.residual.words).toMatch(/the opposite of itself 1 h later/);
  });

  it('tells a level, a line and a wanderer apart, most of the time', async () => {
    const said = async (trend: (i: number) => number) => (await found(500, trend, gauss)).level.words;
    const count = async (words: RegExp, trend: () => (i: number) => number): Promise<number> => {
      let hits = 0;
      for (let run = 0; run < 40; run++) if (words.test(await said(trend()))) hits++;
      return hits;
    };
    expect(await count(/one level/, () => () => 50)).toBeGreaterThan(30);
    expect(await count(/straight line/, () => (i) => 0.2 * i)).toBeGreaterThan(30);
    const walk = () => {
      let level = 0;
      return () => (level += gauss());
    };
    expect(await count(/straight line/, walk)).toBeLessThan(10);
    expect(await count(/wanders/, walk)).toBeGreaterThan(20);
  });

  it('rarely calls white noise anything else, whatever the season', async () => {
    let wrong = 0;
    for (let run = 0; run < 100; run++) {
      const split = splitOf(1000, () => 0, gauss);
      const season = split.seasonal[0]?.values ?? new Float64Array(1000);
      const { residual } = await diagnose({ ...split, seasonal: [{ period: 336, values: season }] }, HOUR, ctx);
      if (residual.white.p < 0.05) wrong++;
    }
    expect(wrong).toBeLessThanOrEqual(12);
  });

  it('stands series too short or too even for a test, and stops when cancelled', async () => {
    for (const n of [1, 2, 10]) {
      const { changes, residual } = await found(
        n,
        () => 0,
        () => 0,
      );
      expect(changes).toEqual([]);
      expect(residual.skewness).toBe(0);
    }
    const stopped = { ...ctx, signal: AbortSignal.abort() };
    await expect(
      diagnose(
        splitOf(100, () => 0, gauss),
        HOUR,
        stopped,
      ),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });
});
