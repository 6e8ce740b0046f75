/** What is planted in the demo data, as data: the generators read it, and tests and readers can check against it. */

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;
export const YEAR = 365.25 * DAY;

/** The fleet and the sensors end here; the clock of the demo data stands still, so that every result can be had again. */
export const END = Date.UTC(2026, 3, 27);

/** Energy goes on to here, so that Easter lies in what a model learns from by default, not in what it is judged on. */
export const ENERGY_END = END + 3 * WEEK;

/** Something unusual in [start, stop). */
export interface Incident {
  readonly set: string;
  readonly measurement: string;
  readonly fields: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** `absent`: what happens every day does not happen; `dropout`: no points; `stuck`: the same value over and over. */
  readonly kind: 'spike' | 'dip' | 'stuck' | 'dropout' | 'absent' | 'warm';
  readonly start: number;
  readonly stop: number;
  /** How far from usual: in the field's unit for `spike` and `warm`, as a share for `dip`; 0 where it has no size. */
  readonly size: number;
  readonly what: string;
}

/** A lasting change: from `at` on the series has another level or slope. */
export interface Change {
  readonly set: string;
  readonly measurement: string;
  readonly field: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly kind: 'level' | 'slope';
  readonly at: number;
  /** The level's step in the field's unit, or the new slope in units a day. */
  readonly size: number;
  readonly what: string;
}

/** The seasons a field has, in milliseconds; none = trend only. */
export interface Seasons {
  readonly set: string;
  readonly measurement: string;
  readonly field: string;
  readonly periods: readonly number[];
}

const at = (day: string, clock = '00:00'): number => Date.parse(`${day}T${clock}Z`);

export const incidents: readonly Incident[] = [
  {
    set: 'fleet',
    measurement: 'cpu',
    fields: ['usage_user', 'usage_idle'],
    tags: { host: 'host-03' },
    kind: 'spike',
    start: at('2026-04-14', '10:20'),
    stop: at('2026-04-14', '11:05'),
    size: 55,
    what: 'A runaway process takes the processor for 45 minutes.',
  },
  {
    set: 'fleet',
    measurement: 'cpu',
    fields: ['usage_user', 'usage_system', 'usage_idle'],
    tags: { host: 'host-06' },
    kind: 'absent',
    start: at('2026-04-21', '22:00'),
    stop: at('2026-04-22', '07:00'),
    size: 0,
    what: 'The nightly job does not run: quiet values at a time that is never quiet.',
  },
  ...['cpu', 'mem', 'disk', 'net'].map((measurement): Incident => {
    const [start, stop] = [at('2026-04-18', '02:00'), at('2026-04-18', '08:00')];
    const what = 'The agent is down for six hours: no points from any measurement.';
    return {
      set: 'fleet',
      measurement,
      fields: [],
      tags: { host: 'host-08' },
      kind: 'dropout',
      start,
      stop,
      size: 0,
      what,
    };
  }),
  {
    set: 'fleet',
    measurement: 'net',
    fields: ['bytes_recv'],
    tags: { host: 'host-11' },
    kind: 'stuck',
    start: at('2026-04-20', '13:00'),
    stop: at('2026-04-20', '19:00'),
    size: 0,
    what: 'The counter stands still for six hours.',
  },
  {
    set: 'sensors',
    measurement: 'climate',
    fields: ['temperature'],
    tags: { city: 'Vienna' },
    kind: 'warm',
    start: at('2025-07-14'),
    stop: at('2025-07-21'),
    size: 8,
    what: 'A heat wave: a week 8 °C above what the season explains.',
  },
  {
    set: 'sensors',
    measurement: 'climate',
    fields: ['humidity'],
    tags: { city: 'Lisbon' },
    kind: 'stuck',
    start: at('2025-11-03', '06:00'),
    stop: at('2025-11-05', '06:00'),
    size: 0,
    what: 'The humidity sensor repeats one value for two days.',
  },
  {
    set: 'sensors',
    measurement: 'climate',
    fields: ['temperature'],
    tags: { city: 'Athens' },
    kind: 'spike',
    start: at('2026-02-10', '04:00'),
    stop: at('2026-02-10', '06:00'),
    size: 25,
    what: 'Two faulty readings, 25 °C too high.',
  },
  {
    set: 'sensors',
    measurement: 'climate',
    fields: ['temperature', 'humidity'],
    tags: { city: 'Helsinki' },
    kind: 'dropout',
    start: at('2026-01-17', '20:00'),
    stop: at('2026-01-19', '09:00'),
    size: 0,
    what: 'The station is off for 37 hours in the cold.',
  },
  {
    set: 'energy',
    measurement: 'grid',
    fields: ['price'],
    tags: { region: 'south' },
    kind: 'spike',
    start: at('2026-03-12', '17:00'),
    stop: at('2026-03-12', '20:00'),
    size: 190,
    what: 'A power station fails in the evening peak and the price jumps.',
  },
  {
    set: 'energy',
    measurement: 'grid',
    fields: ['demand'],
    tags: { region: 'coast' },
    kind: 'dip',
    start: at('2026-03-25', '03:00'),
    stop: at('2026-03-25', '07:30'),
    size: 0.35,
    what: 'A black-out: a third of the demand is gone for four and a half hours.',
  },
  {
    set: 'energy',
    measurement: 'grid',
    fields: ['demand'],
    tags: { region: 'coast' },
    kind: 'stuck',
    start: at('2026-04-15', '10:00'),
    stop: at('2026-04-15', '14:00'),
    size: 0,
    what: 'The meter repeats one value for four hours.',
  },
];

export const changes: readonly Change[] = [
  {
    set: 'fleet',
    measurement: 'mem',
    field: 'used_percent',
    tags: { host: 'host-05' },
    kind: 'level',
    at: at('2026-04-16', '09:00'),
    size: 14,
    what: 'A new release needs 14 % more memory from its start on.',
  },
  {
    set: 'fleet',
    measurement: 'disk',
    field: 'used_percent',
    tags: { host: 'host-09' },
    kind: 'slope',
    at: at('2026-04-12', '06:00'),
    size: 1.4,
    what: 'A forgotten debug log: the disk fills by 1.4 % a day instead of 0.25 %.',
  },
  {
    set: 'energy',
    measurement: 'grid',
    field: 'demand',
    tags: { region: 'north' },
    kind: 'level',
    at: at('2026-03-16', '06:00'),
    size: 900,
    what: 'A smelter starts: 900 MW more, day and night.',
  },
];

/** Days on which the energy set's people live as on a Sunday. */
export const holidays: readonly { readonly start: number; readonly stop: number; readonly what: string }[] = [
  { start: at('2026-04-03'), stop: at('2026-04-04'), what: 'Good Friday' },
  { start: at('2026-04-06'), stop: at('2026-04-07'), what: 'Easter Monday' },
];

const seasonal = (set: string, measurement: string, fields: readonly string[], periods: readonly number[]): Seasons[] =>
  fields.map((field) => ({ set, measurement, field, periods }));

export const seasons: readonly Seasons[] = [
  ...seasonal('fleet', 'cpu', ['usage_user', 'usage_system', 'usage_idle'], [DAY, WEEK]),
  ...seasonal('fleet', 'mem', ['used_percent'], [DAY, WEEK]),
  ...seasonal('fleet', 'disk', ['used_percent'], []),
  ...seasonal('fleet', 'net', ['bytes_recv', 'bytes_sent'], [DAY, WEEK]),
  ...seasonal('sensors', 'climate', ['temperature', 'humidity'], [DAY, YEAR]),
  ...seasonal('energy', 'grid', ['demand', 'price'], [DAY, WEEK]),
];

/** The fleet's three kinds of hosts: what a clustering by shape should find. */
export const roles: Readonly<Record<string, readonly string[]>> = {
  web: ['host-01', 'host-02', 'host-03', 'host-04', 'host-05'],
  batch: ['host-06', 'host-07', 'host-08'],
  db: ['host-09', 'host-10', 'host-11', 'host-12'],
};

/** A disk of the racks: a straight line with a small daily swing and noise, at most with one turn. */
export interface Disk {
  readonly host: string;
  readonly rack: string;
  /** In percent at `END`, and how many a day it gains until then and after. */
  readonly level: number;
  readonly pace: number;
  /** When it began to, where it gained `SLOW` a day before. */
  readonly turn: number | undefined;
}

/** What a disk gains a day before its turn. */
export const SLOW = 0.05;
/** The racks begin so long before `END`. */
export const RACKS_SPAN = 8 * WEEK;

/**
 * A hundred disks in ten racks, in no order of their dates: 80 fill, the first in 3 days after `END` and the last in 180,
 * 12 stay as they are, 8 get emptier.
 */
export const disks: readonly Disk[] = Array.from({ length: 100 }, (_, i) => {
  const place = (i * 37 + 11) % 100;
  const host = `node-${String(i + 1).padStart(3, '0')}`;
  const rack = `r${String(Math.floor(i / 10) + 1).padStart(2, '0')}`;
  if (place >= 92) return { host, rack, level: 35 + 2 * (place - 92), pace: -0.06 * (place - 90), turn: undefined };
  if (place >= 80) return { host, rack, level: 22 + 4 * (place - 80), pace: 0, turn: undefined };
  const days = 3 * 60 ** (place / 79);
  const level = 93 - 0.36 * place - (place % 4);
  const pace = (100 - level) / days;
  const long = (level - 20) / pace;
  return { host, rack, level, pace, turn: long * DAY < RACKS_SPAN ? END - Math.round(long) * DAY : undefined };
});

/** When the line of a disk reaches a level; undefined when it never does. */
export const reaches = ({ level, pace }: Disk, percent: number): number | undefined =>
  level >= percent ? END : pace > 0 ? END + ((percent - level) / pace) * DAY : undefined;
