import { StudioError } from '../../base/errors';
import type { Decomposition } from '../../frame/parts';
import { sequenceForecaster } from '../sequence';
import type { Forecaster } from '../types';
import type { Params } from './index';

/** Trend, season and residual, each learned by a network of its own, side by side in one training. */
export const compositeForecaster: Forecaster<Params> = sequenceForecaster<Params>({
  title: 'composite LSTM',
  known: ['trend', 'seasonal', 'residual'],
  plan({ parts }) {
    const period = Math.max(0, ...(parts?.seasonal ?? []).map((season) => season.period));
    return { parts: period === 0 ? ['trend', 'residual'] : ['trend', 'seasonal', 'residual'], period };
  },
  partsOf({ parts }, names) {
    if (parts === undefined || parts.model !== 'additive') {
      throw new StudioError('bad-input', 'The composite LSTM learns from the additive parts of a series.', {
        next: 'Choose an additive decomposition.',
        place: 'decomposition',
      });
    }
    return names.map((name) => (name === 'seasonal' ? seasonOf(parts) : parts[name === 'trend' ? name : 'residual']));
  },
});

/** All seasons in one. */
function seasonOf({ seasonal, trend }: Decomposition): Float64Array {
  const sum = new Float64Array(trend.length);
  for (const { values } of seasonal)
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (values[i] as number);
  return sum;
}
