import { expect, it } from 'vitest';
import { quietContext } from '../base/job';
import { normal, seeded } from '../base/random';
import { first, regular, type SeriesFrame } from '../frame/frame';
import { DAY } from '../math/duration';
import { occurrences, type PlannedEvent } from '../math/recurrence';
import { wallClock } from '../math/zone';
import { detect } from './detect';
import { initialRecipe, type Recipe } from './recipe';

const HOUR = DAY / 24;
const zone = 'Europe/Berlin';
const start = Date.UTC(2026, 1, 2);
const n = 24 * 7 * 10;
const maintenance: PlannedEvent = {
  name: 'Maintenance',
  start: Date.UTC(2026, 1, 11, 1),
  stop: Date.UTC(2026, 1, 11, 5),
  rule: 'FREQ=WEEKLY;INTERVAL=2',
};
const times = occurrences(maintenance, { start, stop: start + n * HOUR }, zone);
const incident = start + 24 * 40 * HOUR + 13 * HOUR;

/** Ten weeks by Berlin's clock with a fall in each maintenance, of which the last but one is far deeper, and one incident. */
function series(): SeriesFrame {
  const random = seeded(3);
  const clock = wallClock(zone);
  const frame = regular(start, HOUR, new Float64Array(n), 'load');
  const deep = times.at(-2);
  const values = frame.time.map((t) => {
    const hour = (clock.toWall(t) / HOUR) % 24;
    const planned = times.find((one) => t >= one.start && t < one.stop);
    const fall = planned === undefined ? 0 : planned.start === deep?.start ? -45 : -25;
    return 100 + 10 * Math.sin((2 * Math.PI * hour) / 24) + normal(random) + fall + (t === incident ? 20 : 0);
  });
  return { ...frame, columns: [{ ...first(frame), values }] };
}

const scored = (events: readonly PlannedEvent[]) => {
  const recipe: Recipe = {
    ...initialRecipe,
    query: { ...initialRecipe.query, zone },
    ...(events.length > 0 && { inputs: { calendar: [], events, series: [] } }),
  };
  return detect({ frame: series(), recipe }, quietContext(seeded(1)));
};

it('planned events are no anomalies; what sticks out of one says so, and the incident stays', async () => {
  const blind = await scored([]);
  expect(blind.ranges.length).toBeGreaterThan(times.length);
  expect(blind.expected).toBeUndefined();
  const found = await scored([maintenance]);
  expect(found.ranges.map(({ peak }) => peak)).toEqual([incident]);
  expect(found.ranges[0]?.during).toBeUndefined();
  const deep = times.at(-2);
  expect(found.expected?.length).toBeGreaterThan(0);
  for (const { peak, during, reason } of found.expected ?? []) {
    expect(during).toBe('Maintenance');
    expect(reason).toMatch(/typical, during Maintenance$/);
    expect(peak).toBeGreaterThanOrEqual(deep?.start as number);
    expect(peak).toBeLessThan(deep?.stop as number);
  }
});

it('what is typical goes down with a planned event, and is in the series’ own units', async () => {
  const { time, typical, lower, upper } = await scored([maintenance]);
  const { values } = first(series());
  const [event] = times;
  time.forEach((t, i) => {
    if (t < (event?.start as number) || t >= (event?.stop as number)) return;
    expect(Math.abs((typical[i] as number) - (values[i] as number))).toBeLessThan(8);
    expect(lower[i] as number).toBeLessThan(values[i] as number);
    expect(upper[i] as number).toBeGreaterThan(values[i] as number);
  });
});
