import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SeriesFrame } from '../../frame/frame';
import { emptyQuery } from '../../frame/query';
import { context } from '../contract.testing';
import { demo } from './source';
import { changes, DAY, disks, END, ENERGY_END, holidays, incidents, reaches, roles, seasons, WEEK } from './truth';

const ALL = { start: 0, stop: ENERGY_END };

async function read(
  database: string,
  measurement: string,
  field: string,
  tag: string,
  seed = 1,
): Promise<Map<string, SeriesFrame>> {
  const query = {
    ...emptyQuery,
    database,
    measurement,
    fields: [field],
    aggregate: 'none',
    groupBy: [tag],
    range: ALL,
  };
  const { frames } = await demo.query({ params: { seed } }, query, context());
  return new Map(frames.map((frame) => [frame.columns[0]?.labels[tag] ?? '', frame]));
}

const valuesOf = (frame: SeriesFrame | undefined): Float64Array => frame?.columns[0]?.values ?? new Float64Array();
const mean = (values: Iterable<number>): number => {
  const list = [...values];
  return list.reduce((a, b) => a + b, 0) / list.length;
};
const spread = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

/** Values of a frame in [start, stop). */
const between = (frame: SeriesFrame | undefined, start: number, stop: number): number[] =>
  [...valuesOf(frame)].filter((_, i) => (frame?.time[i] ?? 0) >= start && (frame?.time[i] ?? 0) < stop);

function correlation(values: Float64Array, lag: number): number {
  const centre = mean(values);
  let [top, bottom] = [0, 0];
  values.forEach((value, i) => {
    bottom += (value - centre) ** 2;
    if (i >= lag) top += (value - centre) * ((values[i - lag] as number) - centre);
  });
  return top / bottom;
}

/** The main tag of each set. */
const TAGS: Readonly<Record<string, string>> = { fleet: 'host', sensors: 'city', energy: 'region' };

describe('the demo data', () => {
  it('is the same to the bit, on every machine and in every year', async () => {
    const hash = createHash('sha256');
    for (const { set, measurement, field } of seasons) {
      for (const [name, frame] of await read(set, measurement, field, TAGS[set] ?? ''))
        hash.update(`${name}${field}`).update(valuesOf(frame)).update(frame.time);
    }
    expect(hash.digest('hex').slice(0, 16)).toMatchInlineSnapshot(`"b9dd66256cfc58f1"`);
  });

  it('has other noise for another seed, around the same shape', async () => {
    const [one, two] = await Promise.all([1, 2].map((seed) => read('energy', 'grid', 'demand', 'region', seed)));
    const [a, b] = [valuesOf(one?.get('south')), valuesOf(two?.get('south'))];
    expect(a).not.toEqual(b);
    expect(Math.abs(mean(a) / mean(b) - 1)).toBeLessThan(0.05);
  });

  it('comes at the sizes it says', async () => {
    const [fleet, sensors, energy] = await Promise.all([
      read('fleet', 'cpu', 'usage_user', 'host'),
      read('sensors', 'climate', 'temperature', 'city'),
      read('energy', 'grid', 'demand', 'region'),
    ]);
    expect([fleet.size, fleet.get('host-01')?.time.length]).toEqual([12, 28 * 288]);
    expect([sensors.size, sensors.get('Vienna')?.time.length]).toEqual([5, 365 * 24]);
    expect([energy.size, energy.get('south')?.time.length]).toEqual([3, 4032]);
  });

  it('has the seasons it says: alike a day and a week ago, unlike half a day ago', async () => {
    for (const { set, measurement, field, periods } of seasons.filter(({ periods: all }) => all.includes(WEEK))) {
      for (const [name, frame] of await read(set, measurement, field, TAGS[set] ?? '')) {
        const quiet = frame.stepMs !== undefined && !(set === 'fleet' && measurement === 'mem');
        if (!quiet || field === 'price') continue;
        const at = (ms: number) => correlation(valuesOf(frame), ms / (frame.stepMs ?? 1));
        expect(at(DAY), `${name} ${field}`).toBeGreaterThan(at(DAY / 2) + 0.1);
        expect(periods).toContain(DAY);
      }
    }
  });

  it('remembers: neighbouring values are alike beyond the season', async () => {
    const values = valuesOf((await read('energy', 'grid', 'demand', 'region')).get('south'));
    const weekly = values.slice(336).map((value, i) => value - (values[i] as number));
    expect(correlation(weekly, 1)).toBeGreaterThan(0.7);
  });

  it('is noisier where there is more', async () => {
    const values = valuesOf((await read('fleet', 'net', 'bytes_sent', 'host')).get('host-02'));
    const steps = values.slice(1).map((value, i) => Math.abs(value - (values[i] as number)));
    const middle = mean(values);
    const [low, high] = [
      [...steps].filter((_, i) => (values[i] as number) < middle),
      [...steps].filter((_, i) => (values[i] as number) >= middle),
    ];
    expect(mean(high)).toBeGreaterThan(2 * mean(low));
  });

  it('has three kinds of hosts, told apart by the shape of their day', async () => {
    const frames = await read('fleet', 'cpu', 'usage_user', 'host');
    const peak = (host: string): string => {
      const days = Array.from({ length: 24 }, () => [] as number[]);
      const frame = frames.get(host);
      frame?.time.forEach((t, i) => {
        days[Math.floor((t % DAY) / 3_600_000)]?.push(valuesOf(frame)[i] as number);
      });
      const hours = days.map(mean);
      const share = spread(hours) / mean(hours);
      const night = mean(hours.slice(1, 5)) > mean(hours.slice(10, 16));
      return share < 0.15 ? 'db' : night ? 'batch' : 'web';
    };
    for (const [role, hosts] of Object.entries(roles)) expect(hosts.map(peak)).toEqual(hosts.map(() => role));
  });

  it('has the incidents it says', async () => {
    for (const { set, measurement, fields, tags, kind, start, stop, size } of incidents) {
      const tag = TAGS[set] ?? '';
      for (const field of fields.length > 0
        ? fields
        : seasons.filter((one) => one.set === set && one.measurement === measurement).map((one) => one.field)) {
        const frame = (await read(set, measurement, field, tag)).get(tags[tag] ?? '');
        const here = between(frame, start, stop);
        const label = `${kind} ${field} ${Object.values(tags)}`;
        if (kind === 'dropout') {
          expect(here, label).toEqual([]);
          continue;
        }
        if (kind === 'stuck') {
          expect(new Set(here).size, label).toBe(1);
          continue;
        }
        const before = between(frame, start - WEEK, stop - WEEK);
        const ago = before.length > 0 ? before : between(frame, start - DAY, stop - DAY);
        const moved = mean(here) - mean(ago);
        if (kind === 'absent') expect(Math.abs(moved), label).toBeGreaterThan(field === 'usage_system' ? 3 : 15);
        else if (kind === 'dip') expect(mean(here) / mean(ago), label).toBeLessThan(1 - size + 0.1);
        else expect(Math.abs(moved), label).toBeGreaterThan(size * 0.4);
      }
    }
  });

  it('has the changes and the holidays it says', async () => {
    for (const { set, measurement, field, tags, kind, at, size } of changes) {
      const tag = TAGS[set] ?? '';
      const frame = (await read(set, measurement, field, tag)).get(tags[tag] ?? '');
      if (kind === 'level') {
        const step = mean(between(frame, at, at + WEEK)) - mean(between(frame, at - WEEK, at));
        expect(Math.abs(step / size - 1), field).toBeLessThan(0.6);
      } else {
        const rise = mean(between(frame, at + 7 * DAY, at + 8 * DAY)) - mean(between(frame, at, at + DAY));
        expect(rise / 7).toBeCloseTo(size, 1);
      }
    }
    const south = (await read('energy', 'grid', 'demand', 'region')).get('south');
    for (const { start, stop } of holidays) {
      expect(mean(between(south, start, stop)) / mean(between(south, start - WEEK, stop - WEEK))).toBeLessThan(0.93);
    }
  });

  it('has a hundred disks that go straight for the dates it says', async () => {
    const frames = await read('racks', 'disk', 'used_percent', 'host');
    expect([frames.size, frames.get('node-001')?.time.length]).toEqual([100, 56 * 24]);
    const dates = disks.flatMap((disk) => reaches(disk, 100) ?? []).sort((a, b) => a - b);
    expect([dates.length, ...[dates[0], dates.at(-1)].map((date) => ((date ?? 0) - END) / DAY)]).toEqual([
      80,
      expect.closeTo(3, 9),
      expect.closeTo(180, 9),
    ]);
    for (const disk of disks) {
      const frame = frames.get(disk.host);
      const all = valuesOf(frame);
      expect(Math.min(...all), disk.host).toBeGreaterThan(0);
      expect(Math.max(...all), disk.host).toBeLessThan(100);
      const day = (back: number): number => mean(between(frame, END - (back + 1) * DAY, END - back * DAY));
      expect(Math.abs(day(0) - (disk.level - disk.pace / 2)), disk.host).toBeLessThan(1);
      if (disk.turn === undefined || END - disk.turn > 10 * DAY)
        expect(Math.abs((day(0) - day(9)) / 9 - disk.pace), disk.host).toBeLessThan(0.15);
    }
  });

  it('has units and telegraf’s names', async () => {
    const nodes = await demo.catalog({ params: { seed: 1 } }, { database: 'fleet', measurement: 'cpu' }, context());
    expect(nodes).toContainEqual({ kind: 'field', name: 'usage_user', detail: '%' });
    expect(nodes.filter(({ kind }) => kind === 'tag').map(({ name }) => name)).toEqual([
      'cpu',
      'host',
      'region',
      'role',
    ]);
    const missing = demo.catalog({ params: { seed: 1 } }, { database: 'nope' }, context());
    await expect(missing).rejects.toMatchObject({ code: 'not-found', place: 'database' });
  });
});
