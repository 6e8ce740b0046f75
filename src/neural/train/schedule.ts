/**
 * The learning rate at a step: rising in a line over the first twentieth, then falling as a half cosine to a fiftieth.
 * @param step counted from 0.
 */
export function learningRateAt(step: number, steps: number, highest: number): number {
  const warm = Math.max(1, Math.round(steps / 20));
  if (step < warm) return (highest * (step + 1)) / warm;
  const share = Math.min(1, (step - warm) / Math.max(1, steps - warm));
  return highest * (0.02 + 0.98 * 0.5 * (1 + Math.cos(Math.PI * share)));
}
