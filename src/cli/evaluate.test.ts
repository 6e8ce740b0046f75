import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const evaluate = (...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/evaluate.ts', ...args], { cwd: root, encoding: 'utf8' });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evaluate-'));
  const fixture: {
    readonly series: readonly { readonly id: string; readonly training: number[]; readonly test: number[] }[];
  } = JSON.parse(readFileSync(join(import.meta.dirname, 'datasets/fixtures/m4-small.json'), 'utf8'));
  for (const [name, kind] of [
    ['train', 'training'],
    ['test', 'test'],
  ] as const) {
    const rows = fixture.series.map((one) => [one.id, ...one[kind]].join(','));
    writeFileSync(join(folder, `Hourly-${name}-dev.csv`), rows.join('\n'));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

it('prints one JSON object and nothing else on stdout', () => {
  const { status, stdout } = evaluate(
    'm4-hourly',
    '--data',
    folder,
    '--model',
    'seasonal-naive',
    '--json',
    '--limit',
    '3',
  );
  expect(status).toBe(0);
  expect(stdout.trimEnd().split('\n').length).toBe(1);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ benchmark: 'm4-hourly', model: 'seasonal-naive', series: 3, of: 6 });
  for (const key of ['smape', 'mase', 'owa', 'naive2_smape', 'naive2_mase'])
    expect(report.metrics[key]).toBeGreaterThan(0);
}, 20_000);

it('writes forecasts to a file, learned from many series or from each alone', () => {
  const out = join(folder, 'forecasts.csv');
  const asked = ['m4-hourly', '--data', folder, '--model', 'instant', '--out', out];
  const { status, stdout } = evaluate(...asked, '--alone', '--json');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ model: 'instant', together: false, fell_back: 0 });
  const rows = readFileSync(out, 'utf8').trimEnd().split('\n');
  expect(rows.length).toBe(7);
  expect(rows[0]?.startsWith('id,f1,f2,')).toBe(true);
  expect(rows.every((row) => row.split(',').length === 49)).toBe(true);
}, 20_000);

it('ends by itself after networks were trained on threads', () => {
  const few = '{"epochs":1,"units":2,"dense":2,"lookback":8,"windows":32,"batch":16}';
  const asked = ['m4-hourly', '--data', folder, '--model', 'composite-lstm', '--params', few, '--limit', '1', '--json'];
  const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/evaluate.ts', ...asked], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ model: 'composite-lstm', series: 1, fell_back: 0 });
}, 70_000);

it('answers wrong use in words on stderr, with exit code 2', () => {
  const { status, stdout, stderr } = evaluate(
    'm4-hourly',
    '--data',
    folder,
    '--model',
    'linear-last-slope',
    '--params',
    '{"steepness": 3}',
  );
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('linear-last-slope has no parameter “steepness”; it has severity, shortest.');
  expect(stderr).toContain('npm run -s evaluate');
}, 20_000);

it('says where to mend it when the folder holds no such files', () => {
  const { status, stdout, stderr } = evaluate('m4-weekly', '--data', folder, '--model', 'seasonal-naive', '--json');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toBe(
    `There is no Weekly-train-*.csv with series in ${folder}. Give the folder of the data set with --data.\n`,
  );
}, 20_000);
