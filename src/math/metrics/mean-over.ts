/** The mean of `score(i)` over 0..n-1, leaving out steps where it is NaN (a value is missing); NaN when none is left. */
export function meanOver(n: number, score: (i: number) => number): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < n; i++) {
    const value = score(i);
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}
