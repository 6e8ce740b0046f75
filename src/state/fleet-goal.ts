import { length } from '../frame/frame';
import type { Threshold } from '../math/crossing';
import { DAY } from '../math/duration';
import type { FleetGoal } from '../pipeline/fleet';
import { seriesRead } from './series';
import type { Studio } from './store';

/** Where a share of something counts as nearly full, in percent. */
const NEARLY_FULL = 90;
const LONGEST = 90 * DAY;

/** What is asked of each series next: as the reader says, as the job on screen was asked, or as suits what was read. */
export function goalOf(state: Studio): Omit<FleetGoal, 'recipe'> {
  const { fleetAsk, fleet } = state;
  const [one] = seriesRead(state);
  const column = one?.frame.columns[0];
  const percent = column?.labels._unit === '%' || /percent|pct/i.test(column?.labels._field ?? column?.key ?? '');
  const usual: Threshold | undefined = percent ? { value: NEARLY_FULL, direction: 'above' } : undefined;
  const shown = fleet === undefined ? usual : fleet.job.threshold;
  const threshold = fleetAsk.threshold === 'none' ? undefined : (fleetAsk.threshold ?? shown);
  const lookAheadMs = fleetAsk.lookAheadMs ?? fleet?.job.lookAheadMs ?? suggested(one?.frame.time);
  return { lookAheadMs, ...(threshold !== undefined && { threshold }) };
}

/** As far ahead as is known back, at most 90 days. */
function suggested(time: Float64Array | undefined): number {
  if (time === undefined || length({ time, columns: [] }) < 2) return 30 * DAY;
  const known = (time.at(-1) as number) - (time[0] as number);
  return Math.min(LONGEST, known >= DAY ? Math.round(known / DAY) * DAY : known);
}
