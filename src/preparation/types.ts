import type { Definition, Member } from '../base/definition';
import type { ParamSchema, ParamValues, ValuesOf } from '../base/params';
import type { SeriesFrame } from '../frame/frame';

/** What a transform learned, on the training part only. Plain JSON, kept in the artifact. */
export type TransformState = Readonly<Record<string, number | string | boolean | readonly number[]>>;

/** A step of preparation: learned on one frame, applied to others, undone on a forecast. */
export interface Transform<P = ParamValues> {
  fit(frame: SeriesFrame, params: P): TransformState;
  apply(frame: SeriesFrame, state: TransformState): SeriesFrame;
  /** Brings values (a forecast, a bound) back to the original scale. Absent where there is nothing to undo. */
  invert?(values: Float64Array, state: TransformState): Float64Array;
}

export type TransformMember = Member<Transform>;

/** Defines a transform with its parameter types inferred. */
export const defineTransform = <S extends ParamSchema>(
  definition: Definition<S, Transform<ValuesOf<S>>>,
): Definition<S, Transform<ValuesOf<S>>> => definition;
