import { first } from '../../frame/frame';
import { sequenceForecaster } from '../sequence';
import type { Forecaster } from '../types';
import type { Params } from './index';

/** The series itself, learned by one network: the composite's form without its parts. */
export const rawForecaster: Forecaster<Params> = sequenceForecaster<Params>({
  title: 'raw LSTM',
  known: ['series'],
  plan: ({ period }, { sees }) => ({ parts: ['series'], period: sees === 'surprises' && period > 1 ? period : 0 }),
  partsOf: ({ frame }) => [first(frame).values],
});
