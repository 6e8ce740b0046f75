import { analogs } from './analogs';
import { auto } from './auto';
import { compositeLstm } from './composite-lstm';
import { instant } from './instant';
import { linearLastSlope } from './linear-last-slope';
import { logRidge } from './log-ridge';
import { profileRidge } from './profile-ridge';
import { seasonalNaive } from './seasonal-naive';
import type { ModelMember } from './types';

/** Every forecaster, in the order menus offer them. */
export const models = [
  compositeLstm,
  auto,
  instant,
  profileRidge,
  logRidge,
  analogs,
  linearLastSlope,
  seasonalNaive,
] as const satisfies readonly ModelMember[];
