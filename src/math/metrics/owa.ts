export interface Accuracy {
  /** 0 to 200. */
  readonly smape: number;
  readonly mase: number;
}

/**
 * Overall weighted average of M4: the mean of sMAPE and MASE, each divided by Naive2's. Both sides are means over the
 * series first; the ratio comes after. Below 1 = better than Naive2.
 */
export const owa = (model: Accuracy, naive2: Accuracy): number =>
  (model.smape / naive2.smape + model.mase / naive2.mase) / 2;
