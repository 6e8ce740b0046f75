import { expect, it } from 'vitest';
import { jobs } from '../engine/jobs';
import { localEngine } from '../engine/local';
import { viewJobs } from '../engine/view-jobs';
import { regular } from '../frame/frame';
import { factsOfLong, viewOfCurve } from './views';

const window = { start: 0, stop: 1e9, width: 10, keep: 'spikes' } as const;
const { signal } = new AbortController();

/** An engine that counts what is sent. */
function counting() {
  let sent = 0;
  const hold: typeof viewJobs.hold = (input, ctx) => {
    sent++;
    return viewJobs.hold(input, ctx);
  };
  return { engine: localEngine({ ...jobs, hold }), sent: () => sent };
}

it('sends a series once, however often and for whatever it is asked', async () => {
  const { engine, sent } = counting();
  const frame = regular(
    0,
    1000,
    new Float64Array(500).map((_, i) => i % 50),
  );
  const curve = { time: frame.time, values: frame.columns[0]?.values ?? new Float64Array() };
  const [one, other] = await Promise.all([1, 2].map(() => viewOfCurve(engine, curve, window, signal)));
  expect(one).toEqual(other);
  expect(one?.facts).toEqual({ low: 0, high: 49, missing: 0 });
  expect(await factsOfLong(engine, 'a', frame, signal)).toMatchObject({ name: 'a', points: 500, gaps: 0 });
  expect(sent()).toBe(2);
});

it('sends it again when the worker has let go of it', async () => {
  const { engine, sent } = counting();
  const curve = { time: Float64Array.of(1, 2), values: Float64Array.of(3, 4) };
  await viewOfCurve(engine, curve, window, signal);
  for (let id = 0; id < 100; id++) await engine.run('drop', { id });
  expect([...(await viewOfCurve(engine, curve, window, signal)).points]).toEqual([0, 1]);
  expect(sent()).toBe(4);
});
