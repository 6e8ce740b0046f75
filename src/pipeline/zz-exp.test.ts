import { expect, it, vi } from 'vitest';
import type { JobContext, Progress } from '../base/job';
import { normal, seeded } from '../base/random';
import { first, regular, type SeriesFrame } from '../frame/frame';
import { DAY } from '../math/duration';
import { backtest } from './backtest';
import { contendersFor } from './contenders';
import { finishedIn, fleet, type FleetSeries } from './fleet';
import { initialRecipe, type Recipe } from './recipe';
const hour = 3600000;
const context = (onProgress: (p: Progress) => void = () => {}, signal = new AbortController().signal) => ({ signal, random: seeded(3), clock: () => performance.now(), progress: onProgress }) satisfies JobContext;
const recipe = (patch: Partial<Recipe> = {}): Recipe => ({ ...initialRecipe, model: { id: 'auto', params: {} }, preparation: [{ id: 'resample', params: {} }, { id: 'fill', params: {} }], horizon: 24, ...patch });
function daily(n: number, noise = 1, base = 50): SeriesFrame {
  const random = seeded(2);
  return regular(Date.UTC(2025, 0, 1), hour, Float64Array.from({ length: n }, (_, i) => base + 10 * Math.sin((2 * Math.PI * i) / 24) + noise * normal(random)), 'load');
}
const withV = (f: SeriesFrame, m: (v: number, i: number) => number) => ({ ...f, columns: [{ ...first(f), values: first(f).values.map(m) }] });
const all = contendersFor(initialRecipe.model).filter(({ trains }) => !trains);
it('overlap leak', async () => {
  const frame = daily(200);
  const a = await backtest({ frame, recipe: recipe(), contenders: all, most: 8 }, context());
  const places = a.origins.map((o) => (o - frame.time[0]!) / hour);
  console.log('origins', places);
  const k = 3; const at = places[k]!;
  const b = await backtest({ frame: withV(frame, (v, i) => (i >= at ? 1000 * Math.cos(i) : v)), recipe: recipe(), contenders: all, most: 8 }, context());
  for (const [r, row] of a.rows.entries()) {
    for (let i = 0; i <= k; i++) {
      const [x, y] = [row.stretches[i]?.forecast, b.rows[r]?.stretches[i]?.forecast];
      const d = (p?: Float64Array, q?: Float64Array) => Math.max(...Array.from(p ?? [], (v, j) => Math.abs(v - (q?.[j] ?? NaN))));
      const pd = d(x?.point, y?.point), qd = d(x?.quantiles[0]?.values, y?.quantiles[0]?.values);
      if (!(pd === 0 && qd === 0)) console.log('LEAK', row.title, 'origin', i, 'point', pd, 'band', qd, row.failure?.message);
    }
  }
  console.log('periods', a.period, b.period);
}, 60000);
it('skipped hour', async () => {
  // Vienna: skips 2:00 on 30 March 2025. 12 h steps? hourly: origin at 02:00 wall.
  for (let shift = 0; shift < 4; shift++) {
    const start = Date.UTC(2025, 2, 20, 0) + shift * hour;
    const n = 10 * 24 + 1 + 12;
    const frame = regular(start, hour, first(daily(n)).values, 'load');
    const r = await backtest({ frame, recipe: recipe({ horizon: 1, query: { ...initialRecipe.query, zone: 'Europe/Vienna' } }), contenders: [], most: 16 }, context());
    console.log('skipped', r.origins.map((o) => (Number.isNaN(o) ? 'NaN' : new Date(o).toISOString().slice(8, 13))).join(' '));
  }
});
it('odd series', async () => {
  for (const [name, frame, h] of [
    ['constant', withV(daily(300), () => 5), 12], ['zero', withV(daily(300), () => 0), 12], ['negative', withV(daily(300), (v) => -v), 12],
    ['short', daily(40), 4], ['gaps', withV(daily(300), (v, i) => (i % 7 === 0 || (i > 200 && i < 260) ? NaN : v)), 12], ['tail gone', withV(daily(300), (v, i) => (i > 250 ? NaN : v)), 12],
    ['huge', withV(daily(300), (v) => v * 1e300), 12], ['h0', daily(300), 0], ['hNaN', daily(300), Number.NaN], ['h1.5', daily(300), 1.5],
  ] as const) {
    try {
      const r = await backtest({ frame, recipe: recipe({ horizon: h }), contenders: all, most: 8 }, context());
      console.log(name, r.origins.length, r.period, r.rows.map((x) => `${x.key}:${x.failure ? `FAIL ${x.failure.code} ${x.failure.message}` : `${x.metrics?.mae.toPrecision(3)}/${x.metrics?.mase.toPrecision(3)}/${x.metrics?.coverage}`}`).join(' | '));
    } catch (e) { console.log(name, 'THROWS', (e as Error).message); }
  }
}, 120000);
it('goes on past bounds', async () => {
  const random = seeded(4);
  const make = (unit: string, f: (i: number) => number) => { const fr = regular(Date.UTC(2025, 0, 1), hour, Float64Array.from({ length: 600 }, (_, i) => f(i) + 0.3 * normal(random)), 'v'); return { ...fr, columns: fr.columns.map((c) => ({ ...c, labels: { _unit: unit } })) }; };
  const out: FleetSeries[] = [];
  await fleet({ frames: [make('°C', (i) => 20 - i * 0.03), make('%', (i) => 40 + i * 0.09)], names: ['t', 'd'], recipe: recipe({ model: { id: 'instant', params: {} }, horizon: 48 }), threshold: { value: -5, direction: 'below' }, lookAheadMs: 60 * DAY }, context((p) => { const s = finishedIn(p); if (s) out.push(s); }));
  for (const { row, forecast } of out) console.log(row.name, row.failure?.message, 'crossing' in row ? row.crossing : '', forecast && [Math.min(...forecast.ahead.point), Math.max(...forecast.ahead.point), Math.min(...forecast.run.forecast.quantiles[0]!.values)]);
});
it('dispose on cancel', async () => {
  const { instant } = await import('../models/instant').then(async (m) => ({ instant: (await (m as any).instant.load()) }));
  const orig = instant.fitTogether;
  let made = 0, gone = 0;
  instant.fitTogether = async (...a: any[]) => (await orig(...a)).map((f: any) => { if (!f) return f; made++; return { ...f, predict: f.predict.bind(f), weights: f.weights.bind(f), dispose: () => { gone++; f.dispose(); } }; });
  const c = new AbortController();
  await fleet({ frames: [daily(300), daily(300), daily(300)], names: ['a', 'b', 'c'], recipe: recipe({ model: { id: 'instant', params: {} }, horizon: 12 }), lookAheadMs: DAY }, context((p) => { if (finishedIn(p)) c.abort(); }, c.signal)).catch((e) => console.log(e.code));
  instant.fitTogether = orig;
  console.log('made', made, 'gone', gone);
});
