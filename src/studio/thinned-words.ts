import type { Curve, Drawn } from '../charts/types';
import { NOWHERE } from '../math/downsample/pyramid';
import type { Points, View } from '../math/downsample/view';
import { count } from './format';

/** What is known of a chart's long curves. */
export interface Picture {
  readonly curves: readonly Curve[];
  /** A first glance at each long one. */
  readonly first: Drawn;
  /** Views of their whole, and of the stretch in sight where that is a part; absent = not there yet. */
  readonly whole: readonly (View | undefined)[] | undefined;
  readonly part: readonly (View | undefined)[] | undefined;
}

/** What a chart says of the points it leaves out: `10,000,000 points, drawn as 2,048: every spike is kept`. */
export function thinnedWords({ curves, first, whole, part }: Picture): string {
  const long = curves.flatMap((curve, i) => {
    const points = first[i];
    return points === undefined ? [] : [{ curve, points, whole: whole?.[i], part: part?.[i] }];
  });
  const one = long.length === 1;
  const most = Math.max(...long.map(({ curve }) => curve.values.length));
  const held = `${count(most)} points${one ? '' : ' a line'}`;
  if (whole === undefined) return `${held}: a first glance, the spikes are being looked for`;
  const shown = Math.max(...long.map((line) => shownOf((line.part ?? line.whole)?.points ?? line.points)));
  const inside = Math.max(...long.map((line) => (line.part ?? line.whole)?.inside ?? 0));
  const what = part === undefined ? held : `${count(inside)} of ${held} in sight`;
  if (part !== undefined && shown >= inside) return `${what}, every one drawn`;
  const spikes = long.some(({ curve }) => curve.keep === 'spikes');
  return `${what}, drawn as ${count(shown)}: ${spikes ? 'every spike is kept' : 'the shape is kept'}`;
}

function shownOf(points: Points): number {
  let shown = 0;
  for (const point of points) if (point !== NOWHERE) shown++;
  return shown;
}
