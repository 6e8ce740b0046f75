import { expect, it } from 'vitest';
import { breathe } from '../base/job';
import { pacer } from './pace';

it('lets others in after much work, not after little', async () => {
  let others = 0;
  const pace = pacer(new AbortController().signal);
  void breathe().then(() => others++);
  await pace(1000);
  expect(others).toBe(0);
  await pace(100_000_000);
  expect(others).toBe(1);
});

it('rejects once the job is cancelled', async () => {
  const controller = new AbortController();
  const pace = pacer(controller.signal);
  void breathe().then(() => controller.abort());
  await expect(pace(100_000_000)).rejects.toMatchObject({ code: 'cancelled' });
  expect(() => pacer(controller.signal)).toThrow('Cancelled');
});
