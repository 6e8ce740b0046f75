/*
 * Reference Python code (scikit-learn 1.9.1), fixtures/scalers.json:
 *   x = np.round(np.random.default_rng(3).gamma(2, 30, 41), 4)
 *   {k: s().fit_transform(x[:, None])[:, 0] for k, s in
 *     {'standard': StandardScaler, 'min-max': MinMaxScaler, 'robust': RobustScaler}.items()}
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { first, regular } from '../../frame/frame';
import { scaler } from './scaler';

const fixture: { readonly values: number[]; readonly scaled: Record<string, number[]> } = JSON.parse(
  readFileSync(`${import.meta.dirname}/fixtures/scalers.json`, 'utf8'),
);

it.each(Object.entries(fixture.scaled))('%s scaling agrees with scikit-learn', (method, expected) => {
  const frame = regular(0, 1000, Float64Array.from(fixture.values));
  const scaled = first(scaler.apply(frame, scaler.fit(frame, { method }))).values;
  expected.forEach((value, i) => {
    expect(scaled[i]).toBeCloseTo(value, 12);
  });
});

it.each(['standard', 'min-max', 'robust'])('%s scaling only centres a constant', (method) => {
  const frame = regular(0, 1000, new Float64Array(30).fill(0.1));
  const state = scaler.fit(frame, { method });
  expect(state.spread).toBe(1);
  first(scaler.apply(frame, state)).values.forEach((value) => {
    expect(value).toBeCloseTo(0, 12);
  });
});

it('robust scaling falls back to the deviation where most values are one', () => {
  const frame = regular(
    0,
    1000,
    Float64Array.from({ length: 40 }, (_, i) => (i % 10 === 0 ? 5 : 1)),
  );
  expect(scaler.fit(frame, { method: 'robust' }).spread).toBeCloseTo(1.2, 12);
});
