/** Realistic line protocol for the tests, the same for the same arguments. */

export interface FleetOptions {
  readonly hosts: number;
  /** The first time, in ms since 1970 UTC. */
  readonly from: number;
  readonly stepMs: number;
  readonly count: number;
  readonly seed?: number;
}

/** Telegraf's `cpu` and `mem` of a small fleet: a daily season, a slow trend, noise; timestamps in ms. */
export function fleetLines(options: FleetOptions): string {
  const random = seeded(options.seed ?? 1);
  const lines: string[] = [];
  for (let step = 0; step < options.count; step += 1) {
    const time = options.from + step * options.stepMs;
    const daily = Math.sin((2 * Math.PI * (time % 86_400_000)) / 86_400_000);
    for (let host = 1; host <= options.hosts; host += 1) {
      const busy = clamp(30 + 4 * host + 18 * daily + (2 * step) / options.count + 3 * (random() - 0.5));
      const used = clamp(48 + 2 * host + 6 * daily + 2 * (random() - 0.5));
      const tags = `host=web-${host.toString().padStart(2, '0')},region=${host % 2 === 0 ? 'north' : 'south\\ east'}`;
      lines.push(
        `cpu,cpu=cpu-total,${tags} usage_user=${busy.toFixed(3)},usage_idle=${(100 - busy).toFixed(3)} ${time}`,
      );
      lines.push(`mem,${tags} used_percent=${used.toFixed(3)},total=16777216000i ${time}`);
    }
  }
  return lines.join('\n');
}

function clamp(percent: number): number {
  return Math.min(100, Math.max(0, percent));
}

/** mulberry32: numbers in [0, 1) that depend on the seed alone. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
