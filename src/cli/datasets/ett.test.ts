import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadEtt } from './ett';
import { ettInWords, evaluateEtt } from './evaluate-ett';

const split = { training: 8, validation: 2, test: 5 };
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ett-'));
  // A climbs by 1 and then falls; B keeps to 5 but for one test row. Training mean and deviation of A: 3.5 and √5.25.
  const a = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 8, 7, 6, 5, 4];
  const rows = a.map((value, t) => `2016-07-01 ${t}:00,${value},${t === 12 ? 9 : t % 2 === 0 ? 4 : 6}`);
  writeFileSync(join(folder, 'ETTh1.csv.gz'), gzipSync(`date,A,B\n${rows.join('\n')}\n2016-07-02 00:00,99,99\n`));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('z-scores each channel by its training rows', () => {
  const [a, b] = loadEtt(folder, split);
  expect([a?.name, b?.name]).toEqual(['A', 'B']);
  expect(a?.values.length).toBe(15);
  expect(a?.values[9]).toBeCloseTo((9 - 3.5) / Math.sqrt(5.25), 12);
  expect([...(b?.values.slice(0, 2) ?? [])]).toEqual([-1, 1]);
});

it('scores every window of the test rows on z-scored values', async () => {
  const request = { folder, recipe: { model: { id: 'seasonal-naive', params: {} }, periods: [] }, seed: 1, split };
  const report = await evaluateEtt({ ...request, horizons: [2], stride: 1 }, () => {});
  // The last value repeated for 2 steps from rows 10, 11, 12, 13 (rows 9..14 of A are 9 8 7 6 5 4): off by 1 and 2 each time.
  // B, deviation 1 (rows 9..14: 6 4 6 9 6 4): 6 against 4 6; 4 against 6 9; 6 against 9 6; 9 against 6 4.
  const a = { squares: (4 * (1 + 4)) / 5.25, sizes: (4 * (1 + 2)) / Math.sqrt(5.25) };
  const b = { squares: 4 + 0 + 4 + 25 + 9 + 0 + 9 + 25, sizes: 2 + 0 + 2 + 5 + 3 + 0 + 3 + 5 };
  expect(report.results[0]).toMatchObject({ horizon: 2, windows: 4, of: 4 });
  expect(report.results[0]?.mse).toBeCloseTo((a.squares + b.squares) / 16, 4);
  expect(report.results[0]?.mae).toBeCloseTo((a.sizes + b.sizes) / 16, 4);
  expect(report).toMatchObject({ benchmark: 'etth1', channels: 2, together: false });
});

it('takes every third window when told', async () => {
  const request = { folder, recipe: { model: { id: 'seasonal-naive', params: {} }, periods: [] }, seed: 1, split };
  const report = await evaluateEtt({ ...request, horizons: [2, 1], stride: 3 }, () => {});
  expect(report.results.map(({ windows, of }) => [windows, of])).toEqual([
    [2, 4],
    [2, 5],
  ]);
  // From rows 10 and 13: A off by 1 and 2 twice, B by 2 0 and 3 5.
  expect(report.results[0]?.mse).toBeCloseTo((10 / 5.25 + 4 + 9 + 25) / 8, 4);
  expect(ettInWords(report)).toContain('horizon 2: 2 of 4 windows (stride 3)');
});

it('says what is wrong with a folder', async () => {
  expect(() => loadEtt(folder, { ...split, test: 50 })).toThrow(/16 rows, and 60 are needed/);
  expect(() => loadEtt(join(folder, 'nowhere'), split)).toThrow(/cannot be read/);
  const request = { folder, recipe: { model: { id: 'seasonal-naive', params: {} } }, seed: 1, split, stride: 1 };
  await expect(evaluateEtt({ ...request, horizons: [6] }, () => {})).rejects.toMatchObject({ code: 'bad-input' });
});
