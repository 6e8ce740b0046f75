import { expect, it } from 'vitest';
import { throwIfCancelled } from '../base/errors';
import { breathe, type JobContext, type Progress } from '../base/job';
import { context } from './contract.testing';
import { SharedJobs } from './file-shared';
import { fileSource } from './file-source';

/** A job of some breaths that counts how often it began and whether it was stopped. */
function counted(fails = false) {
  const seen = { begun: 0, stopped: 0 };
  const run = async (ctx: JobContext): Promise<number> => {
    seen.begun++;
    try {
      for (let done = 0; done < 5; done++) {
        await breathe();
        throwIfCancelled(ctx.signal);
        ctx.progress({ phase: 'Reading', done, total: 5, unit: 'rows' });
      }
    } catch (error) {
      seen.stopped++;
      throw error;
    }
    if (fails) throw new Error('no');
    return seen.begun;
  };
  return { seen, run };
}

it('runs a job once for all who ask at a time, and reports to each', async () => {
  const { seen, run } = counted();
  const jobs = new SharedJobs<number>();
  const reports: Progress[][] = [[], []];
  const asked = reports.map((own) => jobs.join('k', context({ progress: (one) => own.push(one) }), run));
  expect(await Promise.all([...asked, jobs.join('other', context(), run)])).toEqual([2, 2, 2]);
  expect(reports.map(({ length }) => length)).toEqual([5, 5]);
  expect(seen).toEqual({ begun: 2, stopped: 0 });
  expect(await jobs.join('k', context(), run)).toBe(3);
});

it('goes on for the others when one cancels, and stops when the last does', async () => {
  const { seen, run } = counted();
  const jobs = new SharedJobs<number>();
  const stops = [new AbortController(), new AbortController(), new AbortController()] as const;
  const waits = stops.map(({ signal }) => jobs.join('k', context({ signal }), run));
  stops[0].abort();
  await expect(waits[0]).rejects.toMatchObject({ code: 'cancelled' });
  expect(await waits[1]).toBe(1);
  expect(await waits[2]).toBe(1);
  expect(seen).toEqual({ begun: 1, stopped: 0 });
  const last = new AbortController();
  const alone = jobs.join('k', context({ signal: last.signal }), run);
  last.abort();
  await expect(alone).rejects.toMatchObject({ code: 'cancelled' });
  expect(await jobs.join('k', context(), run)).toBe(3);
  expect(seen.stopped).toBe(1);
});

it('fails for all who wait, and is begun anew after that', async () => {
  const { seen, run } = counted(true);
  const jobs = new SharedJobs<number>();
  const ends = await Promise.allSettled([jobs.join('k', context(), run), jobs.join('k', context(), run)]);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(jobs.join('k', context(), run)).rejects.toThrow('no');
  expect(seen.begun).toBe(2);
});

it('keeps a file from being read twice by calls that come at once', async () => {
  let reads = 0;
  const source = fileSource('own', async (_, __: object) => {
    reads++;
    await breathe();
    return { tables: new Map(), look: { columns: [], rows: [], shape: '' }, rows: 3, notes: [], skipped: 0, gaps: 0 };
  });
  const opening = { params: {}, file: new File(['a file'], 'a.csv') };
  await Promise.all([
    source.preview(opening, context()),
    source.catalog(opening, { database: 'a.csv' }, context()),
    source.preview(opening, context()),
  ]);
  expect(reads).toBe(1);
});
