import { type SeriesFrame, typicalStep } from '../../../frame/frame';

/** A series as a chart takes it. */
export interface Drawn {
  readonly name: string;
  readonly time: Float64Array;
  readonly values: Float64Array;
}

/** A frame of one column with its gaps opened: where points are simply absent, a missing value breaks the line. */
export function drawn(name: string, frame: SeriesFrame): Drawn {
  const { time } = frame;
  const values = frame.columns[0]?.values ?? new Float64Array(time.length);
  if (frame.stepMs !== undefined) return { name, time, values };
  const most = 1.5 * typicalStep(time);
  const times: number[] = [];
  const opened: number[] = [];
  for (let i = 0; i < time.length; i++) {
    const t = time[i] as number;
    const before = time[i - 1];
    if (before !== undefined && t - before > most) {
      times.push((before + t) / 2);
      opened.push(Number.NaN);
    }
    times.push(t);
    opened.push(values[i] as number);
  }
  return { name, time: Float64Array.from(times), values: Float64Array.from(opened) };
}

/**
 * Names without what all of them begin with, cut before a tag's value: `usage_user host=web-01` among its like is `web-01`.
 * Names of fields are never cut.
 */
export function shortNames(names: readonly string[]): readonly string[] {
  const [first = '', ...others] = names;
  if (others.length === 0) return names;
  let shared = first.length;
  for (const name of others) {
    let i = 0;
    while (i < shared && name[i] === first[i]) i++;
    shared = i;
  }
  const cut = shared === 0 ? 0 : first.lastIndexOf('=', shared - 1) + 1;
  return names.some((name) => name.length <= cut) ? names : names.map((name) => name.slice(cut));
}
