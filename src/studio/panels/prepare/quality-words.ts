import { defaults, type ParamSchema } from '../../../base/params';
import type { TimeRange } from '../../../frame/frame';
import { duration } from '../../../math/duration';
import { offsetText, wallClock } from '../../../math/zone';
import type { Recipe, Step } from '../../../pipeline/recipe';
import type { Exploration, Quality } from '../../../pipeline/results';
import { transforms } from '../../../preparation';
import type { QueryResult } from '../../../sources/types';
import { count, figure, moment, percent } from '../../format';
import type { Severity } from '../../ui/Badge';

/** Something wrong with a series' data: what, where, and what will be done about it. */
export interface Issue {
  readonly id: string;
  readonly severity: Severity;
  /** e.g. `3 gaps, the longest 30 h`. */
  readonly title: string;
  /** Where, and how much; empty when the title says it all. */
  readonly words: string;
  /** What the recipe does about it by itself, in a sentence. */
  readonly plan: string;
  /** Steps by hand that would do something about it. */
  readonly offers: readonly { readonly label: string; readonly steps: readonly Step[] }[];
}

/** What is wrong with the series, the worst first; the plans are those of the recipe as it stands. Times on a zone's clock. */
export function issuesOf(
  { quality, summary }: Exploration,
  recipe: Pick<Recipe, 'preparation'>,
  read: Pick<QueryResult, 'mended'>,
  zone: string,
): readonly Issue[] {
  if (summary.count === 0) return [];
  const found = [
    ...gaps(quality, recipe, zone),
    ...duplicates(read),
    ...interval(quality, recipe, zone),
    ...constants(quality, summary.count, zone),
    ...outliers(quality, summary.count, recipe, zone),
    ...shifts(quality, zone),
  ];
  const order: readonly Severity[] = ['critical', 'major', 'minor'];
  return found.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

/** The values of a step of the model's preparation. */
function preparing({ preparation }: Pick<Recipe, 'preparation'>, id: string): Readonly<Record<string, unknown>> {
  const schema: ParamSchema = transforms.find((member) => member.id === id)?.params ?? {};
  return { ...defaults(schema), ...preparation.find((step) => step.id === id)?.params };
}

const fills: Readonly<Record<string, string>> = {
  seasonal: 'filled by season, or by straight lines where none is found,',
  linear: 'filled by straight lines',
  previous: 'filled with the value before',
  constant: 'filled with a constant',
};

const listed = (all: readonly string[], of: number): string =>
  `${all.slice(0, 3).join('; ')}${of > 3 ? ` and ${count(of - 3)} more` : ''}.`;

function gaps(
  { gaps: all, longestGap, missingShare }: Quality,
  recipe: Pick<Recipe, 'preparation'>,
  zone: string,
): Issue[] {
  if (longestGap === undefined) return [];
  const size = longestGap.stop - longestGap.start;
  const one = all.length === 1;
  const fill = fills[String(preparing(recipe, 'fill').method)];
  return [
    {
      id: 'gaps',
      severity: missingShare >= 0.2 ? 'critical' : missingShare >= 0.02 ? 'major' : 'minor',
      title: `${one ? 'One gap' : `${count(all.length)} gaps`}, ${missingShare < 0.0005 ? 'little' : percent(missingShare)} missing`,
      words: `The longest is ${duration(size)} from ${moment(longestGap.start, zone)}.`,
      plan:
        fill === undefined
          ? `${one ? 'It is' : 'They are'} left open.`
          : `${one ? 'It is' : 'They are'} ${fill} before a model learns, and no forecast is judged on ${one ? 'it' : 'them'}.`,
      offers: [
        {
          label: one ? 'Fill it by hand' : 'Fill them by hand',
          steps: [
            { id: 'resample', params: {} },
            { id: 'fill', params: { method: 'seasonal' } },
          ],
        },
      ],
    },
  ];
}

function duplicates({ mended }: Pick<QueryResult, 'mended'>): Issue[] {
  const twice = mended?.duplicates ?? 0;
  if (twice === 0) return [];
  return [
    {
      id: 'duplicates',
      severity: 'minor',
      title: `${count(twice)} ${twice === 1 ? 'point' : 'points'} at the time of another`,
      words: 'Counted over all series read.',
      plan: 'The last of each was kept, as InfluxDB does.',
      offers: [],
    },
  ];
}

function interval(
  { interval: { changes, jitter }, stepMs }: Quality,
  recipe: Pick<Recipe, 'preparation'>,
  zone: string,
): Issue[] {
  const asked = Number(preparing(recipe, 'resample').step) * 1000;
  const even = duration(asked > 0 ? asked : stepMs);
  const [first] = changes;
  const last = changes.at(-1);
  if (first !== undefined && last !== undefined) {
    const coarsest = Math.max(...changes.flatMap(({ from, to }) => [from, to]));
    return [
      {
        id: 'interval',
        severity: 'major',
        title: changes.length === 1 ? 'The interval changes' : `The interval changes ${count(changes.length)} times`,
        words: listed(
          changes.map(({ at, from, to }) => `From ${duration(from)} to ${duration(to)} on ${moment(at, zone)}`),
          changes.length,
        ),
        plan: `It is put on even steps of ${even}: where points come more often their mean is taken, where they come more rarely there are gaps.`,
        offers: [
          {
            label: `Resample to ${duration(coarsest)}`,
            steps: [{ id: 'resample', params: { step: coarsest / 1000 } }],
          },
          keepFrom(last.at, zone),
        ],
      },
    ];
  }
  if (jitter < 0.01) return [];
  return [
    {
      id: 'jitter',
      severity: jitter < 0.15 ? 'minor' : 'major',
      title: jitter < 0.15 ? `Times tremble by ${percent(jitter)} of a step` : 'Points come at uneven times',
      words: '',
      plan: `The points are put on even steps of ${even}.`,
      offers: [],
    },
  ];
}

function constants({ constants: all, isConstant }: Quality, points: number, zone: string): Issue[] {
  if (all.length === 0 || isConstant) return [];
  const still = all.reduce((sum, run) => sum + run.points, 0);
  return [
    {
      id: 'constants',
      severity: still > 0.05 * points ? 'major' : 'minor',
      title: all.length === 1 ? 'It stands still once' : `It stands still ${count(all.length)} times`,
      words: listed(
        all.map((run) => `${figure(run.value)} for ${count(run.points)} points from ${moment(run.start, zone)}`),
        all.length,
      ),
      plan: 'Nothing: it is learned as it stands.',
      offers: [leaveOut(all.length === 1 ? 'Leave it out' : 'Leave them out', all, zone)],
    },
  ];
}

const scales: Readonly<Record<string, string>> = {
  standard: ' The scale, by standard deviation, widens with such values.',
  'min-max': ' The scale, from the least to the most, is set by such values.',
  robust: ' The scale, by quartiles, is not moved by them.',
};

function outliers(
  { outliers: found }: Quality,
  points: number,
  recipe: Pick<Recipe, 'preparation'>,
  zone: string,
): Issue[] {
  const [worst] = found.far;
  if (worst === undefined) return [];
  const named = found.far.length === found.count;
  const [low, high] = found.inside;
  return [
    {
      id: 'outliers',
      severity: found.count > 0.01 * points ? 'major' : worst.spreads > 30 ? 'major' : 'minor',
      title: found.count === 1 ? 'One outlier' : `${count(found.count)} outliers`,
      words: `The furthest is ${figure(worst.value)} where its neighbours are about ${figure(worst.typical)}, on ${moment(worst.time, zone)}.`,
      plan: `Nothing: ${found.count === 1 ? 'it is learned as it stands' : 'they are learned as they stand'}.${scales[String(preparing(recipe, 'scale').method)] ?? ''}`,
      offers: [
        ...(named
          ? [
              leaveOut(
                found.count === 1 ? 'Leave it out' : 'Leave them out',
                found.far.map(({ time }) => ({ start: time, stop: time + 1 })),
                zone,
              ),
            ]
          : []),
        ...(Number.isNaN(low)
          ? []
          : [
              {
                label: `Clip to ${figure(low)} and ${figure(high)}`,
                steps: [{ id: 'clip', params: { by: 'values', low, high } }],
              },
            ]),
      ],
    },
  ];
}

function shifts({ shifts: all }: Quality, zone: string): Issue[] {
  const last = all.at(-1);
  if (last === undefined) return [];
  return [
    {
      id: 'shifts',
      severity: 'major',
      title: all.length === 1 ? 'The level jumps once' : `The level jumps ${count(all.length)} times`,
      words: listed(
        all.map(({ at, from, to }) => `From about ${figure(from)} to ${figure(to)} on ${moment(at, zone)}`),
        all.length,
      ),
      plan: 'Nothing: the trend has to follow it.',
      offers: [keepFrom(last.at, zone)],
    },
  ];
}

const keepFrom = (at: number, zone: string) => ({
  label: `Keep it from ${moment(at, zone, 'day')}`,
  steps: [{ id: 'time-range', params: { from: typed(at, zone), zone } }],
});

const leaveOut = (label: string, ranges: readonly TimeRange[], zone: string) => ({
  label,
  steps: [
    {
      id: 'exclude',
      params: {
        periods: ranges
          .map(({ start, stop }) => `${typed(start, zone)} to ${typed(Math.floor(stop / 1000) * 1000 + 1000, zone)}`)
          .join('; '),
        zone,
      },
    },
  ],
});

/**
 * A moment as a step takes it: `2026-04-01 08:30:00` on the zone's clock, to the second before it, with its offset where
 * the clock shows that twice.
 */
function typed(ms: number, zone: string): string {
  const clock = wallClock(zone);
  const wall = Math.floor(clock.toWall(ms) / 1000) * 1000;
  const which = clock.fromWall(wall).length > 1 ? ` ${offsetText(clock.offsetAt(ms))}` : '';
  return `${new Date(wall).toISOString().slice(0, 19).replace('T', ' ')}${which}`;
}
