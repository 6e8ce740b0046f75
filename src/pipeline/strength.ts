import type { Decomposition } from '../frame/parts';

/**
 * How strong trend and seasons are, in [0, 1]: max(0, 1 - var(residual) / var(part + residual)) of Wang, Smith and
 * Hyndman (2006), as in Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 4.3. A multiplicative split is
 * measured on logarithms. Points where a part is not known are left out.
 */
export function strengths(parts: Decomposition): { readonly trend: number; readonly seasonal: readonly number[] } {
  const scale = parts.model === 'multiplicative' ? Math.log : (value: number): number => value;
  const residual = parts.residual.map(scale);
  const strength = (part: Float64Array): number => {
    const own: number[] = [];
    const rest: number[] = [];
    part.forEach((value, i) => {
      const noise = residual[i] as number;
      const both = scale(value) + noise;
      if (!Number.isFinite(both)) return;
      own.push(both);
      rest.push(noise);
    });
    const whole = variance(own);
    return whole > 0 ? Math.max(0, 1 - variance(rest) / whole) : 0;
  };
  return { trend: strength(parts.trend), seasonal: parts.seasonal.map(({ values }) => strength(values)) };
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
