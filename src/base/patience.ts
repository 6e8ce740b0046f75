/** Signals that wait for their time. Node 20 forgets a timeout that only a combined signal looks at, and it never comes. */
const waiting = new Set<readonly AbortSignal[]>();

/** A signal that aborts with `signal`, or with a `TimeoutError` after `ms`. */
export function patient(signal: AbortSignal, ms: number): AbortSignal {
  const end = AbortSignal.timeout(ms);
  const either = AbortSignal.any([signal, end]);
  const pair = [end, either];
  waiting.add(pair);
  end.addEventListener('abort', () => waiting.delete(pair), { once: true });
  return either;
}
