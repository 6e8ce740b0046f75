import type { Layer } from '../frame/parts';
import { type Layout, layoutOf } from '../neural/network/layout';
import type { NetworkParams } from './network-params';

/**
 * Supralog's network: two LSTM layers with dropout, a dense layer with ReLU, and one output for each step ahead.
 * @param activation of the first LSTM; ReLU as published, tanh unless told.
 */
export const layersOf = (
  { units, dropout, dense }: Pick<NetworkParams, 'units' | 'dropout' | 'dense'>,
  head: number,
  activation?: 'relu',
): Layer[] => [
  { kind: 'lstm', name: 'lstm_1', units, returnSequences: true, ...(activation && { activation }) },
  { kind: 'dropout', name: 'dropout_1', rate: dropout },
  { kind: 'lstm', name: 'lstm_2', units, returnSequences: false },
  { kind: 'dropout', name: 'dropout_2', rate: dropout },
  { kind: 'dense', name: 'dense_1', units: dense, activation: 'relu' },
  { kind: 'dense', name: 'dense_2', units: head, activation: 'linear' },
];

/** The same layers over a window as a sequence of `lookback` steps of one value. */
export const sequenceLayout = (layers: readonly Layer[], lookback: number): Layout =>
  layoutOf({ inputShape: [lookback, 1], layers });

/** The layers that `layersOf` makes, whatever their sizes. */
export const isStack = (layers: readonly Layer[]): boolean =>
  layers.map((layer) => (layer.kind === 'lstm' && layer.returnSequences ? 'lstm of all' : layer.kind)).join() ===
  'lstm of all,dropout,lstm,dropout,dense,dense';
