import { StudioError } from '../base/errors';
import type { Weights } from '../frame/parts';
import type { SearchTrial, Standing } from './halving';

/** The series a search began on, to tell it from another: points, first and last time, and the sum of its values. */
export type Mark = readonly number[];

interface Kept {
  readonly trials: readonly SearchTrial[];
  readonly mark: Mark;
  /** How long it has searched, in seconds. */
  readonly seconds: number;
  readonly weights: readonly {
    readonly id: number;
    readonly state: Weights['state'];
    readonly networks: Weights['networks'];
  }[];
}

/** A standing in the form of one model's weights, which is what checkpoints hold: names are `<trial>/<tensor>`. */
export function toKept({ trials, weights }: Standing<Weights>, mark: Mark, seconds: number): Weights {
  const kept: Kept = {
    trials,
    mark,
    seconds,
    weights: [...weights].map(([id, { state, networks }]) => ({ id, state, networks })),
  };
  return {
    state: { search: kept },
    tensors: [...weights].flatMap(([id, { tensors }]) =>
      tensors.map((tensor) => ({ ...tensor, name: `${id}/${tensor.name}` })),
    ),
    networks: [],
  };
}

/** @throws StudioError `damaged` when it is no search. */
export function fromKept({ state, tensors }: Weights): {
  readonly standing: Standing<Weights>;
  readonly mark: Mark;
  readonly seconds: number;
} {
  const kept = state.search as Partial<Kept> | undefined;
  if (!Array.isArray(kept?.trials) || !Array.isArray(kept.mark) || !Array.isArray(kept.weights)) {
    throw new StudioError('damaged', 'What was kept of this search is not whole.', { next: 'Search anew.' });
  }
  const { trials, mark, seconds = 0, weights } = kept as Kept;
  const own = (id: number): Weights['tensors'] =>
    tensors
      .filter(({ name }) => name.startsWith(`${id}/`))
      .map((tensor) => ({ ...tensor, name: tensor.name.slice(`${id}/`.length) }));
  return {
    standing: {
      trials,
      weights: new Map(weights.map(({ id, ...rest }) => [id, { ...rest, tensors: own(id) }])),
    },
    mark,
    seconds,
  };
}
