import { compositeLstm } from './composite-lstm';
import { linearLastSlope } from './linear-last-slope';
import { seasonalNaive } from './seasonal-naive';
import type { ModelMember } from './types';

/** Every forecaster, in the order menus offer them. */
export const models = [compositeLstm, linearLastSlope, seasonalNaive] as const satisfies readonly ModelMember[];
