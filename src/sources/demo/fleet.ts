import { type DemoSet, during, failed, planted, type Tags, timesOf } from './set';
import { chanceOf, clamp, rounded, through, wander, weekday } from './shapes';
import { DAY, END, roles, WEEK } from './truth';

const STEP = 300_000;

/** How busy each kind of host is by the hour, 0 to 1, and what a weekend leaves of it. */
const PROFILES: Readonly<Record<string, { readonly hours: readonly number[]; readonly weekend: number }>> = {
  web: {
    hours: [
      0.16, 0.12, 0.1, 0.09, 0.1, 0.14, 0.24, 0.4, 0.6, 0.74, 0.81, 0.84, 0.8, 0.82, 0.86, 0.84, 0.79, 0.73, 0.7, 0.74,
      0.72, 0.58, 0.38, 0.24,
    ],
    weekend: 0.62,
  },
  batch: {
    hours: [
      0.55, 0.92, 0.97, 0.95, 0.88, 0.5, 0.14, 0.08, 0.07, 0.07, 0.07, 0.08, 0.1, 0.08, 0.07, 0.07, 0.07, 0.07, 0.08,
      0.08, 0.09, 0.09, 0.1, 0.16,
    ],
    weekend: 0.9,
  },
  db: {
    hours: [
      0.44, 0.43, 0.46, 0.45, 0.43, 0.44, 0.46, 0.49, 0.53, 0.55, 0.56, 0.56, 0.55, 0.55, 0.56, 0.56, 0.55, 0.54, 0.53,
      0.53, 0.52, 0.5, 0.47, 0.45,
    ],
    weekend: 0.93,
  },
};

const hosts = Object.entries(roles).flatMap(([role, names]) =>
  names.map((host): Tags => ({ host, region: Number(host.slice(-2)) % 2 === 0 ? 'eu-west' : 'us-east', role })),
);

const range = (n: number, chance: () => number, low: number, high: number): number[] =>
  Array.from({ length: n }, () => low + (high - low) * chance());

/** How busy a host is, about 0 to 1: its role's day and week, its own slow wander, and noise that grows with the load. */
function load(tags: Tags, times: Float64Array, seed: number): Float64Array {
  const chance = chanceOf(`fleet/${tags.host}`, seed);
  const { hours, weekend } = PROFILES[tags.role ?? ''] ?? { hours: [0.5], weekend: 1 };
  const [late = 0, size = 1] = [...range(1, chance, -0.6, 0.6), ...range(1, chance, 0.9, 1.1)];
  const slow = wander(times.length, 0.997, 0.06, chance);
  const quick = wander(times.length, 0.75, 0.055, chance);
  const absent = planted('fleet', 'cpu', 'usage_user', tags).incidents.filter(({ kind }) => kind === 'absent');
  return times.map((t, i) => {
    const day = through((hour) => hours[((hour % 24) + 24) % 24] ?? 0, t / 3_600_000 - late);
    const week = weekday(t) >= 5 ? weekend : weekday(t) === 4 ? 0.96 : 1;
    const usual = absent.some((incident) => during(t, incident)) ? 0.07 : day * week * size;
    return clamp(usual * (1 + (slow[i] as number)) + (quick[i] as number) * Math.sqrt(0.05 + usual), 0.01, 1.5);
  });
}

function cpu(field: string, tags: Tags, times: Float64Array, seed: number): Float64Array {
  const busy = load(tags, times, seed);
  const chance = chanceOf(`fleet/cpu/${tags.host}`, seed);
  const system = wander(times.length, 0.6, 0.5, chance);
  const waiting = wander(times.length, 0.9, 0.3, chance);
  const spikes = planted('fleet', 'cpu', 'usage_user', tags).incidents.filter(({ kind }) => kind === 'spike');
  return times.map((t, i) => {
    const b = busy[i] as number;
    const more = spikes.reduce((sum, spike) => sum + (during(t, spike) ? spike.size : 0), 0);
    const sys = clamp(1.1 + 9 * b + (system[i] as number) * (0.4 + b), 0.2, 18);
    const user = clamp(2 + 62 * b + more, 0.3, 99 - sys);
    if (field === 'usage_user') return user;
    return field === 'usage_system' ? sys : clamp(100 - user - sys - Math.abs(waiting[i] as number), 0, 100);
  });
}

/** Memory follows the load with a lag of about two hours, on a base of its own. */
function mem(tags: Tags, times: Float64Array, seed: number): Float64Array {
  const busy = load(tags, times, seed);
  const chance = chanceOf(`fleet/mem/${tags.host}`, seed);
  const [base = 50] = tags.role === 'db' ? range(1, chance, 66, 74) : range(1, chance, 34, 44);
  const own = wander(times.length, 0.998, tags.role === 'db' ? 0.8 : 1.4, chance);
  const { changes } = planted('fleet', 'mem', 'used_percent', tags);
  let lagged = busy[0] as number;
  return times.map((t, i) => {
    lagged += (STEP / 7_200_000) * ((busy[i] as number) - lagged);
    const step = changes.reduce((sum, change) => sum + (t >= change.at ? change.size : 0), 0);
    return clamp(base + 22 * lagged + (own[i] as number) + step, 1, 99.5);
  });
}

/** A disk fills at its own slow pace, a little by day and by night. */
function disk(tags: Tags, times: Float64Array, seed: number): Float64Array {
  const chance = chanceOf(`fleet/disk/${tags.host}`, seed);
  const [full = 40, pace = 0.2] = [...range(1, chance, 28, 52), ...range(1, chance, 0.08, 0.42)];
  const noise = wander(times.length, 0.98, 0.05, chance);
  const change = planted('fleet', 'disk', 'used_percent', tags).changes[0];
  const slope = change === undefined ? pace : 0.25;
  return times.map((t, i) => {
    const extra = change === undefined || t < change.at ? 0 : (change.size - slope) * ((t - change.at) / DAY);
    return clamp(full + slope * ((t - (times[0] as number)) / DAY) + extra + (noise[i] as number), 0, 99.9);
  });
}

/** Traffic goes with the load, and its noise with the traffic. */
function net(field: string, tags: Tags, times: Float64Array, seed: number): Float64Array {
  const busy = load(tags, times, seed);
  const chance = chanceOf(`fleet/net/${field}/${tags.host}`, seed);
  const peaks: Readonly<Record<string, readonly [number, number]>> = {
    web: [2.4e6, 11e6],
    batch: [22e6, 5e6],
    db: [4.2e6, 6.8e6],
  };
  const peak = peaks[tags.role ?? '']?.[field === 'bytes_recv' ? 0 : 1] ?? 1e6;
  const noise = wander(times.length, 0.5, 0.11, chance);
  return times.map((_, i) => peak * (0.02 + (busy[i] as number)) * Math.exp(noise[i] as number));
}

/** Twelve hosts in telegraf's words, for four weeks. */
export const fleet: DemoSet = {
  name: 'fleet',
  detail: '12 hosts, 28 days, every 5 min',
  start: END - 4 * WEEK,
  stop: END,
  stepMs: STEP,
  measurements: [
    {
      name: 'cpu',
      fields: ['usage_user', 'usage_system', 'usage_idle'].map((name) => ({ name, unit: '%' })),
      series: hosts.map((tags) => ({ cpu: 'cpu-total', ...tags })),
    },
    { name: 'mem', fields: [{ name: 'used_percent', unit: '%' }], series: hosts },
    {
      name: 'disk',
      fields: [{ name: 'used_percent', unit: '%' }],
      series: hosts.map((tags) => ({ ...tags, path: '/' })),
    },
    {
      name: 'net',
      fields: ['bytes_recv', 'bytes_sent'].map((name) => ({ name, unit: 'B/s' })),
      series: hosts.map((tags) => ({ ...tags, interface: 'eth0' })),
    },
  ],
  values(measurement, field, tags, seed) {
    const times = timesOf(fleet);
    const made =
      measurement === 'cpu'
        ? cpu(field, tags, times, seed)
        : measurement === 'mem'
          ? mem(tags, times, seed)
          : measurement === 'disk'
            ? disk(tags, times, seed)
            : net(field, tags, times, seed);
    const { incidents } = planted('fleet', measurement, field, tags);
    return failed(rounded(made, measurement === 'net' ? 0 : 2), times, incidents);
  },
};
