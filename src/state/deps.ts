import { type Failure, toFailure } from '../base/errors';
import type { Progress } from '../base/job';
import type { ParamValues } from '../base/params';
import type { Jobs } from '../engine/jobs';
import type { Engine } from '../engine/protocol';
import type { CatalogNode } from '../sources/types';
import type { Vault } from '../vault/types';
import { metering, type Run } from './run';
import type { Notice, Studio, StudioStore } from './store';

/** A file handed to the reader. */
export interface SavedFile {
  readonly name: string;
  readonly bytes: Uint8Array | string;
  readonly mime: string;
}

/** What actions reach the world through. */
export interface Deps {
  readonly store: StudioStore;
  readonly engine: Engine<Jobs>;
  readonly vault: Promise<Vault>;
  /** Gives a file to the reader, as a download. */
  save(file: SavedFile): void;
  /** Monotonic milliseconds. */
  now(): number;
  /** Secrets and the opened file, in memory only: never in the store, the address or a recipe; and what need not be drawn. */
  readonly held: {
    secrets: ParamValues;
    file: Blob | undefined;
    /** Levels of the open source's catalogue, by path. */
    catalog: Map<string, Promise<readonly CatalogNode[]>>;
    /** The reader chose how far to look ahead: the data no longer suggests it. */
    horizonChosen: boolean;
    /** That what was read could not be kept was said before. */
    keepingFailed?: boolean;
    /** The opening of a source that is under way; a newer one, or closing, overtakes it. */
    connecting?: AbortController | undefined;
    /** The look at a series that is under way; a newer one overtakes it. */
    looking?: object;
    /** Query texts that the person typed or sent here. Any other may be a stranger's, and is never sent unasked. */
    ownTexts?: ReadonlySet<string>;
    /** When a query text was last typed, by `now`. */
    typedAt?: number;
  };
  /** One controller per running slice. */
  readonly running: Map<RunKey, AbortController>;
}

/** The slices of the store that are runs. */
export type RunKey = {
  [K in keyof Studio]-?: Studio[K] extends Run<unknown> ? K : never;
}[keyof Studio];

type ValueOfRun<K extends RunKey> = Studio[K] extends Run<infer T> ? T : never;

/**
 * Runs `work` as the slice `key`: a run already there is cancelled, progress becomes a meter (at most ten times a second),
 * the end becomes `done` or `failed`. A cancelled run falls back to what it had before. Gives the value, or undefined
 * when it failed, was cancelled or was overtaken.
 */
export async function runAs<K extends RunKey>(
  { store, running, now }: Deps,
  key: K,
  work: (options: {
    readonly signal: AbortSignal;
    readonly onProgress: (progress: Progress) => void;
  }) => Promise<ValueOfRun<K>>,
): Promise<ValueOfRun<K> | undefined> {
  running.get(key)?.abort();
  const controller = new AbortController();
  running.set(key, controller);
  const current = (): boolean => running.get(key) === controller;
  const before = store.getState()[key] as Run<ValueOfRun<K>>;
  const previous = before.status === 'done' ? before.value : before.status === 'idle' ? undefined : before.previous;
  const kept = previous === undefined ? {} : { previous };
  const put = (run: Run<ValueOfRun<K>>): void => store.setState({ [key]: run } as Partial<Studio>);
  const started = now();
  const meter = metering(now);
  let shown = Number.NEGATIVE_INFINITY;
  put({ status: 'running', ...kept });
  const onProgress = (progress: Progress): void => {
    const metered = meter(progress);
    if (!current() || (now() - shown < 100 && progress.epoch === undefined)) return;
    shown = now();
    put({ status: 'running', meter: metered, ...kept });
  };
  try {
    const value = await work({ signal: controller.signal, onProgress });
    if (!current()) return undefined;
    put({ status: 'done', value, seconds: (now() - started) / 1000 });
    return value;
  } catch (error) {
    if (!current()) return undefined;
    const failure = toFailure(error);
    if (failure.code !== 'cancelled') put({ status: 'failed', failure, ...kept });
    else if (previous === undefined) put({ status: 'idle' });
    else put({ status: 'done', value: previous, seconds: 0 });
    return undefined;
  } finally {
    if (current()) running.delete(key);
  }
}

/** Stops a running slice. */
export const cancelRun = ({ running }: Deps, key: RunKey): void => running.get(key)?.abort();

/** Forgets runs whose input is gone, stopping those still at work. */
export function clearRuns({ store, running }: Deps, ...keys: RunKey[]): void {
  for (const key of keys) {
    running.get(key)?.abort();
    running.delete(key);
    store.setState({ [key]: { status: 'idle' } } as Partial<Studio>);
  }
}

let noticeId = 0;

/** Says something in passing. It stays until it is dismissed or ten seconds are over (the screen's clock). */
export function say({ store }: Deps, words: string, more: Partial<Pick<Notice, 'tone' | 'undo'>> = {}): void {
  const notice: Notice = { id: ++noticeId, words, tone: more.tone ?? 'plain', ...(more.undo && { undo: more.undo }) };
  store.setState(({ notices }) => ({ notices: [...notices.slice(-3), notice] }));
}

/** Says a failure in passing, its next step included; a cancel is not worth words. */
export function sayFailure(deps: Deps, error: unknown): Failure {
  const failure = toFailure(error);
  if (failure.code !== 'cancelled') {
    say(deps, failure.next === undefined ? failure.message : `${failure.message} ${failure.next}`, { tone: 'bad' });
  }
  return failure;
}
