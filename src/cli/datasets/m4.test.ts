/*
 * The small fixture (300, 250, 311, 240, 263 and 330 points) and its scores, in Python (numpy and statsmodels),
 * fixtures/m4-small.json:
 *   sMAPE = mean(200 |y - f| / (|y| + |f|)); MASE = mean|y - f| / mean|x[24:] - x[:-24]|, means over series, then OWA;
 *   Naive2 by statsmodels' seasonal_decompose(x, 'multiplicative', period=24) where
 *   |acf(x, adjusted=False)[24]| > 1.645 sqrt((1 + 2 sum(acf[1:24] ** 2)) / n) and 24 <= int(10 log10(n)), else the last value.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateM4 } from './evaluate-m4';
import { loadM4, type M4Set, m4Sets } from './m4';
import { naive2 } from './naive2';
import { readRows } from './rows';
import { scoreM4 } from './score';

interface Fixture {
  readonly series: readonly {
    readonly id: string;
    readonly training: readonly number[];
    readonly test: readonly number[];
    readonly naive2: readonly number[];
    readonly seasonal: boolean;
  }[];
  readonly naive: { readonly smape: number; readonly mase: number; readonly owa: number };
  readonly naive2: { readonly smape: number; readonly mase: number };
}
const fixture: Fixture = JSON.parse(readFileSync(`${import.meta.dirname}/fixtures/m4-small.json`, 'utf8'));
const hourly = m4Sets['m4-hourly'] as M4Set;
const series = fixture.series.map(({ id, training, test, naive2: published }) => ({
  id,
  training: Float64Array.from(training),
  test: Float64Array.from(test),
  naive2: Float64Array.from(published),
}));

describe('Naive2', () => {
  it.each(
    fixture.series.map((one) => [one.seasonal ? 'puts the season on' : 'is the last value without one', one] as const),
  )('%s, as the reference has it', (_, one) => {
    const forecast = naive2(Float64Array.from(one.training), 24, 48);
    one.naive2.forEach((value, h) => {
      expect(Math.abs((forecast[h] as number) - value)).toBeLessThan(1e-9 * Math.abs(value));
    });
  });

  it('holds cases of both kinds', () => {
    expect(new Set(fixture.series.map(({ seasonal }) => seasonal)).size).toBe(2);
  });
});

it('scores as the reference does', () => {
  const last = series.map(({ training, test }) => test.map(() => training.at(-1) as number));
  const scores = scoreM4(series, last, 24);
  expect(scores.smape).toBeCloseTo(fixture.naive.smape, 9);
  expect(scores.mase).toBeCloseTo(fixture.naive.mase, 9);
  expect(scores.owa).toBeCloseTo(fixture.naive.owa, 9);
  expect(scores.naive2_smape).toBeCloseTo(fixture.naive2.smape, 9);
  expect(scores.naive2_mase).toBeCloseTo(fixture.naive2.mase, 9);
});

describe('a folder', () => {
  let folder: string;
  const file = (name: string): string => join(folder, name);
  const rows = (kind: 'training' | 'test', quoted = false): string =>
    series.map((one) => [one.id, ...one[kind]].map((cell) => (quoted ? `"${cell}"` : cell)).join(',')).join('\n');

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'm4-'));
    const header = `"V1","V2","V3"\n`;
    writeFileSync(file('Hourly-train-heldout.csv.gz'), gzipSync(`${header}${rows('training', true)},,,\r\n`));
    writeFileSync(file('Hourly-test-heldout.csv'), rows('test'));
    writeFileSync(file('Weekly-train-dev.csv'), 'W1,1,2,3\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read whatever its files end in: gzipped, quoted, with a header, with empty cells', () => {
    const data = loadM4(hourly, folder);
    expect(data.naive2).toBe('computed');
    expect(data.series.map(({ id }) => id)).toEqual(series.map(({ id }) => id));
    expect(data.series[0]?.training).toEqual(series[0]?.training);
  });

  it('is evaluated with our own Naive2 where it has none, and says how many series were run', async () => {
    const request = { name: 'm4-hourly', set: hourly, folder, limit: 2, seed: 1 };
    const recipe = { model: { id: 'seasonal-naive', params: {} } };
    const { report } = await evaluateM4({ ...request, recipe }, () => {});
    expect(report).toMatchObject({ series: 2, of: series.length, naive2: 'computed', fell_back: 0 });
    expect(Object.values(report.metrics).every(Number.isFinite)).toBe(true);
  });

  it('is refused in words when a file is missing, or does not fit', () => {
    expect(() => loadM4(hourly, '/nowhere')).toThrowError(expect.objectContaining({ code: 'not-found' }));
    expect(() => loadM4(m4Sets['m4-weekly'] as M4Set, folder)).toThrowError(/Weekly-test-\*\.csv/);
    writeFileSync(file('Weekly-test-dev.csv'), 'W1,1,2,3\n');
    expect(() => loadM4(m4Sets['m4-weekly'] as M4Set, folder)).toThrowError(/Series W1 does not have 13 test values/);
  });
});

const data = join(import.meta.dirname, '../../../../shared/data');

describe.skipIf(!existsSync(data))('the published anchors', () => {
  const scores = (name: string) =>
    evaluateM4(
      {
        name,
        set: m4Sets[name] as M4Set,
        folder: join(data, name.replace('-', '_')),
        recipe: { model: { id: 'seasonal-naive', params: {} } },
        limit: Number.POSITIVE_INFINITY,
        seed: 1,
      },
      () => {},
    );

  it('seasonal naive on M4 Hourly', async () => {
    const { metrics, series: count } = (await scores('m4-hourly')).report;
    expect(count).toBe(207);
    expect(metrics).toEqual({ smape: 14.123, mase: 1.199, owa: 0.638, naive2_smape: 18.378, naive2_mase: 2.364 });
  });

  it('naive on M4 Weekly, where it is Naive2', async () => {
    const { metrics } = (await scores('m4-weekly')).report;
    expect(metrics).toEqual({ smape: 9.503, mase: 2.885, owa: 1, naive2_smape: 9.503, naive2_mase: 2.885 });
  });

  it('our Naive2 is the competition’s, series by series', () => {
    const hours = loadM4(hourly, join(data, 'm4_hourly'));
    expect(hours.naive2).toBe('file');
    for (const { training, naive2: published } of hours.series) {
      naive2(training, 24, 48).forEach((value, h) => {
        expect(Math.abs(value - (published[h] as number))).toBeLessThan(1e-5 * Math.abs(value) + 1e-5);
      });
    }
  });
});

describe.skipIf(!existsSync(data))('the reference forecasts of M4 Hourly', () => {
  it('are those of `instant`, over all series at once', async () => {
    const folder = join(data, 'm4_hourly');
    const recipe = { model: { id: 'instant', params: {} } };
    const request = { name: 'm4-hourly', set: hourly, folder, recipe, limit: Number.POSITIVE_INFINITY, seed: 1 };
    const { report, ids, forecasts } = await evaluateM4(request, () => {});
    const published = readRows(join(folder, 'reference-instant.csv.gz'));
    for (const [i, id] of ids.entries()) {
      (published.get(id) as Float64Array).forEach((value, h) => {
        expect(Math.abs((forecasts[i]?.[h] as number) / value - 1)).toBeLessThan(1e-6);
      });
    }
    expect(report).toMatchObject({ together: true, fell_back: 0, metrics: { smape: 8.544, mase: 0.711, owa: 0.383 } });
  }, 20_000);
});
