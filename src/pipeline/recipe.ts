import type { Choice } from '../base/definition';
import { emptyQuery, type SeriesQuery } from '../frame/query';
import type { PlannedEvent } from '../math/recurrence';
import type { CalendarTerm } from './calendar-terms';

/** One step of preparation by hand: a member of `shaping` with its values; `off` = kept in the list, not taken. */
export interface Step extends Choice {
  readonly off?: true;
}

/** What a series is explained by besides its own past: known beforehand, or measured beside it. */
export interface Inputs {
  readonly calendar: readonly CalendarTerm[];
  readonly events: readonly PlannedEvent[];
  /** Other series that are read beside it, by name. */
  readonly series: readonly string[];
  /** Those of them whose values are known beforehand where they reach further than the series; absent = none. */
  readonly ahead?: readonly string[];
}

/** Every choice of a walk and its seed, and no secret: with its data it reproduces a run. */
export interface Recipe {
  readonly version: 1;
  readonly source: Choice;
  readonly query: SeriesQuery;
  /** Further queries of the same source, read beside the first over its range; absent = none. */
  readonly more?: readonly SeriesQuery[];
  /** Which of the series read is looked at, by name; empty = the first. */
  readonly series: string;
  /** What is done by hand to the series read, in order, before anything looks at them; absent = nothing. */
  readonly steps?: readonly Step[];
  readonly preparation: readonly Choice[];
  readonly decomposition: Choice;
  /** Season lengths in steps, shortest first, or `auto` to take those found. */
  readonly periods: 'auto' | readonly number[];
  readonly model: Choice;
  /** Steps to forecast. */
  readonly horizon: number;
  /** Coverage of the band, e.g. 0.95. */
  readonly coverage: number;
  /** Share of the series held back for choosing (validation) and for judging (test), from its end. */
  readonly split: { readonly validation: number; readonly test: number };
  readonly detector: Choice;
  readonly clusterer: Choice;
  readonly seed: number;
  /** Absent = none. */
  readonly inputs?: Inputs;
}

/** The steps by hand that are taken: those that are not off. */
export const stepsOn = ({ steps = [] }: Pick<Recipe, 'steps'>): readonly Step[] =>
  steps.filter(({ off }) => off !== true);

/** The preparation as members take it that scale by themselves: the grid and the gaps are seen to, the units stay. */
export const inOwnUnits = (preparation: Recipe['preparation']): Recipe['preparation'] =>
  preparation.filter(({ id }) => id === 'resample' || id === 'fill');

/** What a recipe holds of events at most, wherever they come from. */
export const eventLimits = { events: 300, name: 200, except: 60, series: 20, moment: 1e13 } as const;

const noInputs: Inputs = { calendar: [], events: [], series: [] };

/** The inputs of a recipe, none where it has none. */
export const inputsOf = ({ inputs = noInputs }: Pick<Recipe, 'inputs'>): Inputs => inputs;

/** Whether there are any. */
export const hasInputs = (recipe: Pick<Recipe, 'inputs'>): boolean => {
  const { calendar, events, series } = inputsOf(recipe);
  return calendar.length + events.length + series.length > 0;
};

/** Where everybody starts. Members' parameters left out take their defaults. */
export const initialRecipe: Recipe = {
  version: 1,
  source: { id: 'demo', params: {} },
  query: emptyQuery,
  series: '',
  preparation: [
    { id: 'resample', params: {} },
    { id: 'fill', params: {} },
    { id: 'transform', params: {} },
    { id: 'scale', params: {} },
  ],
  decomposition: { id: 'mstl', params: {} },
  periods: 'auto',
  model: { id: 'composite-lstm', params: {} },
  horizon: 48,
  coverage: 0.95,
  split: { validation: 0.15, test: 0.1 },
  detector: { id: 'residual', params: {} },
  clusterer: { id: 'k-means', params: {} },
  seed: 1,
};
