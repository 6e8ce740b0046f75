import { type DemoSet, timesOf } from './set';
import { chanceOf, clamp, rounded, wander } from './shapes';
import { DAY, type Disk, disks, END, RACKS_SPAN, SLOW } from './truth';

const HOUR = 3_600_000;

/** The line of a disk: its pace up to its level at the end, slower before its turn. */
function line({ level, pace, turn }: Disk, t: number): number {
  if (turn === undefined || t >= turn) return level - (pace * (END - t)) / DAY;
  return level - (pace * (END - turn) + SLOW * (turn - t)) / DAY;
}

/** A hundred disks that fill, each at its own pace: `truth.ts` says when. */
export const racks: DemoSet = {
  name: 'racks',
  detail: '100 disks, 56 days, every hour',
  start: END - RACKS_SPAN,
  stop: END,
  stepMs: HOUR,
  measurements: [
    {
      name: 'disk',
      fields: [{ name: 'used_percent', unit: '%' }],
      series: disks.map(({ host, rack }) => ({ host, rack, path: '/data' })),
    },
  ],
  values(_measurement, _field, tags, seed) {
    const disk = disks.find(({ host }) => host === tags.host);
    const times = timesOf(racks);
    if (disk === undefined) return times.map(() => Number.NaN);
    const chance = chanceOf(`racks/${disk.host}`, seed);
    const [late, swing] = [chance() * DAY, 0.1 + 0.25 * chance()];
    const noise = wander(times.length, 0.97, 0.25, chance);
    const made = times.map((t, i) => {
      const day = swing * Math.sin((2 * Math.PI * (t - late)) / DAY);
      return clamp(line(disk, t) + day + (noise[i] as number), 0, 100);
    });
    return rounded(made, 2);
  },
};
