import { mase } from '../../math/metrics/mase';
import { type Accuracy, owa } from '../../math/metrics/owa';
import { smape } from '../../math/metrics/smape';
import type { M4Series } from './m4';

export interface M4Scores {
  readonly smape: number;
  readonly mase: number;
  readonly owa: number;
  readonly naive2_smape: number;
  readonly naive2_mase: number;
}

/** The scores of one forecast per series, as M4 counts them: means over the series first, the ratio to Naive2 after. */
export function scoreM4(series: readonly M4Series[], forecasts: readonly Float64Array[], period: number): M4Scores {
  const model = accuracy(series, forecasts, period);
  const naive = accuracy(
    series,
    series.map(({ naive2 }) => naive2),
    period,
  );
  return { ...model, owa: owa(model, naive), naive2_smape: naive.smape, naive2_mase: naive.mase };
}

function accuracy(series: readonly M4Series[], forecasts: readonly Float64Array[], period: number): Accuracy {
  const over = (score: (one: M4Series, forecast: Float64Array) => number): number =>
    series.reduce((sum, one, i) => sum + score(one, forecasts[i] as Float64Array), 0) / series.length;
  return {
    smape: over(({ test }, forecast) => smape(test, forecast)),
    mase: over(({ test, training }, forecast) => mase(test, forecast, training, period)),
  };
}
