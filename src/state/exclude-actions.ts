import { StudioError } from '../base/errors';
import { lowerBound, type TimeRange, typicalStep } from '../frame/frame';
import { offsetText, wallClock } from '../math/zone';
import { type Recipe, type Step, stepsOn } from '../pipeline/recipe';
import { periodsOf } from '../shaping/exclude/rules';
import { isMeant } from '../shaping/only';
import { type Deps, say, sayFailure } from './deps';
import { changeRecipe, recipeOf } from './recipe-actions';
import { chosenSeries, seriesRead } from './series';

/** The dated periods the recipe leaves out of a series, by every step that does; what cannot be read yet is none. */
export const leftOut = (recipe: Recipe, series: string): readonly TimeRange[] =>
  stepsOn(recipe).flatMap(({ id, params }) => {
    if (id !== 'exclude' || !isMeant(String(params.only ?? ''))(series)) return [];
    try {
      return periodsOf(String(params.periods ?? ''), String(params.zone ?? 'UTC'));
    } catch {
      return [];
    }
  });

/**
 * Leaves a stretch of the series looked at out, from its first point to its last: one more period of the step that does so
 * already, or a step of its own. One undo takes it back.
 */
export function leaveOutPeriod(deps: Deps, stretch: TimeRange): void {
  const state = deps.store.getState();
  const chosen = chosenSeries(state);
  if (chosen === undefined) return;
  const { time } = chosen.frame;
  const [from, to] = [lowerBound(time, stretch.start), lowerBound(time, stretch.stop)];
  if (to <= from) {
    sayFailure(deps, new StudioError('empty', 'No point lies in this stretch.', { next: 'Drag over some points.' }));
    return;
  }
  const recipe = recipeOf(deps);
  const zone = recipe.query.zone ?? 'UTC';
  const last = time[to - 1] as number;
  const stop = Math.min(time[to] ?? Number.POSITIVE_INFINITY, last + (typicalStep(time) || 1000));
  const period = `${typed(time[from] as number, zone)} to ${typed(afterLast(last, stop), zone)}`;
  const alone = seriesRead(state).length === 1 || /[,*]/.test(chosen.name);
  changeRecipe(deps, { steps: withPeriod(recipe.steps ?? [], period, zone, alone ? '' : chosen.name) });
  say(deps, `Left out ${period}. Prepare has it as a step; undo takes it back.`);
}

/** The steps with one more period: in the last that leaves such out, unless gaps are filled after it. */
function withPeriod(steps: readonly Step[], period: string, zone: string, only: string): readonly Step[] {
  const at = steps.findLastIndex(
    ({ id, off, params }) =>
      id === 'exclude' && off !== true && (params.zone ?? 'UTC') === zone && (params.only ?? '') === only,
  );
  const filledAfter = steps.slice(at + 1).some(({ id, off }) => id === 'fill' && off !== true);
  const step = steps[at];
  if (step === undefined || filledAfter) return [...steps, { id: 'exclude', params: { periods: period, zone, only } }];
  const before = String(step.params.periods ?? '').trim();
  const periods = before === '' ? period : `${before}; ${period}`;
  return steps.map((one, i) => (i === at ? { ...one, params: { ...one.params, periods } } : one));
}

/** Where a period ends that has the point at `last` in it and the one at `next` not, in whole seconds. */
const afterLast = (last: number, next: number): number =>
  next % 1000 === 0 ? next : Math.floor(last / 1000) * 1000 + 1000;

/**
 * A moment as a step takes it: `2026-04-01 08:30` on the zone's clock, to the second before it, with its offset where the
 * clock shows that twice.
 */
function typed(ms: number, zone: string): string {
  const clock = wallClock(zone);
  const wall = Math.floor(clock.toWall(ms) / 1000) * 1000;
  const which = clock.fromWall(wall).length > 1 ? ` ${offsetText(clock.offsetAt(ms))}` : '';
  const text = new Date(wall).toISOString().slice(0, 19).replace('T', ' ');
  return `${text.endsWith(':00') ? text.slice(0, -3) : text}${which}`;
}
