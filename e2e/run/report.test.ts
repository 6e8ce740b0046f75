import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lastLine, tallyOf } from './report';

const FOLDER = mkdtempSync(join(tmpdir(), 'undertone-report-'));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

function count(content: string, ok: boolean): string {
  const file = join(FOLDER, 'report.json');
  writeFileSync(file, content);
  return lastLine(tallyOf('unit', file, ok));
}

function report(status: string, tests: readonly string[]): string {
  const assertionResults = tests.map((each, index) => ({ status: each, fullName: `test ${index}` }));
  return JSON.stringify({ testResults: [{ name: 'a.test.ts', status, assertionResults }] });
}

describe('counting a vitest report', () => {
  it('counts passed, failed and everything that did not run', () => {
    const tests = ['passed', 'failed', 'skipped', 'pending', 'todo', 'passed'];
    expect(count(report('failed', tests), false)).toBe('2 passed, 1 failed, 3 skipped');
  });

  it('counts a file that fails without a failed test', () => {
    expect(count(report('failed', []), false)).toBe('0 passed, 1 failed, 0 skipped');
    expect(count(report('failed', ['skipped']), false)).toBe('0 passed, 1 failed, 1 skipped');
  });

  it('counts an error outside the tests', () => {
    expect(count(report('passed', ['passed']), false)).toBe('1 passed, 1 failed, 0 skipped');
  });

  it('fails when nothing ran or the report is missing or cut off', () => {
    expect(count(report('passed', []), true)).toBe('0 passed, 1 failed, 0 skipped');
    expect(count('{"testResults": [', true)).toBe('0 passed, 1 failed, 0 skipped');
    expect(lastLine(tallyOf('unit', join(FOLDER, 'none.json'), true))).toBe('0 passed, 1 failed, 0 skipped');
  });
});
