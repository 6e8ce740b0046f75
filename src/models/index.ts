import { analogs } from './analogs';
import { auto } from './auto';
import { compositeLstm } from './composite-lstm';
import { drift } from './drift';
import { ets } from './ets';
import { instant } from './instant';
import { linearLastSlope } from './linear-last-slope';
import { logRidge } from './log-ridge';
import { profileRidge } from './profile-ridge';
import { seasonalNaive } from './seasonal-naive';
import { theta } from './theta';
import type { ModelMember } from './types';

/** Every forecaster, in the order menus offer them. */
export const models = [
  compositeLstm,
  auto,
  instant,
  profileRidge,
  logRidge,
  analogs,
  ets,
  theta,
  linearLastSlope,
  drift,
  seasonalNaive,
] as const satisfies readonly ModelMember[];
