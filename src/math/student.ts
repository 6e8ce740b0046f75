import { normalQuantile } from './distributions';

/**
 * The value below which a variable of Student's t lies with chance `level`, 0 < level < 1, for any `freedom` of at least 3:
 * Hill's series about the normal (1970, Algorithm 396 of the ACM). Good to five figures from 4 degrees on.
 */
export function studentQuantile(level: number, freedom: number): number {
  if (level === 0.5) return 0;
  if (freedom > 1e6) return normalQuantile(level);
  const tails = 2 * Math.min(level, 1 - level);
  const a = 1 / (freedom - 0.5);
  const b = 48 / a ** 2;
  const c = ((20700 * (a / b) - 98) * a - 16) * a + 96.36;
  const d = ((94.5 / (b + c) - 3) / b + 1) * Math.sqrt((a * Math.PI) / 2) * freedom;
  const share = (d * tails) ** (2 / freedom);
  const squared = share > 0.05 + a ? central(tails, freedom, { a, b, c, d }) : outer(share, freedom, d);
  return (level < 0.5 ? -1 : 1) * Math.sqrt(freedom * squared);
}

interface Terms {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

/** Of t² / freedom, near the middle: Cornish and Fisher's expansion about the normal. */
function central(tails: number, freedom: number, { a, b, c, d }: Terms): number {
  const x = normalQuantile(tails / 2);
  const y = x * x;
  const few = freedom < 5 ? c + 0.3 * (freedom - 4.5) * (x + 0.6) : c;
  const all = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + few;
  return Math.expm1(a * ((((((0.4 * y + 6.3) * y + 36) * y + 94.5) / all - y - 3) / b + 1) * x) ** 2);
}

/** Of t² / freedom, far out, where the tail is nearly a power. */
function outer(y: number, freedom: number, d: number): number {
  const series = 1 / (((freedom + 6) / (freedom * y) - 0.089 * d - 0.822) * (freedom + 2) * 3) + 0.5 / (freedom + 4);
  return ((series * y - 1) * (freedom + 1)) / (freedom + 2) + 1 / y;
}
