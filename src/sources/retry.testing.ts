import { onTestFinished, vi } from 'vitest';

/** Until the test ends, every wait is a hundred times shorter. Gives how long each would have waited. */
export function withoutWaiting(): readonly number[] {
  const waits: number[] = [];
  const real = globalThis.setTimeout;
  const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((go: () => void, ms = 0) => {
    waits.push(ms);
    return real(go, ms / 100);
  }) as unknown as typeof setTimeout);
  onTestFinished(() => spy.mockRestore());
  return waits;
}
