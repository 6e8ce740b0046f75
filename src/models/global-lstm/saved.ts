import { StudioError } from '../../base/errors';
import type { Layer, Weights } from '../../frame/parts';
import type { SmoothingConstants } from '../../math/forecast/seasonal-smoothing';
import { fromNamed } from '../../neural/network/layout';
import { beatOf } from '../by-rhythm';
import type { Learned } from './fitted';
import { layoutFor, seedNames } from './lesson';
import { mostBlocks, periodsOf, type Shape } from './view';

/** A global LSTM from what the vault or a bundle holds. @throws StudioError `damaged` when anything is missing or off. */
export function parse(weights: Weights): Learned {
  const { state, tensors, networks } = weights;
  const beat = beatOf(weights);
  const layers = networks[0]?.layers;
  const { constants, record } = state;
  const kept = state.shape;
  if (layers === undefined || !isStack(layers) || !isRecord(record) || !isShape(kept)) throw damaged();
  const shape: Shape = { ...beat, ...kept };
  if (!isConstants(constants, periodsOf(beat.rhythm).length) || kept.blocks > mostBlocks(beat.rhythm)) throw damaged();
  const layout = layoutFor(layers, shape);
  const [blocks, features] = layout.inputShape;
  const parts = seedNames(networks.length);
  const fits = networks.every(
    ({ part, inputShape }, g) => part === parts[g] && inputShape[0] === blocks && inputShape[1] === features,
  );
  const parameters = fits ? fromNamed(layout, parts, tensors) : undefined;
  if (parameters === undefined || layout.outputs !== shape.horizon * shape.levels.length) throw damaged();
  return { shape, constants, layout, parameters, record };
}

const damaged = (): StudioError =>
  new StudioError('damaged', 'This saved global LSTM is not whole: weights or seasons are missing.', {
    next: 'Train it again.',
  });

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isShare = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 1;

const isShape = (value: unknown): value is Pick<Shape, 'blocks' | 'levels'> =>
  isRecord(value) &&
  Number.isInteger(value.blocks) &&
  (value.blocks as number) >= 1 &&
  Array.isArray(value.levels) &&
  value.levels.includes(0.5) &&
  value.levels.every((level: unknown, q, all) => isShare(level) && level > (all[q - 1] ?? 0) && level < 1);

const isConstants = (value: unknown, seasons: number): value is SmoothingConstants =>
  isRecord(value) &&
  isShare(value.level) &&
  Array.isArray(value.seasons) &&
  value.seasons.length === seasons &&
  value.seasons.every(isShare);

/** LSTM layers with dropout, all but the last handing on every step, and a linear layer. */
const isStack = (layers: readonly Layer[]): boolean =>
  layers.length >= 3 &&
  layers.length % 2 === 1 &&
  layers.every((layer, k) => {
    if (k === layers.length - 1) return layer.kind === 'dense' && layer.activation === 'linear';
    if (k % 2 === 1) return layer.kind === 'dropout';
    return layer.kind === 'lstm' && layer.returnSequences === k < layers.length - 3;
  });
