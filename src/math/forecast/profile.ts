/**
 * S[u] = Σ weight_k z[u - lag_k] / Σ weight_k over the lags that reach no further back than the first value, for u from 0 to
 * n + ahead - 1; 0 where none does. Lags as long as the history are left out altogether. Every lag must be at least
 * `ahead`, so that S is known that far past the end.
 */
export function laggedMean(
  z: Float64Array,
  lags: readonly number[],
  weights: readonly number[],
  ahead: number,
): Float64Array {
  const n = z.length;
  const total = new Float64Array(n + ahead);
  const weight = new Float64Array(n + ahead);
  for (const [k, lag] of lags.entries()) {
    if (lag >= n) continue;
    const w = weights[k] as number;
    for (let u = lag; u < n + ahead && u - lag < n; u++) {
      total[u] = (total[u] as number) + w * (z[u - lag] as number);
      weight[u] = (weight[u] as number) + w;
    }
  }
  return total.map((sum, u) => sum / Math.max(weight[u] as number, 1e-12));
}

/** The profile of a season: the mean of the same moment in its last five rounds, each round back weighing `1 - decay` as much. */
export function profile(z: Float64Array, season: number, decay: number, ahead: number): Float64Array {
  const rounds = [1, 2, 3, 4, 5];
  return laggedMean(
    z,
    rounds.map((k) => season * k),
    rounds.map((k) => (1 - decay) ** (k - 1)),
    ahead,
  );
}

/** The slow mean of the same hour: days back to 28, from the first that is known `ahead` steps on, each weighing 0.95 of the next. */
export function hourLevel(z: Float64Array, day: number, ahead: number): Float64Array {
  const nearest = Math.max(2, Math.ceil(ahead / day));
  const days = Array.from({ length: Math.max(1, 29 - nearest) }, (_, i) => nearest + i);
  return laggedMean(
    z,
    days.map((k) => day * k),
    days.map((k) => 0.95 ** k),
    ahead,
  );
}
