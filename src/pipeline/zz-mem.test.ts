import { it } from 'vitest';
import type { Progress } from '../base/job';
import { normal, seeded } from '../base/random';
import { regular } from '../frame/frame';
import { DAY } from '../math/duration';
import { finishedIn, fleet } from './fleet';
import { initialRecipe } from './recipe';
it('mem', async () => {
  const S = Number(process.env.S ?? 500), N = 10_000, M = process.env.M ?? 'instant';
  const random = seeded(1);
  const frames = Array.from({ length: S }, (_, s) => regular(Date.UTC(2024, 0, 1), 3600000, Float64Array.from({ length: N }, (_, i) => 20 + s % 10 + i * 0.002 * (s % 5) + 5 * Math.sin((2 * Math.PI * i) / 24) + normal(random)), 'u'));
  const mb = () => { const m = process.memoryUsage(); return `${Math.round(m.heapUsed / 2 ** 20)}+${Math.round(m.arrayBuffers / 2 ** 20)}`; };
  console.log('before', mb());
  const t = performance.now(); let last = ''; let firstDone = 0; let peak = 0; let bytes = 0;
  await fleet({ frames, names: frames.map((_, i) => `s${i}`), recipe: { ...initialRecipe, model: { id: M, params: {} }, horizon: 48 }, threshold: { value: 90, direction: 'above' }, lookAheadMs: 90 * DAY, ...(process.env.Z ? {} : {}) }, {
    signal: new AbortController().signal, random, clock: () => performance.now(),
    progress: (p: Progress) => {
      const m = process.memoryUsage(); peak = Math.max(peak, m.heapUsed + m.arrayBuffers);
      if (p.phase !== last) { console.log(p.phase, Math.round(performance.now() - t), mb()); last = p.phase; }
      const one = finishedIn(p);
      if (one) { if (!firstDone) firstDone = performance.now() - t; if (p.done % 100 === 0) console.log(p.done, Math.round(performance.now() - t), mb()); if (one.row.failure) console.log(one.row.failure.message); }
    },
  });
  console.log(M, S, 'all', Math.round(performance.now() - t), 'ms; first after', Math.round(firstDone), 'peak MB', Math.round(peak / 2 ** 20));
}, 500_000);
