import { kMeans } from './k-means';
import type { ClustererMember } from './types';

/** Every clusterer, in the order menus show them. */
export const clusterers = [kMeans] as const satisfies readonly ClustererMember[];
