/*
 * Reference Python code (scikit-learn 1.9.1), fixtures/yeo-johnson.json:
 *   r = np.random.default_rng(7); t = np.arange(120)
 *   cases = {'long right tail': np.exp(r.normal(1, 0.8, 120)),
 *     'both signs': r.normal(0, 3, 120) + 0.3 * r.normal(0, 3, 120) ** 2,
 *     'negative': -np.exp(r.normal(0, 0.5, 120)) - 2,
 *     'daily swings that grow': (20 + t) * (1.5 + np.sin(2 * np.pi * t / 24)) + r.normal(0, 2, 120),
 *     'zeros among them': np.maximum(0, r.normal(2, 2, 120)), 'left tail': 50 - np.exp(r.normal(1, 0.7, 120))}
 *   x = np.round(x, 6); fitted = PowerTransformer('yeo-johnson', standardize=False).fit(x[:, None])
 *   {'values': x, 'lambda': fitted.lambdas_[0], 'transformed': fitted.transform(x[:, None])[:, 0]}
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { first, regular } from '../../frame/frame';
import { bestLambda, yeoJohnson, yeoJohnsonInverse } from '../../math/yeo-johnson';
import { pointwise } from './pointwise';

interface Case {
  readonly name: string;
  readonly values: readonly number[];
  readonly lambda: number;
  readonly transformed: readonly number[];
}
const cases: readonly Case[] = JSON.parse(readFileSync(`${import.meta.dirname}/fixtures/yeo-johnson.json`, 'utf8'));

describe.each(cases.map((fixture) => [fixture.name, fixture] as const))('Yeo-Johnson, %s', (_, fixture) => {
  it('finds the power scikit-learn finds', () => {
    expect(Math.abs(bestLambda(Float64Array.from(fixture.values)) - fixture.lambda)).toBeLessThan(1e-4);
  });

  it('gives the values scikit-learn gives', () => {
    fixture.values.forEach((x, i) => {
      const expected = fixture.transformed[i] as number;
      expect(Math.abs(yeoJohnson(x, fixture.lambda) - expected)).toBeLessThan(1e-6 * Math.max(1, Math.abs(expected)));
    });
  });
});

it('Yeo-Johnson is undone for any value and any sane power', () => {
  const power = fc.double({ min: -2, max: 4, noNaN: true });
  fc.assert(
    fc.property(fc.double({ min: -50, max: 50, noNaN: true }), power, (x, lambda) => {
      expect(Math.abs(yeoJohnsonInverse(yeoJohnson(x, lambda), lambda) - x)).toBeLessThan(1e-8);
    }),
  );
});

describe('logarithm', () => {
  const learned = (...given: number[]) => {
    const frame = regular(0, 1000, Float64Array.from(given));
    const state = pointwise.fit(frame, { method: 'log' });
    return { state, prepared: Array.from(first(pointwise.apply(frame, state)).values) };
  };

  it('is the plain one for positive values', () => {
    expect(learned(1, Math.E, 10).prepared).toEqual([0, 1, Math.log(10)]);
  });

  it('starts at log 1 where some values are not positive', () => {
    expect(learned(-2, 0, 3).prepared).toEqual([0, Math.log(3), Math.log(6)]);
  });

  it('stays finite and can be undone below what it learned from', () => {
    const { state } = learned(1, 2, 3);
    const far = regular(0, 1000, Float64Array.of(-1e6, -1, 0, 1e-9, 0.5));
    const prepared = first(pointwise.apply(far, state)).values;
    expect(prepared.every(Number.isFinite)).toBe(true);
    expect(prepared.every((value, i) => i === 0 || value > (prepared[i - 1] as number))).toBe(true);
    const back = pointwise.invert?.(prepared, state) ?? new Float64Array();
    first(far).values.forEach((value, i) => {
      expect(Math.abs((back[i] as number) - value)).toBeLessThan(1e-9 * Math.max(1, Math.abs(value)));
    });
  });
});
