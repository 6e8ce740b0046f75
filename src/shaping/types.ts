import type { Definition, Member } from '../base/definition';
import type { JobContext } from '../base/job';
import type { ParamSchema, ParamValues, ValuesOf } from '../base/params';
import type { SeriesFrame } from '../frame/frame';

/** What a step made of the series: new frames, and human sentences about what it met. */
export interface Shaped {
  readonly frames: readonly SeriesFrame[];
  readonly notes: readonly string[];
}

/**
 * A step taken by hand on the series read. It makes new series in units of their own; nothing of it is undone on a
 * forecast (what is, is `preparation`).
 */
export interface Shaper<P = ParamValues> {
  /**
   * @param frames one column each; never changed, but parts of them may be handed on as they are
   * @throws StudioError in words, at the parameter that can mend it; `cancelled`
   */
  shape(frames: readonly SeriesFrame[], params: P, ctx: JobContext): Promise<Shaped>;
}

export type ShaperMember = Member<Shaper>;

/** Defines a shaper with its parameter types inferred. */
export const defineShaper = <S extends ParamSchema>(
  definition: Definition<S, Shaper<ValuesOf<S>>>,
): Definition<S, Shaper<ValuesOf<S>>> => definition;
