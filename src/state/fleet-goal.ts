import { length } from '../frame/frame';
import type { Threshold } from '../math/crossing';
import { DAY } from '../math/duration';
import type { FleetGoal } from '../pipeline/fleet';
import { hasInputs, type Recipe, stepsOn } from '../pipeline/recipe';
import { seriesRead } from './series';
import type { FleetAsk, Studio } from './store';

/** Where a share of something counts as nearly full, in percent. */
const NEARLY_FULL = 90;
const LONGEST = 90 * DAY;

/** As text in which neither the order of keys nor an absent value tells apart: a link puts keys in an order of its own. */
const plain = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );

const fleetShaping = (recipe: Recipe): string =>
  plain([
    [recipe.source, recipe.query, recipe.more ?? [], stepsOn(recipe), recipe.preparation, recipe.periods],
    [recipe.model, recipe.horizon, recipe.coverage, recipe.split, hasInputs(recipe) ? recipe.inputs : undefined],
  ]);

/** Whether a job of either would come out alike; which series is looked at does not matter. */
export const sameFleet = (a: Recipe, b: Recipe): boolean => fleetShaping(a) === fleetShaping(b);

const measured = ({ source, query }: Recipe): string =>
  plain([source, query.database, query.measurement, query.fields, query.text]);

/** Whether the job on screen is of what is read now, over whatever range; where nothing is read it is. */
export const isOfThese = (state: Studio): boolean =>
  state.fleet !== undefined &&
  (seriesRead(state).length === 0 || measured(state.fleet.job.recipe) === measured(state.recipe.present));

/** What is asked of each series next: as the reader says, as the job on screen was asked, or as suits what was read. */
export function goalOf(state: Studio): Omit<FleetGoal, 'recipe'> {
  const { fleetAsk } = state;
  const fleet = isOfThese(state) ? state.fleet : undefined;
  const [one] = seriesRead(state);
  const column = one?.frame.columns[0];
  const percent = column?.labels._unit === '%' || /percent|pct/i.test(column?.labels._field ?? column?.key ?? '');
  const usual: Threshold | undefined = percent ? { value: NEARLY_FULL, direction: 'above' } : undefined;
  const shown = fleet === undefined ? usual : fleet.job.threshold;
  const threshold = fleetAsk.threshold === 'none' ? undefined : (fleetAsk.threshold ?? shown);
  const lookAheadMs = fleetAsk.lookAheadMs ?? fleet?.job.lookAheadMs ?? suggested(one?.frame.time);
  return { lookAheadMs, ...(threshold !== undefined && { threshold }) };
}

/** The threshold of the job on screen: as it is asked now, or as it was where other series are read; none that is faulty. */
export function shownThreshold(state: Studio): Threshold | undefined {
  const threshold = state.fleet === undefined || isOfThese(state) ? goalOf(state).threshold : state.fleet.job.threshold;
  return threshold !== undefined && Number.isFinite(threshold.value) ? threshold : undefined;
}

/** What is wrong with what is typed, by field; both absent = nothing. */
export const askFaults = ({
  threshold,
  lookAheadMs,
}: FleetAsk): { readonly threshold?: string; readonly ahead?: string } => ({
  ...(typeof threshold === 'object' &&
    !Number.isFinite(threshold.value) && { threshold: 'Type a number as threshold: without one there are no dates.' }),
  ...(lookAheadMs !== undefined &&
    !(lookAheadMs > 0 && Number.isFinite(lookAheadMs)) && { ahead: 'Type how many days to look ahead, more than 0.' }),
});

/** As far ahead as is known back, at most 90 days. */
function suggested(time: Float64Array | undefined): number {
  if (time === undefined || length({ time, columns: [] }) < 2) return 30 * DAY;
  const known = (time.at(-1) as number) - (time[0] as number);
  return Math.min(LONGEST, known >= DAY ? Math.round(known / DAY) * DAY : known);
}
