import { fill } from './fill';
import { resample } from './resample';
import { scale } from './scale';
import { transform } from './transform';
import type { TransformMember } from './types';

/** Every step of preparation, in the order a recipe usually takes them. */
export const transforms = [resample, fill, transform, scale] as const satisfies readonly TransformMember[];
