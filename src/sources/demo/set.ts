import type { Change, Incident } from './truth';
import { changes, incidents } from './truth';

export type Tags = Readonly<Record<string, string>>;

/** One set of the demo data: telegraf-like measurements on one regular axis. */
export interface DemoSet {
  readonly name: string;
  readonly detail: string;
  readonly start: number;
  readonly stop: number;
  readonly stepMs: number;
  readonly measurements: readonly {
    readonly name: string;
    readonly fields: readonly { readonly name: string; readonly unit: string }[];
    readonly series: readonly Tags[];
  }[];
  /** One series, of `(stop - start) / stepMs` values; NaN where it has no point. */
  values(measurement: string, field: string, tags: Tags, seed: number): Float64Array;
}

/** A set's times. */
export const timesOf = ({ start, stop, stepMs }: DemoSet): Float64Array =>
  Float64Array.from({ length: (stop - start) / stepMs }, (_, i) => start + i * stepMs);

const covers = (tags: Tags, of: Tags): boolean => Object.entries(of).every(([key, value]) => tags[key] === value);

/** What is planted in one series. */
export function planted(set: string, measurement: string, field: string, tags: Tags) {
  const here = (one: Incident | Change) => one.set === set && one.measurement === measurement && covers(tags, one.tags);
  return {
    incidents: incidents.filter((one) => here(one) && (one.fields.length === 0 || one.fields.includes(field))),
    changes: changes.filter((one) => here(one) && one.field === field),
  };
}

/** Silences and standstills, which come after all else: the instrument fails, not what it measures. */
export function failed(values: Float64Array, times: Float64Array, faults: readonly Incident[]): Float64Array {
  const made = values.slice();
  for (const { kind, start, stop } of faults) {
    if (kind !== 'dropout' && kind !== 'stuck') continue;
    const first = times.findIndex((t) => t >= start);
    for (let i = first; i < times.length && (times[i] as number) < stop; i++) {
      made[i] = kind === 'dropout' ? Number.NaN : (made[first] as number);
    }
  }
  return made;
}

/** Whether the time lies in the incident. */
export const during = (t: number, { start, stop }: { readonly start: number; readonly stop: number }): boolean =>
  t >= start && t < stop;
