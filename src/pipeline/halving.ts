import { type Failure, throwIfCancelled, toFailure } from '../base/errors';
import type { Settings } from './search-space';

/** Of three settings, the best one goes on: Jamieson and Talwalkar's (2016) and Li et al.'s (2018) usual choice. */
const ETA = 3;

/** One evaluation of a search: settings and how they fared so far. */
export interface SearchTrial {
  readonly id: number;
  /** Rounds are drawn one after the other; settings compete within their own. */
  readonly round: number;
  readonly settings: Settings;
  /** On the validation part after each rung, least first is best; infinite where it failed. */
  readonly scores: readonly number[];
  /** Epochs learned so far; 0 where there are none to count. */
  readonly epochs: number;
  readonly seconds: number;
  readonly state: 'waiting' | 'running' | 'kept' | 'out' | 'failed';
  readonly failure?: Failure;
}

/** What came of learning up to a rung. */
export interface Climbed<W> {
  readonly score: number;
  readonly epochs: number;
  readonly seconds: number;
  /** From which the next rung goes on; absent where it begins anew. */
  readonly weights?: W;
}

/** A search as it stands: what it goes on from when it was stopped. */
export interface Standing<W> {
  readonly trials: readonly SearchTrial[];
  /** Of trials that may go on, by id. */
  readonly weights: ReadonlyMap<number, W>;
}

export interface Halving<W> {
  /** Epochs at each rung, ascending. */
  readonly rungs: readonly number[];
  /** The settings of a round; empty ends the search. */
  draw(round: number, before: readonly SearchTrial[]): readonly Settings[];
  /** Learns on to a rung and scores. `keep` takes weights on the way. */
  climb(trial: SearchTrial, rung: number, from: W | undefined, keep: (on: Climbing<W>) => void): Promise<Climbed<W>>;
  /** Told of every change. `lasting`: something is done that should not be lost. */
  onChange(standing: Standing<W>, lasting: boolean): void;
  /** Whether the time is over: nothing further is begun. */
  over(): boolean;
  readonly signal: AbortSignal;
}

/** Weights on the way to a rung. */
export type Climbing<W> = Pick<Climbed<W>, 'epochs' | 'seconds'> & { readonly weights: W };

/** Epochs at each rung for so many settings: the last is all of `epochs`, each before it a third, none less than 2. */
export function rungsFor(count: number, epochs: number): readonly number[] {
  const steps = Math.max(0, Math.min(logEta(count), logEta(epochs / 2)));
  return Array.from({ length: steps + 1 }, (_, i) => Math.max(1, Math.round(epochs / ETA ** (steps - i))));
}

const logEta = (value: number): number => Math.floor(Math.log(value) / Math.log(ETA) + 1e-9);

/** How many of `count` settings reach a rung. */
export const reaching = (count: number, rung: number): number => Math.max(1, Math.ceil(count / ETA ** rung));

/** Epochs that a round of `count` settings takes in all. */
export const epochsOf = (count: number, rungs: readonly number[]): number =>
  rungs.reduce((sum, epochs, r) => sum + reaching(count, r) * (epochs - (rungs[r - 1] ?? 0)), 0);

/** Those of a round that reach a rung: the best of those one rung below, the earlier drawn first among equals. */
function chosen(round: readonly SearchTrial[], rung: number): readonly SearchTrial[] {
  if (rung === 0) return round;
  const scored = round.filter(({ scores }) => Number.isFinite(scores[rung - 1]));
  return scored
    .toSorted((a, b) => (a.scores[rung - 1] as number) - (b.scores[rung - 1] as number) || a.id - b.id)
    .slice(0, reaching(round.length, rung));
}

/** The best trial: the least score among those that came furthest. */
export function bestOf(trials: readonly SearchTrial[]): SearchTrial | undefined {
  const top = Math.max(0, ...trials.map(({ scores }) => scores.filter(Number.isFinite).length));
  if (top === 0) return undefined;
  return trials
    .filter(({ scores }) => Number.isFinite(scores[top - 1]))
    .reduce((a, b) => ((b.scores[top - 1] as number) < (a.scores[top - 1] as number) ? b : a));
}

/**
 * Successive halving: all settings of a round learn for a few epochs, the best third of them goes on to the next rung, and so
 * on. Begun from a standing of its own it ends with the same trials as if it had never been stopped.
 * @throws StudioError `cancelled`; what was done by then was told.
 */
export async function halve<W>(search: Halving<W>, from?: Standing<W>): Promise<readonly SearchTrial[]> {
  const trials: SearchTrial[] = (from?.trials ?? []).map((trial) =>
    trial.state === 'running' ? { ...trial, state: 'waiting' } : trial,
  );
  const weights = new Map(from?.weights);
  const tell = (lasting: boolean): void => search.onChange({ trials: [...trials], weights: new Map(weights) }, lasting);
  const put = (id: number, patch: Partial<SearchTrial>): void => {
    trials[id] = { ...(trials[id] as SearchTrial), ...patch };
  };
  const drop = (id: number): void => {
    weights.delete(id);
    if ((trials[id] as SearchTrial).state !== 'failed') put(id, { state: 'out' });
  };
  const ended = (): readonly SearchTrial[] => {
    for (const { id, state } of trials) if (state === 'waiting') put(id, { state: 'out' });
    weights.clear();
    tell(true);
    return trials;
  };

  for (let round = 0; ; round++) {
    if (trials.every((trial) => trial.round !== round)) {
      const settings = search.draw(round, trials);
      if (settings.length === 0) return ended();
      for (const one of settings) {
        const id = trials.length;
        trials.push({ id, round, settings: one, scores: [], epochs: 0, seconds: 0, state: 'waiting' });
      }
      tell(true);
    }
    const inRound = (): readonly SearchTrial[] => trials.filter((trial) => trial.round === round);
    for (let rung = 0; rung < search.rungs.length; rung++) {
      const going = chosen(inRound(), rung);
      for (const { id } of inRound()) if (!going.some((one) => one.id === id)) drop(id);
      for (const { id } of going) {
        const trial = trials[id] as SearchTrial;
        if (trial.scores.length > rung) continue;
        throwIfCancelled(search.signal);
        if (search.over()) return ended();
        put(id, { state: 'running' });
        tell(false);
        const before = trial.seconds;
        try {
          const climbed = await search.climb(trials[id] as SearchTrial, rung, weights.get(id), (on) => {
            weights.set(id, on.weights);
            put(id, { epochs: on.epochs, seconds: before + on.seconds });
            tell(true);
          });
          if (climbed.weights !== undefined) weights.set(id, climbed.weights);
          const scores = [...trial.scores, climbed.score];
          put(id, { scores, epochs: climbed.epochs, seconds: before + climbed.seconds, state: 'kept' });
        } catch (error) {
          throwIfCancelled(search.signal);
          weights.delete(id);
          put(id, { scores: [...trial.scores, Number.POSITIVE_INFINITY], state: 'failed', failure: toFailure(error) });
        }
        tell(true);
      }
    }
    for (const { id } of inRound()) weights.delete(id);
    const winner = chosen(inRound(), search.rungs.length)[0];
    for (const { id } of inRound()) if (id !== winner?.id) drop(id);
    tell(true);
  }
}
