import { onTestFinished, vi } from 'vitest';

/** Until the test ends, `retry.ts` waits a hundred times shorter. Gives how long it would have waited, pause by pause. */
export function withoutWaiting(): readonly number[] {
  const waits: number[] = [];
  const real = globalThis.setTimeout;
  const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((go: () => void, ms = 0, ...given: unknown[]) => {
    // The network's own timers keep their pace.
    if (!/[\\/]retry\.ts/.test(new Error().stack ?? '')) return real(go, ms, ...given);
    waits.push(ms);
    return real(go, ms / 100);
  }) as unknown as typeof setTimeout);
  onTestFinished(() => spy.mockRestore());
  return waits;
}
