import type { Definition, Member } from '../base/definition';
import type { JobContext } from '../base/job';
import type { ParamSchema, ParamValues, ValuesOf } from '../base/params';

/** Many series of one length, gaps filled. */
export interface ClusterInput {
  readonly names: readonly string[];
  readonly series: readonly Float64Array[];
}

export interface Clustering {
  readonly names: readonly string[];
  /** Which cluster each series is in, from 0, largest cluster first; -1 = noise. */
  readonly labels: Int32Array;
  /** Centres in the space that was clustered (z-normalised shapes). */
  readonly centers: readonly Float64Array[];
  /** The clustered shapes themselves, for drawing. */
  readonly shapes: readonly Float64Array[];
  /** Sum of squared distances to the centres. */
  readonly inertia: number;
  /** Mean silhouette in [-1, 1] (on a sample above 2,000 series). */
  readonly silhouette: number;
  readonly iterations: number;
}

export interface Clusterer<P = ParamValues> {
  /** @throws StudioError `too-short` with fewer series than clusters. */
  cluster(input: ClusterInput, params: P, ctx: JobContext): Promise<Clustering>;
}

export type ClustererMember = Member<Clusterer>;

/** Defines a clusterer with its parameter types inferred. */
export const defineClusterer = <S extends ParamSchema>(
  definition: Definition<S, Clusterer<ValuesOf<S>>>,
): Definition<S, Clusterer<ValuesOf<S>>> => definition;
