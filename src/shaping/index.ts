import { align } from './align';
import { arithmetic } from './arithmetic';
import { clip } from './clip';
import { difference } from './difference';
import { exclude } from './exclude';
import { fill } from './fill';
import { group } from './group';
import { power } from './power';
import { resample } from './resample';
import { smooth } from './smooth';
import { timeRange } from './time-range';
import type { ShaperMember } from './types';
import { valueRange } from './value-range';

/** Every step one can take by hand, as a menu offers them. */
export const shapers = [
  timeRange,
  exclude,
  valueRange,
  clip,
  group,
  arithmetic,
  align,
  resample,
  fill,
  difference,
  power,
  smooth,
] as const satisfies readonly ShaperMember[];
