import { expect, it } from 'vitest';
import type { JobContext, Progress } from '../base/job';
import { normal, seeded } from '../base/random';
import { regular, type SeriesFrame } from '../frame/frame';
import type { Weights } from '../frame/parts';
import { models } from '../models';
import { initialRecipe, type Recipe } from './recipe';
import { type Search, type SearchInput, search } from './search';
import { dimensionsOf } from './search-space';
const context = (onProgress: (p: Progress) => void = () => {}, signal = new AbortController().signal) => ({ signal, random: seeded(3), clock: () => performance.now(), progress: onProgress }) satisfies JobContext;
function daily(n: number): SeriesFrame {
  const random = seeded(2);
  return regular(Date.UTC(2025, 0, 1), 3600000, Float64Array.from({ length: n }, (_, i) => 50 + 10 * Math.sin((2 * Math.PI * i) / 24) + normal(random)), 'load');
}
const table = (s: Search) => s.trials.map(({ seconds: _, ...r }) => r);
for (const id of ['raw-lstm', 'published-lstm', 'global-lstm']) {
  it(`${id}`, async () => {
    const member = models.find((m) => m.id === id)!;
    const dims = dimensionsOf(member).map((d) => d.key);
    const has = member.params as Record<string, any>;
    const params: Record<string, any> = {};
    for (const [k, v] of Object.entries({ units: 4, dense: 4, epochs: 6, windows: 32, batch: 16, lookback: 12, backend: 'cpu', layers: 1 })) if (k in has) params[k] = Math.max(typeof v === 'number' ? v : 0, has[k].min ?? 0) || v;
    console.log(id, dims, params, Object.keys(has));
    const recipe: Recipe = { ...initialRecipe, model: { id, params }, horizon: 12 };
    const keys = dims.filter((d) => ['units', 'learningRate', 'lookback'].includes(d)).slice(0, 2);
    const input: SearchInput = { frame: daily(300), recipe, keys, budget: { kind: 'evaluations', count: 3 } };
    let n = 0;
    const t = performance.now();
    const whole = await search(input, context(({ checkpoint }) => { if (checkpoint !== undefined) n++; }));
    console.log(id, 'whole', Math.round(performance.now() - t), whole.rungs, JSON.stringify(table(whole)), 'checkpoints', n);
    for (let at = 2; at <= n; at += Math.max(1, Math.floor(n / 3))) {
      const stop = new AbortController();
      let kept: Weights | undefined; let count = 0;
      await search(input, context(({ checkpoint }) => {
        if (checkpoint === undefined) return;
        kept = structuredClone(checkpoint as Weights);
        if (++count === at) stop.abort();
      }, stop.signal)).catch((e) => e);
      const rest = await search({ ...input, from: kept! }, context());
      const same = JSON.stringify(table(rest)) === JSON.stringify(table(whole));
      console.log(id, 'stop at', at, same ? 'SAME' : 'DIFFERS ' + JSON.stringify(table(rest)));
    }
  }, 120_000);
}
