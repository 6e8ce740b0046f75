import { seeded } from '../../../base/random';

/** A line through values in a box, as an SVG path of one decimal. `low` and `high` are the values at its bottom and top. */
export function linePath(
  values: readonly number[],
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  [low, high]: readonly [number, number] = [Math.min(...values), Math.max(...values)],
): string {
  const across = box.width / Math.max(1, values.length - 1);
  const up = box.height / (high - low || 1);
  return values
    .map(
      (value, i) =>
        `${i === 0 ? 'M' : 'L'}${(box.x + i * across).toFixed(1)} ${(box.y + (high - value) * up).toFixed(1)}`,
    )
    .join('');
}

/** The path of a band between two lines of one length. */
export function bandPath(
  lower: readonly number[],
  upper: readonly number[],
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  range: readonly [number, number],
): string {
  const back = linePath(lower.toReversed(), { ...box, x: box.x + box.width, width: -box.width }, range);
  return `${linePath(upper, box, range)}${back.replace('M', 'L')}Z`;
}

const noise = (random: () => number): number => random() + random() + random() - 1.5;

/** A week of demand, a reading every hour: two humps a day, less at the weekend. */
export function demand(): readonly number[] {
  const random = seeded(7);
  return Array.from({ length: 168 }, (_, i) => {
    const hour = i % 24;
    const day = Math.floor(i / 24);
    const hump = (at: number, wide: number): number => Math.exp(-(((hour - at) / wide) ** 2));
    return 22 + (day >= 5 ? 8.5 : 14.5) * (hump(9.5, 3.6) + 0.92 * hump(18.5, 3)) + 0.16 * noise(random);
  });
}

/** The load of a host over two days, the like of its neighbours; `incident` stands for one that goes wrong. */
export function host(seed: number, incident: boolean): readonly number[] {
  const random = seeded(seed);
  const base = 30 + 20 * random();
  return Array.from({ length: 64 }, (_, i) => {
    const stuck = incident && i > 40 && i < 50 ? 38 : 0;
    return base + 12 * Math.sin((i / 32) * 2 * Math.PI - 1) + 3 * noise(random) + stuck;
  });
}

/** Passengers of international airlines in thousands, monthly from 1949 to 1953 (Box and Jenkins). */
export const passengers: readonly number[] = [
  112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149, 170, 170, 158, 133, 114,
  140, 145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166, 171, 180, 193, 181, 183, 218, 230, 242, 209, 191,
  172, 194, 196, 196, 236, 235, 229, 243, 264, 272, 237, 211, 180, 201,
];
