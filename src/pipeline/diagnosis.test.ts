import { describe, expect, it } from 'vitest';
import { seeded } from '../base/random';
import type { Decomposition } from '../frame/parts';
import { diagnose } from './diagnosis';

const HOUR = 3_600_000;
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
  it('dates a jump, and calls noise noise', () => {
    const { changes, residual } = diagnose(
      splitOf(600, (i) => (i < 240 ? 50 : 80), gauss),
      HOUR,
    );
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({ kind: 'level' });
    expect(Math.abs((changes[0]?.time ?? 0) / HOUR - 240)).toBeLessThanOrEqual(2);
    expect(changes[0]?.size).toBeCloseTo(30, 0);
    expect(residual.words).toMatch(/is noise/);
    expect(Math.abs(residual.skewness)).toBeLessThan(0.4);
  });

  it('says when a residual is like itself, and how much later', () => {
    const { residual } = diagnose(
      splitOf(
        600,
        () => 50,
        (i) => 3 * Math.sin((2 * Math.PI * i) / 12) + gauss(),
      ),
      HOUR,
    );
    expect(residual.words).toMatch(/like itself (6 h|12 h|24 h|36 h|48 h) later/);
    expect(residual.white.p).toBeLessThan(1e-6);
  });

  it('tells a level, a line and a wanderer apart', () => {
    const said = (trend: (i: number) => number): string => diagnose(splitOf(500, trend, gauss), HOUR).level.words;
    expect(said(() => 50)).toMatch(/one level/);
    expect(said((i) => 0.2 * i)).toMatch(/straight line/);
    let walk = 0;
    expect(said(() => (walk += gauss()))).toMatch(/wanders/);
  });

  it('stands series too short or too even for a test', () => {
    for (const n of [1, 2, 10]) {
      const found = diagnose(
        splitOf(
          n,
          () => 0,
          () => 0,
        ),
        HOUR,
      );
      expect(found.changes).toEqual([]);
      expect(found.residual.skewness).toBe(0);
    }
  });
});
