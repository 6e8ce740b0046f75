import type { Definition, Member } from '../base/definition';
import type { JobContext } from '../base/job';
import type { ParamSchema, ParamValues, ValuesOf } from '../base/params';
import type { SeriesFrame } from '../frame/frame';
import type { Decomposition } from '../frame/parts';

/** Seasons handed to a decomposer, in steps, shortest first; empty = none was found. */
export interface DecomposeInput {
  /** Regular, one column, without gaps. */
  readonly frame: SeriesFrame;
  readonly periods: readonly number[];
}

/** Splits a series into trend, seasonal parts and residual. */
export interface Decomposer<P = ParamValues> {
  /** @throws StudioError `too-short` under two full cycles of the longest period it needs. */
  decompose(input: DecomposeInput, params: P, ctx: JobContext): Promise<Decomposition>;
}

export type DecomposerMember = Member<Decomposer>;

/** Defines a decomposer with its parameter types inferred. */
export const defineDecomposer = <S extends ParamSchema>(
  definition: Definition<S, Decomposer<ValuesOf<S>>>,
): Definition<S, Decomposer<ValuesOf<S>>> => definition;
