import { residual } from './residual';
import type { DetectorMember } from './types';

/** Every detector, in the order menus show them. */
export const detectors = [residual] as const satisfies readonly DetectorMember[];
