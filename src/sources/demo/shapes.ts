import { normal, seeded } from '../../base/random';

/** A seeded generator for one named stream of chance: the same name and seed give the same numbers. */
export function chanceOf(name: string, seed: number): () => number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193); // FNV-1a
  return seeded(hash);
}

/** Noise that remembers: a stationary AR(1) of standard deviation `sd` whose neighbours correlate by `memory`. */
export function wander(n: number, memory: number, sd: number, chance: () => number): Float64Array {
  const values = new Float64Array(n);
  const kick = sd * Math.sqrt(1 - memory * memory);
  let value = sd * normal(chance);
  for (let i = 0; i < n; i++) {
    values[i] = value;
    value = memory * value + kick * normal(chance);
  }
  return values;
}

/** A smooth curve through hourly values: Catmull-Rom between hour `floor(hours)` and the next. `of` gives any hour's value. */
export function through(of: (hour: number) => number, hours: number): number {
  const hour = Math.floor(hours);
  const x = hours - hour;
  const [a, b, c, d] = [of(hour - 1), of(hour), of(hour + 1), of(hour + 2)];
  return b + 0.5 * x * (c - a + x * (2 * a - 5 * b + 4 * c - d + x * (3 * (b - c) + d - a)));
}

/** Monday 0 to Sunday 6, in UTC. The first of January 1970 was a Thursday. */
export const weekday = (t: number): number => (Math.floor(t / 86_400_000) + 3) % 7;

/** Rounds as an instrument does: to so many decimals, so that the last bit of a sine does not show. */
export const rounded = (values: Float64Array, decimals: number): Float64Array => {
  const scale = 10 ** decimals;
  return values.map((value) => Math.round(value * scale) / scale);
};

export const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
