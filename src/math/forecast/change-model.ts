import type { Pace } from '../pace';
import { type ChangeFit, type ChangeRows, type Coefficients, fitChanges, foreseenChanges } from './change-regression';
import { recentChanges } from './recent-changes';
import type { Rhythm } from './rhythm';
import { lowered, unscaled } from './scale';
import { CHANGE_REACH, type ChangeForm, seasonalChanges, wideLags } from './seasonal-changes';

/** A regression on changes with all its choices made: how it sees a series, how it is fitted, how its forecast is undone. */
export interface ChangeModel {
  rows(x: Float64Array): ChangeRows;
  readonly fit: ChangeFit;
  /** Changes from the base, step by step, in the units of the series. */
  inUnits(x: Float64Array, changes: Float64Array): Float64Array;
}

export type Daily = Extract<Rhythm, { kind: 'daily' }>;

/** Changes from the same hour of the last day. */
export function dailyChanges(
  { day, week }: Daily,
  horizon: number,
  how: {
    readonly form: ChangeForm;
    readonly lags: readonly number[];
    readonly stride: number;
    readonly penalty: number;
    readonly passes: number;
  },
): ChangeModel {
  const { form, lags, stride, penalty, passes } = how;
  const rows = (x: Float64Array) => seasonalChanges(x, { day, week, horizon, form, lags, stride });
  return {
    rows,
    fit: { horizon, penalty, relative: false, passes },
    inUnits(x, changes) {
      const { base, scale } = rows(x);
      return unscaled(
        changes.map((change, h) => change + (base[h] as number)),
        scale,
        CHANGE_REACH,
      );
    },
  };
}

/** Changes from the last value. */
export function slowChanges(
  year: number | undefined,
  horizon: number,
  how: { readonly lags: number; readonly memory: number; readonly penalty: number; readonly passes: number },
): ChangeModel {
  const { lags, memory, penalty, passes } = how;
  const rows = (x: Float64Array) => recentChanges(x, { year, horizon, lags, memory });
  return {
    rows,
    fit: { horizon, penalty, relative: true, passes },
    inUnits(x, changes) {
      const { power, last } = rows(x);
      return lowered(
        changes.map((change) => change + last),
        power,
      );
    },
  };
}

/** The regression that suits a series which learns alone: few features and a high penalty. */
export const changesAlone = (rhythm: Rhythm, horizon: number, form: ChangeForm = 'profile'): ChangeModel =>
  rhythm.kind === 'daily'
    ? dailyChanges(rhythm, horizon, { form, lags: wideLags(rhythm.day), stride: 2, penalty: 0.1, passes: 0 })
    : slowChanges(rhythm.year, horizon, { lags: 6, memory: 200, penalty: 0.3, passes: 1 });

/** What several series of one rhythm have in common. */
export const learnTogether = (model: ChangeModel, series: readonly Float64Array[], pace: Pace): Promise<Coefficients> =>
  fitChanges(series.map(model.rows), model.fit, pace);

/** A forecast from the end of a series; by its own coefficients where none are handed in. */
export async function forecastByChanges(
  model: ChangeModel,
  x: Float64Array,
  coefficients: Coefficients | undefined,
  pace: Pace,
): Promise<Float64Array> {
  const rows = model.rows(x);
  const own = coefficients ?? (await fitChanges([rows], model.fit, pace));
  return model.inUnits(x, foreseenChanges(rows, own, x.length - 1, model.fit.horizon));
}
