import { analogs } from './analogs';
import { auto } from './auto';
import { compositeLstm } from './composite-lstm';
import { drift } from './drift';
import { ets } from './ets';
import { globalLstm } from './global-lstm';
import { instant } from './instant';
import { linear } from './linear';
import { linearLastSlope } from './linear-last-slope';
import { logRidge } from './log-ridge';
import { profileRidge } from './profile-ridge';
import { prophet } from './prophet';
import { publishedLstm } from './published-lstm';
import { rawLstm } from './raw-lstm';
import { seasonalNaive } from './seasonal-naive';
import { theta } from './theta';
import type { ModelMember } from './types';

/** Every forecaster, in the order menus offer them. */
export const models = [
  compositeLstm,
  rawLstm,
  publishedLstm,
  globalLstm,
  auto,
  instant,
  linear,
  profileRidge,
  logRidge,
  analogs,
  ets,
  theta,
  prophet,
  linearLastSlope,
  drift,
  seasonalNaive,
] as const satisfies readonly ModelMember[];
