import { StudioError } from '../../base/errors';
import { first, markRegular, type SeriesFrame } from '../../frame/frame';
import { axisOf, onAxis } from '../../math/axes';
import { finite } from '../../math/finite';
import { type Pace, pacer } from '../../math/pace';
import { median } from '../../math/quantile';
import { inUnit, of } from '../each';
import type { Shaper } from '../types';

type Params = { readonly by: string; readonly aggregate: string };

/**
 * Series of one field that share the values of the tags in `by` become one, at every time any of them has a point: the
 * mean, sum, smallest, largest, median or number of the values present there. Missing values are left out; where all are
 * missing so is the result.
 */
export const grouped: Shaper<Params> = {
  /** @throws StudioError `bad-input` at `by` for a tag that no series has; `cancelled`. */
  async shape(frames, { by, aggregate }, ctx) {
    const tags = by
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== '');
    for (const tag of tags) {
      if (frames.length === 0 || frames.some((frame) => first(frame).labels[tag] !== undefined)) continue;
      const known = [...new Set(frames.flatMap((frame) => Object.keys(first(frame).labels)))];
      const own = known.filter((name) => !name.startsWith('_'));
      throw new StudioError('bad-input', `No series here has the tag “${tag}”.`, {
        next: own.length === 0 ? 'Leave it empty, or read with a tag to group by.' : `Choose from ${own.join(', ')}.`,
        place: 'by',
        value: tag,
      });
    }
    const groups = new Map<string, SeriesFrame[]>();
    for (const frame of frames) {
      const { key, labels } = first(frame);
      const shared = JSON.stringify([key, labels._measurement, ...tags.map((tag) => labels[tag] ?? '')]);
      const members = groups.get(shared);
      if (members === undefined) groups.set(shared, [frame]);
      else members.push(frame);
    }
    const pace = pacer(ctx.signal);
    const shaped: SeriesFrame[] = [];
    for (const members of groups.values()) shaped.push(await joined(members, tags, aggregate, pace));
    return { frames: shaped, notes: frames.length === 0 ? [] : [`${frames.length} series became ${shaped.length}.`] };
  },
};

async function joined(
  members: readonly SeriesFrame[],
  tags: readonly string[],
  aggregate: string,
  pace: Pace,
): Promise<SeriesFrame> {
  const time = axisOf(
    members.map((frame) => frame.time),
    'union',
  );
  const rows: Float64Array[] = [];
  for (const frame of members) {
    rows.push(onAxis(frame.time, first(frame).values, time, 'none'));
    await pace(20 * time.length);
  }
  const values = new Float64Array(time.length);
  const held = new Float64Array(rows.length);
  const join = aggregates[aggregate] ?? total;
  for (let i = 0; i < time.length; i++) {
    let present = 0;
    for (const row of rows) {
      const value = row[i] as number;
      if (!Number.isNaN(value)) held[present++] = value;
    }
    values[i] = present === 0 ? Number.NaN : finite(join(held, present));
    if (i % 4096 === 0) await pace(4096 * 10 * rows.length);
  }
  const { key, labels } = first(members[0] as SeriesFrame);
  const shared = Object.entries(labels).filter(([name]) => name.startsWith('_') || tags.includes(name));
  const frame = markRegular({ time, columns: [{ key, values, labels: Object.fromEntries(shared) }] });
  return aggregate === 'count' ? inUnit(frame, (own) => of('number of values', 'in', own)) : frame;
}

const total = (held: Float64Array, n: number): number => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += held[i] as number;
  return sum;
};

const aggregates: Readonly<Record<string, (held: Float64Array, n: number) => number>> = {
  mean: (held, n) => {
    const sum = total(held, n);
    // A sum may overflow where the mean does not.
    return Number.isFinite(sum)
      ? sum / n
      : total(
          held.map((value) => value / n),
          n,
        );
  },
  sum: total,
  min: (held, n) => held.subarray(0, n).reduce((a, b) => Math.min(a, b)),
  max: (held, n) => held.subarray(0, n).reduce((a, b) => Math.max(a, b)),
  median: (held, n) => median(held.subarray(0, n)),
  count: (_, n) => n,
};
