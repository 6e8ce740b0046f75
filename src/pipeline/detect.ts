import { memberOf } from '../base/definition';
import type { JobContext } from '../base/job';
import { checked } from '../base/params';
import { detectors } from '../detectors';
import type { AnomalyRange, AnomalyScores, Detector } from '../detectors/types';
import { first, leading, type SeriesFrame, withValues } from '../frame/frame';
import type { Occurrence } from '../math/recurrence';
import { effectOver, fitInputs } from './inputs';
import { axisOf, occurrencesOn } from './inputs-design';
import { complete, split } from './parts';
import { onGrid } from './prepare';
import { inputsOf, type Recipe } from './recipe';
import { seasonsFor } from './seasons';
import { onWallClock } from './wall-clock';

/**
 * Scores a raw series by the recipe's detector, in the series' own units. Gaps are filled for the split only. What the
 * recipe's inputs do is taken out first: what is typical moves with a planned event, and what still sticks out of one is
 * told apart as expected, with the event's name in its reason.
 * @param frame the series, and the other series that are inputs as further columns
 */
export async function detect(
  { frame, recipe }: { readonly frame: SeriesFrame; readonly recipe: Recipe },
  ctx: JobContext,
): Promise<AnomalyScores> {
  ctx.progress({ phase: 'Splitting', done: 0, total: 0, unit: 'points' });
  const wall = onWallClock(frame, recipe);
  const { grid, filled: all } = await onGrid(wall.frame, recipe.preparation);
  const filled = leading(all);
  const seasons = seasonsFor(filled, recipe.periods);
  const learned = fitInputs(grid, filled, recipe, seasons, []);
  const effect = learned && effectOver(learned, grid, recipe);
  const parts = complete(await split(moved(filled, effect, -1), seasons, recipe.decomposition, ctx));
  ctx.progress({ phase: 'Scoring', done: 0, total: 0, unit: 'points' });
  const member = memberOf<Detector>(detectors, recipe.detector.id);
  const detector = await member.load();
  const input = { frame: moved(leading(grid), effect, -1), parts };
  const scores = await detector.score(input, checked(member.params, recipe.detector.params), ctx);
  if (effect === undefined) return wall.scores(scores);
  const events = occurrencesOn(inputsOf(recipe).events, axisOf(grid, recipe.query.zone));
  return wall.scores(apart(withEffect(scores, grid, effect), events, grid.stepMs ?? 0));
}

function moved(frame: SeriesFrame, effect: Float64Array | undefined, sign: 1 | -1): SeriesFrame {
  return effect === undefined ? frame : withValues(frame, plus(first(frame).values, effect, sign));
}

const plus = (values: Float64Array, effect: Float64Array, sign: 1 | -1 = 1): Float64Array =>
  values.map((value, i) => value + sign * (effect[i] as number));

/** The same scores on the values as they were recorded: what is typical carries what the inputs do. */
function withEffect(scores: AnomalyScores, { time }: SeriesFrame, effect: Float64Array): AnomalyScores {
  const at = new Map(Array.from(time, (t, i) => [t, effect[i] as number]));
  return {
    ...scores,
    typical: plus(scores.typical, effect),
    lower: plus(scores.lower, effect),
    upper: plus(scores.upper, effect),
    ranges: scores.ranges.map((range) => {
      const by = at.get(range.peak) ?? 0;
      return { ...range, actual: range.actual + by, typical: range.typical + by };
    }),
  };
}

/** Ranges that peak in a planned event set apart from the others; those it only reaches into name it. */
function apart(scores: AnomalyScores, events: readonly Occurrence[], stepMs: number): AnomalyScores {
  const named = scores.ranges.map((range): AnomalyRange => {
    const meets = (from: number, to: number) => events.find(({ start, stop }) => from < stop && to + stepMs > start);
    const event = meets(range.peak, range.peak) ?? meets(range.start, range.stop);
    return event === undefined
      ? range
      : { ...range, during: event.name, reason: `${range.reason}, during ${event.name}` };
  });
  const isExpected = ({ peak, during }: AnomalyRange): boolean =>
    events.some(({ name, start, stop }) => name === during && peak < stop && peak + stepMs > start);
  return {
    ...scores,
    ranges: named.filter((range) => !isExpected(range)),
    expected: named.filter(isExpected),
  };
}
