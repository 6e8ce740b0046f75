/** The same number, or the nearest finite one; NaN stays NaN. */
export const finite = (value: number): number => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
