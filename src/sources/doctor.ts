import { StudioError } from '../base/errors';
import type { JobContext } from '../base/job';
import { type Wire, wireTo } from './doctor-wire';
import { serverUrl } from './http';
import type { Check, Diagnosis, Page } from './types';

export type Fix = Diagnosis['fixes'][number];

/** What one test saw. Only `failed` has something wrong, and ends the row; fixes of the others are offered all the same. */
export type Finding =
  | { readonly verdict: 'passed' | 'unknown'; readonly words: string; readonly fixes?: readonly Fix[] }
  | {
      readonly verdict: 'failed';
      readonly words: string;
      readonly wrong: string;
      readonly fixes: readonly Fix[];
      /** The source that suits what answers, where it is another than was chosen. */
      readonly product?: string;
    };

export interface Test {
  readonly id: Check['id'];
  readonly run: () => Promise<Finding> | Finding;
}

export const passed = (words: string, fixes: readonly Fix[] = []): Finding => ({ verdict: 'passed', words, fixes });
export const unknown = (words: string): Finding => ({ verdict: 'unknown', words });
export const failed = (
  words: string,
  wrong: string,
  fixes: readonly Fix[],
): Extract<Finding, { verdict: 'failed' }> => ({
  verdict: 'failed',
  words,
  wrong,
  fixes,
});

const titles: Readonly<Record<Check['id'], string>> = {
  'mixed-content': 'Secure page, plain address',
  'local-network': 'Permission for the local network',
  reachable: 'Something answers there',
  cors: 'This page may read the answers',
  auth: 'The login is taken',
  org: 'The organisation is there',
  database: 'The data may be read',
};

/** What a test is called; a bucket is one of `database`. */
export const titleOf = (id: Check['id']): string => titles[id];

/**
 * Runs tests in order up to the first that fails; those after it are `skipped`. Each is reported as it begins, with the
 * checks before it as the report's `checkpoint`. Rejects with `cancelled` only.
 */
export async function examine(tests: readonly Test[], ctx: JobContext): Promise<Diagnosis> {
  const checks: Check[] = [];
  const fixes: Fix[] = [];
  let wrong: string | undefined;
  let product: string | undefined;
  for (const { id, run } of tests) {
    const title = titleOf(id);
    if (wrong !== undefined) {
      checks.push({ id, title, verdict: 'skipped', words: 'Not tested, for the one before did not pass.' });
      continue;
    }
    const { length: done } = checks;
    ctx.progress({ phase: 'Testing', part: id, done, total: tests.length, unit: 'tests', checkpoint: [...checks] });
    const found = await finding(run);
    checks.push({ id, title, verdict: found.verdict, words: found.words });
    fixes.push(...(found.fixes ?? []));
    if (found.verdict === 'failed') ({ wrong, product } = found);
  }
  return { checks, fixes, ...(wrong !== undefined && { wrong }), ...(product !== undefined && { product }) };
}

async function finding(run: Test['run']): Promise<Finding> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof StudioError)) return unknown(`It could not be tested: ${String(error)}`);
    if (error.code === 'cancelled') throw error;
    return failed(error.message, `${error.message} ${error.next ?? ''}`.trim(), []);
  }
}

/** Examines the server at an address as typed; one that is no address fails as not reachable. */
export async function examineAt(
  typed: string,
  page: Page,
  ctx: JobContext,
  testsOf: (wire: Wire) => readonly Test[],
): Promise<Diagnosis> {
  try {
    return await examine(testsOf(wireTo(serverUrl(typed), page, ctx)), ctx);
  } catch (error) {
    if (!(error instanceof StudioError) || error.code === 'cancelled') throw error;
    const run = (): never => {
      throw error;
    };
    return examine([{ id: 'reachable', run }], ctx);
  }
}
