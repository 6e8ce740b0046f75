import type { SeriesChart } from '../../../charts/series';
import type { SeriesFrame } from '../../../frame/frame';
import { usualStep } from '../../../frame/usual-step';

/** A frame of one column as the series chart takes it: where points are simply absent, its line breaks. */
export function drawn(name: string, frame: SeriesFrame): SeriesChart['series'][number] {
  const { time, stepMs } = frame;
  const values = frame.columns[0]?.values ?? new Float64Array(time.length);
  return { name, time, values, ...(stepMs === undefined && time.length > 1 && { breakMs: 1.5 * usualStep(time) }) };
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
