import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { ROOT } from './command';

const bench = (...flags: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'e2e/run/bench.ts', ...flags], { cwd: ROOT, encoding: 'utf8' });

it('prints one JSON object and nothing else on stdout, the same case for every subject', () => {
  const subjects = ['undertone theta', 'augurs MSTL+ETS'].flatMap((name) => ['--subject', name]);
  const { status, stdout, stderr } = bench('forecast', '--json', '--limit', '2', ...subjects, '--python', '/no/such');
  expect(status).toBe(0);
  expect(stdout.trimEnd().split('\n').length).toBe(1);
  const { bench: name, machine, results } = JSON.parse(stdout);
  expect({ name, machine: typeof machine }).toEqual({ name: 'forecast', machine: 'string' });
  expect(results).toEqual(
    ['undertone theta', 'augurs MSTL+ETS'].flatMap((subject) =>
      ['ms', 'sMAPE'].map((unit) => ({ case: 'demo energy', subject, value: expect.any(Number), unit })),
    ),
  );
  expect(results.every(({ value }: { value: number }) => value > 0)).toBe(true);
  expect(stderr).toContain('/no/such ended early');
}, 40_000);

it('names the benches there are', () => {
  const { status, stdout, stderr } = bench('forecats');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('forecast');
}, 20_000);
