import { describe, expect, it } from 'vitest';
import type { JobContext, Progress } from '../base/job';
import { normal, seeded } from '../base/random';
import { first, regular, type SeriesFrame } from '../frame/frame';
import { type Backtest, backtest } from './backtest';
import { type Contender, contendersFor } from './contenders';
import { initialRecipe, type Recipe } from './recipe';

const hour = 3_600_000;
const start = Date.UTC(2025, 0, 1);

function context(onProgress: (progress: Progress) => void = () => {}, signal = new AbortController().signal) {
  return { signal, random: seeded(3), clock: () => 0, progress: onProgress } satisfies JobContext;
}

const recipe = (patch: Partial<Recipe> = {}): Recipe => ({
  ...initialRecipe,
  model: { id: 'auto', params: {} },
  preparation: [
    { id: 'resample', params: {} },
    { id: 'fill', params: {} },
  ],
  horizon: 12,
  ...patch,
});

const only = (...ids: string[]): readonly Contender[] =>
  contendersFor(initialRecipe.model).filter(({ model, trains }) => !trains && ids.includes(model.id));

const rowOf = ({ rows }: Backtest, key: string) => {
  const row = rows.find((one) => one.key === key);
  if (row === undefined) throw new Error(`no row ${key}`);
  return row;
};

/** x[t] = 0.9 x[t-1] + noise around 100. */
function autoregressive(n: number): SeriesFrame {
  const random = seeded(7);
  const values = new Float64Array(n);
  let x = 0;
  for (let i = 0; i < n; i++) {
    x = 0.9 * x + normal(random);
    values[i] = 100 + x;
  }
  return regular(start, hour, values, 'load');
}

function daily(n: number, noise: number): SeriesFrame {
  const random = seeded(2);
  return regular(
    start,
    hour,
    Float64Array.from({ length: n }, (_, i) => 50 + 10 * Math.sin((2 * Math.PI * i) / 24) + noise * normal(random)),
    'load',
  );
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('a backtest', () => {
  it('is what rolling origins give by hand', async () => {
    const frame = autoregressive(200);
    const x = first(frame).values;
    const found = await backtest(
      { frame, recipe: recipe({ periods: [] }), contenders: only('drift'), most: 5 },
      context(),
    );
    const origins = [140, 152, 164, 176, 188];
    expect(found.origins).toEqual(origins.map((origin) => start + origin * hour));
    expect(found.period).toBe(1);
    const at = (i: number): number => x[i] as number;
    const error = (point: (origin: number, h: number) => number): number[] =>
      origins.map((origin) =>
        mean(Array.from({ length: 12 }, (_, h) => Math.abs(at(origin + h) - point(origin, h + 1)))),
      );
    const naive = error((origin) => at(origin - 1));
    const drift = error((origin, h) => at(origin - 1) + (h * (at(origin - 1) - at(0))) / (origin - 1));
    const scale = mean(Array.from({ length: 139 }, (_, i) => Math.abs(at(i + 1) - at(i))));
    for (const [key, errors] of [
      ['seasonal-naive', naive],
      ['drift', drift],
    ] as const) {
      const { metrics, byOrigin } = rowOf(found, key);
      for (const [i, value] of byOrigin.entries()) expect(value).toBeCloseTo(errors[i] as number, 9);
      expect(metrics?.mae).toBeCloseTo(mean(errors), 9);
      expect(metrics?.mase).toBeCloseTo(mean(errors) / scale, 9);
    }
    const steps = rowOf(found, 'seasonal-naive').byStep;
    expect(steps).toHaveLength(12);
    expect(steps[11]).toBeCloseTo(mean(origins.map((origin) => Math.abs(at(origin + 11) - at(origin - 1)))), 9);
  });

  it('is won by repeating the season where there is nothing but a season', async () => {
    const found = await backtest(
      { frame: daily(480, 0.001), recipe: recipe(), contenders: only('drift', 'theta', 'linear-last-slope') },
      context(),
    );
    expect(found.period).toBe(24);
    const naive = rowOf(found, 'seasonal-naive');
    expect(naive.metrics?.mae).toBeLessThan(0.002);
    expect(naive.metrics?.mase).toBeLessThan(2);
    expect(rowOf(found, 'theta raw').metrics?.mase).toBeGreaterThan(100);
    expect(rowOf(found, 'linear-last-slope').metrics?.mase).toBeGreaterThan(100);
  });

  it('sees nothing of what comes after an origin', async () => {
    const frame = daily(300, 1);
    const values = first(frame).values.slice();
    const contenders = contendersFor(initialRecipe.model).filter(({ trains }) => !trains);
    const input = { recipe: recipe(), contenders, most: 3 };
    const told = await backtest({ frame, ...input }, context());
    for (let i = 288; i < 300; i++) values[i] = 1e4 * Math.cos(i);
    const other = { ...frame, columns: [{ ...first(frame), values }] };
    const changed = await backtest({ frame: other, ...input }, context());
    expect(told.origins.at(-1)).toBe(start + 288 * hour);
    for (const [r, row] of told.rows.entries()) {
      expect(row.failure, row.title).toBeUndefined();
      const stretches = changed.rows[r]?.stretches ?? [];
      expect(stretches.map(({ forecast }) => forecast)).toEqual(row.stretches.map(({ forecast }) => forecast));
      expect(stretches[2]?.actual).not.toEqual(row.stretches[2]?.actual);
    }
  }, 30_000);

  it('has bands that rest on nothing after their origin, where origins are closer than a horizon', async () => {
    const frame = daily(200, 1);
    const values = first(frame).values.slice();
    const input = { recipe: recipe({ horizon: 24 }), contenders: only('drift', 'theta', 'linear') };
    const told = await backtest({ frame, ...input }, context());
    const places = told.origins.map((time) => (time - start) / hour);
    expect((places[1] ?? 0) - (places[0] ?? 0)).toBeLessThan(24);
    for (let i = places[3] ?? 0; i < 200; i++) values[i] = 1e3 * Math.cos(i);
    const changed = await backtest(
      { frame: { ...frame, columns: [{ ...first(frame), values }] }, ...input },
      context(),
    );
    for (const [r, row] of told.rows.entries()) {
      const forecasts = (one: Backtest) => one.rows[r]?.stretches.slice(0, 4).map(({ forecast }) => forecast);
      expect(forecasts(changed), row.title).toEqual(forecasts(told));
    }
  });

  it('keeps what is finished when it is stopped, and need not do it again', async () => {
    const frame = daily(300, 1);
    const stop = new AbortController();
    const partials: Backtest[] = [];
    const contenders = only('drift', 'theta', 'ets');
    const listen = ({ partial }: Progress): void => {
      if (partial === undefined) return;
      partials.push(partial as Backtest);
      if (partials.length === 2) stop.abort();
    };
    await expect(backtest({ frame, recipe: recipe(), contenders }, context(listen, stop.signal))).rejects.toMatchObject(
      { code: 'cancelled' },
    );
    const [last] = partials.slice(-1);
    expect(last?.rows.map(({ key }) => key)).toEqual(['seasonal-naive', expect.any(String)]);
    expect(last?.waiting).toHaveLength(4);
    const titles: string[] = [];
    const rest = await backtest(
      { frame, recipe: recipe(), contenders, before: last?.rows ?? [] },
      context(({ part, done }) => done % 8 === 1 && titles.push(part ?? '')),
    );
    expect(rest.rows).toHaveLength(6);
    expect(rest.rows[0]).toBe(last?.rows[0]);
    expect(new Set(titles)).toEqual(new Set(rest.rows.slice(2).map(({ title }) => title)));
  });

  it('says of a contender why it cannot run, and goes on', async () => {
    const contenders: Contender[] = [
      { key: 'gone', title: 'Gone', model: { id: 'gone', params: {} }, kind: 'raw', trains: false },
      ...only('drift'),
    ];
    const found = await backtest({ frame: daily(300, 1), recipe: recipe(), contenders }, context());
    expect(rowOf(found, 'gone').failure?.message).toContain('gone');
    expect(rowOf(found, 'gone').metrics).toBeUndefined();
    expect(rowOf(found, 'drift').metrics?.mae).toBeGreaterThan(0);
  });

  it('has moments for its origins where the clock skips an hour', async () => {
    // 2 o'clock on 30 March 2025 is not there in Vienna.
    const frame = regular(Date.UTC(2025, 2, 20), hour, first(daily(253, 1)).values, 'load');
    const zoned = recipe({ horizon: 1, query: { ...initialRecipe.query, zone: 'Europe/Vienna' } });
    const { origins } = await backtest({ frame, recipe: zoned, contenders: [], most: 16 }, context());
    expect(origins).toContain(Date.UTC(2025, 2, 30, 1));
    expect(origins.every(Number.isFinite)).toBe(true);
  });

  it.each([0, 1.5, Number.NaN])('refuses a horizon of %s steps, at its place', async (horizon) => {
    const input = { frame: daily(300, 1), recipe: recipe({ horizon }), contenders: [] };
    await expect(backtest(input, context())).rejects.toMatchObject({ code: 'bad-input', place: 'horizon' });
  });

  it('lets a network learn once, before the first origin, and shows it what came since', async () => {
    const params = { units: 4, dense: 4, epochs: 2, windows: 32, batch: 16, lookback: 12, backend: 'cpu' };
    const model = { id: 'raw-lstm', params };
    const tiny: Contender = { key: 'tiny', title: 'Tiny network', model, kind: 'raw', trains: true };
    const frame = daily(300, 1);
    const values = first(frame).values.slice();
    const input = { recipe: recipe(), contenders: [tiny], most: 3 };
    const told = await backtest({ frame, ...input }, context());
    const { metrics, stretches, byOrigin, failure } = rowOf(told, 'tiny');
    expect(failure).toBeUndefined();
    expect(byOrigin).toHaveLength(3);
    expect(metrics?.mae).toBeGreaterThan(0);
    // From the second origin on everything is 20 higher: the first forecast stays, the last rises with what it sees.
    const from = ((told.origins[1] ?? 0) - start) / hour;
    for (let i = from; i < 300; i++) values[i] = (values[i] as number) + 20;
    const changed = await backtest(
      { frame: { ...frame, columns: [{ ...first(frame), values }] }, ...input },
      context(),
    );
    const again = rowOf(changed, 'tiny').stretches;
    for (const i of [0, 1]) expect(again[i]?.forecast).toEqual(stretches[i]?.forecast);
    expect(mean([...(again[2]?.forecast.point ?? [])])).toBeGreaterThan(
      mean([...(stretches[2]?.forecast.point ?? [])]),
    );
  }, 30_000);

  it('has no origin where too little is left to learn from', async () => {
    await expect(
      backtest({ frame: daily(30, 1), recipe: recipe({ horizon: 20 }), contenders: [] }, context()),
    ).rejects.toMatchObject({ code: 'too-short', place: 'horizon' });
    await expect(
      backtest({ frame: daily(8, 0), recipe: recipe({ horizon: 1 }), contenders: only('drift') }, context()),
    ).rejects.toMatchObject({ code: 'too-short', place: 'range', next: expect.stringMatching(/^Read a longer range/) });
  });

  it('takes rounding beside a constant for no error', async () => {
    const frame = regular(start, hour, new Float64Array(200).fill(5.1), 'load');
    const found = await backtest({ frame, recipe: recipe(), contenders: only('drift', 'auto'), most: 2 }, context());
    expect(found.rows.map(({ metrics }) => [metrics?.mae, metrics?.rmse, metrics?.pinball])).toEqual(
      found.rows.map(() => [0, 0, 0]),
    );
    expect(rowOf(found, 'auto').reasons?.words).toMatch(/all \d+ forecasters came equally close\.$/);
  });

  it('holds about as much inside its bands as they promise', async () => {
    const found = await backtest(
      { frame: daily(1500, 1), recipe: recipe({ coverage: 0.8, horizon: 24 }), contenders: only('drift', 'ets') },
      context(),
    );
    for (const { metrics, title } of found.rows) {
      expect(metrics?.coverage, title).toBeGreaterThan(0.65);
      expect(metrics?.coverage, title).toBeLessThan(0.95);
    }
  }, 30_000);

  it('brings its forecasts back from the wall clock of a zone', async () => {
    const frame = regular(Date.UTC(2025, 2, 10), hour, first(daily(600, 1)).values, 'load');
    const zoned = recipe({ query: { ...initialRecipe.query, zone: 'Europe/Vienna' } });
    const found = await backtest({ frame, recipe: zoned, contenders: [], most: 40 }, context());
    const { stretches } = rowOf(found, 'seasonal-naive');
    const values = first(frame).values;
    for (const [i, { forecast, actual }] of stretches.entries()) {
      expect(forecast.time[0]).toBe(found.origins[i]);
      for (const [h, time] of forecast.time.entries()) {
        expect(actual[h]).toBe(values[(time - (frame.time[0] as number)) / hour]);
      }
    }
  });
});

describe('the contenders', () => {
  it('have keys of their own, the baseline first and networks last', () => {
    const all = contendersFor({ id: 'theta', params: { season: 'auto' } });
    expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
    expect(all[0]?.kind).toBe('naive');
    expect(all.at(-1)?.trains).toBe(true);
    expect(all.find(({ key }) => key === 'theta own')?.model.params).toEqual({ season: 'auto' });
  });

  it('count the reader’s choice once when it is one of them', () => {
    const all = contendersFor({ id: 'ets', params: { season: 'split', trend: 'auto' } });
    expect(all.some(({ key }) => key === 'ets own')).toBe(false);
  });
});
