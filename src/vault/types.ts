import type { Choice } from '../base/definition';
import type { ParamSchema } from '../base/params';
import type { Clustering } from '../clustering/types';
import type { AnomalyScores } from '../detectors/types';
import type { Weights } from '../frame/parts';
import type { Recipe } from '../pipeline/recipe';
import type { Artifact, ForecastRun, Metrics } from '../pipeline/results';

/** What the library lists of a model: light, so that a hundred of them load at once. The artifact is kept apart. */
export interface ModelCard {
  readonly id: string;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Counted up at every change; a change must name the one it was made on. */
  readonly revision: number;
  /** The model this one was retrained from. */
  readonly parentId?: string;
  /** What the series is called. */
  readonly series: string;
  readonly modelId: string;
  readonly modelTitle: string;
  readonly backend: string;
  /** The model's own row and the baselines beside it; at most four. */
  readonly metrics: readonly Metrics[];
  /** How long training took. */
  readonly seconds: number;
  /** Points of history. */
  readonly points: number;
  /** Steps it forecasts. */
  readonly horizon: number;
  /** The history in at most 64 means; NaN = nothing there. */
  readonly sparkline: Float32Array;
  /** What the artifact takes up, about. */
  readonly bytes: number;
}

export interface StoredModel {
  readonly card: ModelCard;
  readonly artifact: Artifact;
}

/** What `put` cannot read from the artifact. */
export interface About {
  readonly name: string;
  /** The model family's title; its id when left out. */
  readonly modelTitle?: string;
  readonly parentId?: string;
}

export interface NamedRecipe {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly recipe: Recipe;
}

/** The last results, of a model (by its id) or of a series (by its name). */
export interface Results {
  readonly forecast: Omit<ForecastRun, 'artifact'>;
  readonly anomalies: AnomalyScores;
  readonly clustering: Clustering;
}

export interface StoredResult<K extends keyof Results = keyof Results> {
  readonly kind: K;
  readonly of: string;
  readonly savedAt: number;
  readonly value: Results[K];
}

/** What is remembered between visits. Nothing secret. */
export interface Settings {
  readonly theme: 'system' | 'light' | 'dark';
  /** The last source that was opened, its secrets left out. */
  readonly connection?: Choice;
}

/** Where a training run stood, so that a closed tab can go on. */
export interface Checkpoint {
  /** The run's id, or that of the model being retrained. */
  readonly key: string;
  readonly recipe: Recipe;
  readonly weights: Weights;
  /** Epochs done, of how many. */
  readonly epoch: number;
  readonly epochs: number;
  readonly savedAt: number;
}

/** Handed out by a delete, taken by `restore`. */
export type UndoToken = string;

/** What changed. `elsewhere` = in another tab. */
export interface Change {
  readonly in: 'models' | 'recipes' | 'results' | 'settings' | 'checkpoints';
  readonly id: string;
  readonly elsewhere: boolean;
}

/** Room used and room there is in this browser, in bytes; undefined where the browser does not say. */
export interface Usage {
  readonly used?: number;
  readonly quota?: number;
  /** Whether the browser has promised not to evict it. */
  readonly persisted: boolean;
}

/**
 * What this browser keeps: models, recipes, results, settings, checkpoints. Every call rejects with a `StudioError`:
 * `not-found` for an id that is not here (any more), `storage` when the browser refuses or another tab was faster.
 */
export interface Vault {
  /** True when nothing outlives this tab, because the browser keeps nothing here; `why` then says so in words. */
  readonly ephemeral: boolean;
  readonly why?: string;

  /** All models, the last changed first. */
  list(): Promise<readonly ModelCard[]>;
  get(id: string): Promise<StoredModel>;
  put(artifact: Artifact, about: About): Promise<ModelCard>;
  /** The same model with a new artifact: what keeping a retraining does. `revision` is the card's it was made on. */
  replace(id: string, artifact: Artifact, revision: number): Promise<ModelCard>;
  /** An empty name is refused with `bad-input`. */
  rename(id: string, name: string, revision: number): Promise<ModelCard>;
  /** Moves a model to the trash. */
  remove(id: string): Promise<UndoToken>;
  /** Brings back what was deleted, model or recipe, under the id it had. */
  restore(token: UndoToken): Promise<void>;
  /** Empties the trash of what has lain there for longer than `ageMs` (0 = all). Gives the number of things gone. */
  purge(ageMs?: number): Promise<number>;

  readonly recipes: {
    list(): Promise<readonly NamedRecipe[]>;
    /** Under an `id` it replaces the one there; without, it is new. */
    put(recipe: Recipe, name: string, id?: string): Promise<NamedRecipe>;
    remove(id: string): Promise<UndoToken>;
  };
  readonly results: {
    get<K extends keyof Results>(kind: K, of: string): Promise<StoredResult<K> | undefined>;
    put<K extends keyof Results>(kind: K, of: string, value: Results[K]): Promise<void>;
    /** Forgets every result of this model or series. */
    clear(of: string): Promise<void>;
  };
  readonly settings: {
    read(): Promise<Settings>;
    write(patch: Partial<Omit<Settings, 'connection'>>): Promise<void>;
    /** Keeps the source and its parameters, but for the secret ones (and names the schema does not know). */
    rememberConnection(source: Choice, schema: ParamSchema): Promise<void>;
    forgetConnection(): Promise<void>;
  };

  saveCheckpoint(checkpoint: Omit<Checkpoint, 'savedAt'>): Promise<void>;
  loadCheckpoint(key: string): Promise<Checkpoint | undefined>;
  clearCheckpoint(key: string): Promise<void>;
  /** Runs that never came to their end, the newest first. */
  listCheckpoints(): Promise<readonly Checkpoint[]>;

  usage(): Promise<Usage>;
  /** Asks the browser not to evict it. Gives whether it promised. */
  persist(): Promise<boolean>;
  /** Calls back after every change, here or in another tab. Gives the way to stop. */
  subscribe(listener: (change: Change) => void): () => void;
  close(): void;
}
