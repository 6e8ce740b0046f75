/** Counting: what a step, or a vitest JSON report, adds to `N passed, N failed, N skipped`. */
import { existsSync, readFileSync } from 'node:fs';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What failed, by name, for the end of the run. */
  readonly failures: readonly string[];
}

export const NOTHING: Tally = { passed: 0, failed: 0, skipped: 0, failures: [] };

export function add(a: Tally, b: Tally): Tally {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    failures: [...a.failures, ...b.failures],
  };
}

/** A step that is one test. */
export function single(name: string, ok: boolean): Tally {
  return ok ? { ...NOTHING, passed: 1 } : { ...NOTHING, failed: 1, failures: [name] };
}

/** The last line of a run. */
export function lastLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Counts vitest's JSON report. `ok` is vitest's exit status: it also fails for errors outside any test. */
export function tallyOf(step: string, reportFile: string, ok: boolean): Tally {
  const report = readReport(reportFile);
  if (report === undefined) return single(`${step}: it ended without a report`, false);
  let tally = NOTHING;
  for (const file of listAt(report, 'testResults')) {
    const tests = listAt(file, 'assertionResults');
    const name = textAt(file, 'name');
    for (const test of tests) tally = add(tally, tallyOfTest(`${step}: ${textAt(test, 'fullName')} (${name})`, test));
    // A file that fails to load, or whose hooks fail, may have no failed test of its own.
    const failedTests = tests.some((test) => textAt(test, 'status') === 'failed');
    if (textAt(file, 'status') === 'failed' && !failedTests) tally = add(tally, single(`${step}: ${name}`, false));
  }
  if (tally.passed + tally.failed + tally.skipped === 0) return single(`${step}: no test was found`, false);
  if (!ok && tally.failed === 0) return add(tally, single(`${step}: an error outside the tests`, false));
  return tally;
}

function tallyOfTest(name: string, test: unknown): Tally {
  const status = textAt(test, 'status');
  if (status === 'passed') return { ...NOTHING, passed: 1 };
  return status === 'failed' ? single(name, false) : { ...NOTHING, skipped: 1 };
}

function readReport(path: string): unknown {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // cut off while it was written
  }
}

function valueAt(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function textAt(value: unknown, key: string): string {
  const text = valueAt(value, key);
  return typeof text === 'string' ? text : '';
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list = valueAt(value, key);
  return Array.isArray(list) ? list : [];
}
