import { StudioError } from './errors';
import type { ParamSchema, ParamValues, ValuesOf } from './params';

/** The part of a series a colour stands for, everywhere in the studio. */
export type Tone = 'observed' | 'trend' | 'day' | 'week' | 'residual' | 'forecast';

/** A piece of the recipe sentence: plain words, or words that open the controls behind them. */
export type PhrasePart = string | { readonly text: string; readonly params: readonly string[]; readonly tone?: Tone };

export type Phrase = readonly PhrasePart[];

/** A member's calling card: light, safe on the UI thread. The heavy part arrives by `load()`, in the worker. */
export interface Definition<S extends ParamSchema, Impl> {
  /** Kebab-case, unique in the family, the same as the member's folder. */
  readonly id: string;
  /** A short name for menus, e.g. `Composite LSTM`. */
  readonly title: string;
  /** One plain sentence: what it does and when to take it. */
  readonly summary: string;
  readonly params: S;
  /** How the recipe sentence says this member with these values. Starts in lower case, ends without a full stop. */
  phrase(values: ValuesOf<S>): Phrase;
  load(): Promise<Impl>;
}

/**
 * A definition whose parameter types are forgotten, as a family's list holds it. (Methods are compared both ways in
 * TypeScript, so every `Definition<S, Impl>` is one; hand it only values that passed `checked`.)
 */
export type Member<Impl> = Definition<ParamSchema, Impl>;

/** The member with this id. @throws StudioError `unsupported` when the list has none: a recipe from another version. */
export function memberOf<Impl>(family: readonly Member<Impl>[], id: string): Member<Impl> {
  const member = family.find((candidate) => candidate.id === id);
  if (member === undefined) {
    throw new StudioError('unsupported', `This version of Undertone has no “${id}”.`, {
      next: `Choose one of ${family.map((candidate) => candidate.title).join(', ')}.`,
      value: id,
    });
  }
  return member;
}

/** Which member, with which values: what a recipe keeps. */
export interface Choice {
  readonly id: string;
  readonly params: ParamValues;
}
