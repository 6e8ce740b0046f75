import { classical } from './classical';
import { mstl } from './mstl';
import { stl } from './stl';
import type { DecomposerMember } from './types';

export const decomposers = [stl, mstl, classical] as const satisfies readonly DecomposerMember[];
