import type { Layer } from '../../frame/parts';
import { type Layout, layoutOf } from '../../neural/network/layout';
import type { Params } from './index';

/** Supralog's network: two LSTM layers with dropout, a dense layer with ReLU, and one output for each step ahead. */
export const layersOf = (
  { units, dropout, dense }: Pick<Params, 'units' | 'dropout' | 'dense'>,
  head: number,
): Layer[] => [
  { kind: 'lstm', name: 'lstm_1', units, returnSequences: true },
  { kind: 'dropout', name: 'dropout_1', rate: dropout },
  { kind: 'lstm', name: 'lstm_2', units, returnSequences: false },
  { kind: 'dropout', name: 'dropout_2', rate: dropout },
  { kind: 'dense', name: 'dense_1', units: dense, activation: 'relu' },
  { kind: 'dense', name: 'dense_2', units: head, activation: 'linear' },
];

export const compositeLayout = (layers: readonly Layer[], lookback: number): Layout =>
  layoutOf({ inputShape: [lookback, 1], layers });
