import type { Bench } from './bench';
import { dailyBench } from './daily-bench';
import type { Rhythm } from './rhythm';
import { slowBench } from './slow-bench';

/** The bench for this rhythm, for series that learn `together` or for one alone. */
export const benchFor = (rhythm: Rhythm, horizon: number, together: boolean): Bench =>
  rhythm.kind === 'daily' ? dailyBench(rhythm, horizon, together) : slowBench(rhythm.year, horizon, together);
