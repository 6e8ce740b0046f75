import type { Choice } from '../base/definition';
import type { ParamSchema } from '../base/params';
import type { Clustering } from '../clustering/types';
import type { AnomalyScores } from '../detectors/types';
import type { SeriesFrame } from '../frame/frame';
import type { Forecast, Weights } from '../frame/parts';
import type { SeriesQuery } from '../frame/query';
import type { FleetForecast, FleetGoal, FleetRow, FleetSeries } from '../pipeline/fleet';
import type { Recipe } from '../pipeline/recipe';
import type { Artifact, ForecastRun, LearnedFrom, Metrics } from '../pipeline/results';
import type { QueryResult } from '../sources/types';
import type { Sealed } from './seal';

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
  /** Which version of it this is, and when that was learned; absent = the first, with the model. */
  readonly version?: { readonly number: number; readonly createdAt: number; readonly pinned?: true };
  readonly learnedFrom?: LearnedFrom;
}

/** A model as it was before it was learned anew, or before an older one was taken up again. Light. */
export interface VersionCard
  extends Pick<ModelCard, 'modelId' | 'backend' | 'metrics' | 'seconds' | 'points' | 'horizon' | 'bytes'> {
  /** The model's id. */
  readonly model: string;
  /** From 1 up; never given twice. */
  readonly number: number;
  /** When it was learned, epoch milliseconds. */
  readonly createdAt: number;
  readonly learnedFrom?: LearnedFrom;
  /** It stays when others make room. */
  readonly pinned?: true;
}

/** A forecast made once, and from where: what is drawn over what then happened. */
export interface PastForecast {
  readonly id: string;
  /** When it was made, epoch milliseconds. */
  readonly madeAt: number;
  /** The last time it knew: nothing after it was seen. */
  readonly origin: number;
  /** What made it. */
  readonly modelTitle: string;
  /** The kept model that made it, and which version of it, where it was kept. */
  readonly model?: { readonly id: string; readonly name: string; readonly version: number };
  readonly forecast: Forecast;
}

export interface PastForecasts {
  /** What they are of: a series, as `seriesKey` of the state names it. */
  readonly of: string;
  /** The oldest first. */
  readonly forecasts: readonly PastForecast[];
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

/** A query that was read: what was asked, of whom, and what came of it. Nothing secret. */
export interface KeptQuery {
  readonly id: string;
  /** The text as it was sent. */
  readonly text: string;
  readonly language: 'influxql' | 'flux' | 'sql';
  /** The source's id, and the server's address without user, password or path. */
  readonly source: string;
  readonly host: string;
  /** The choices it was built from; with a `text` of its own where a person wrote it. */
  readonly query: SeriesQuery;
  /** When it was last read, epoch milliseconds; what came, and how long that took. */
  readonly at: number;
  readonly rows: number;
  readonly seconds: number;
  readonly starred: boolean;
}

/** A database that was connected to: where it is and who asks, its secrets left out. */
export interface KeptConnection {
  readonly id: string;
  readonly name: string;
  /** The source's id and its parameters, every one but the secret ones. */
  readonly source: Choice;
  /** When it last answered, epoch milliseconds. */
  readonly usedAt: number;
  /** Its secrets under a passphrase, when that was asked for. */
  readonly sealed?: Sealed;
}

/** What was read from a database, and where it came from. Nothing secret. The frames are kept apart. */
export interface KeptFrames {
  readonly id: string;
  /** The source's id and every parameter of it but the secret ones. */
  readonly source: Choice;
  /** As it was asked, its range included. */
  readonly query: SeriesQuery;
  /** When it was asked, and when it was last looked at: epoch milliseconds. */
  readonly readAt: number;
  readonly usedAt: number;
  readonly rows: number;
  /** What it takes up here, about. */
  readonly bytes: number;
}

/** What is remembered between visits. Nothing secret. */
export interface Settings {
  readonly theme: 'system' | 'light' | 'dark';
  /** The zone chosen last, an IANA name; absent = UTC. */
  readonly zone?: string;
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

/** One definition over many series: what was asked, and how far it came. Light; the series lie apart. */
export interface FleetJob extends FleetGoal {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly updatedAt: number;
  /** Every series of it, in their order. */
  readonly names: readonly string[];
  /** How many are finished, those that failed among them. */
  readonly done: number;
  readonly failed: number;
}

/** A finished series of a job; `writtenTo` says to where its forecast was written, as `placeOf` of the state names it. */
export type KeptFleetRow = FleetRow & { readonly writtenTo?: string };

/** Handed out by a delete, taken by `restore`. */
export type UndoToken = string;

/** What changed. `elsewhere` = in another tab. */
export interface Change {
  readonly in:
    | 'connections'
    | 'fleets'
    | 'forecasts'
    | 'frames'
    | 'models'
    | 'recipes'
    | 'queries'
    | 'results'
    | 'settings'
    | 'checkpoints';
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
  /**
   * The same model with a new artifact: what keeping a retraining does. `revision` is the card's it was made on. The
   * artifact before stays as a version; `gone` are the versions that made room for it.
   */
  replace(
    id: string,
    artifact: Artifact,
    revision: number,
  ): Promise<{ readonly card: ModelCard; readonly gone: readonly VersionCard[] }>;
  /** An empty name is refused with `bad-input`. */
  rename(id: string, name: string, revision: number): Promise<ModelCard>;
  /** Moves a model to the trash, with its versions. */
  remove(id: string): Promise<UndoToken>;
  /** Brings back what was deleted, model, version, recipe, queries, connection or job, under the id it had. */
  restore(token: UndoToken): Promise<void>;
  /** Empties the trash of what has lain there for longer than `ageMs` (0 = all). Gives the number of things gone. */
  purge(ageMs?: number): Promise<number>;

  /** The versions a model had before its current one: at most 20 of a model, and 64 MB; the oldest not pinned goes. */
  readonly versions: {
    /** The newest first; the current one is none of them. */
    list(id: string): Promise<readonly VersionCard[]>;
    get(id: string, number: number): Promise<Artifact>;
    /** Makes an older version the current one; the current one becomes a version. Nothing is lost. */
    goBack(id: string, number: number, revision: number): Promise<ModelCard>;
    /** Moves a version to the trash. */
    remove(id: string, number: number): Promise<UndoToken>;
    /** A pinned version never makes room for others. */
    pin(id: string, number: number, pinned: boolean): Promise<void>;
  };
  /** Forecasts that were made, at most 30 of a series; the oldest goes. */
  readonly pastForecasts: {
    /** The oldest first. */
    list(of: string): Promise<readonly PastForecast[]>;
    /** Keeps a forecast; one that is known already, from the same end and the same to the bit, stays as it is. */
    keep(of: string, made: Omit<PastForecast, 'id' | 'madeAt'>): Promise<PastForecast>;
    forget(of: string, id: string): Promise<void>;
  };
  readonly recipes: {
    list(): Promise<readonly NamedRecipe[]>;
    /** Under an `id` it replaces the one there; without, it is new. */
    put(recipe: Recipe, name: string, id?: string): Promise<NamedRecipe>;
    remove(id: string): Promise<UndoToken>;
  };
  /** The history of queries, at most 200 and those starred. */
  readonly queries: {
    /** The last read first. */
    list(): Promise<readonly KeptQuery[]>;
    /** Keeps a query that was read; the same text to the same server takes the place of the one before, and keeps its star. */
    keep(query: Omit<KeptQuery, 'id' | 'at' | 'starred'>): Promise<KeptQuery>;
    star(id: string, starred: boolean): Promise<void>;
    /** Forgets these, or all that have no star. */
    remove(ids?: readonly string[]): Promise<UndoToken>;
  };
  readonly results: {
    get<K extends keyof Results>(kind: K, of: string): Promise<StoredResult<K> | undefined>;
    put<K extends keyof Results>(kind: K, of: string, value: Results[K]): Promise<void>;
    /** Forgets every result of this model or series. */
    clear(of: string): Promise<void>;
  };
  readonly settings: {
    read(): Promise<Settings>;
    write(patch: Partial<Settings>): Promise<void>;
  };
  /** Databases that were connected to. */
  readonly connections: {
    /** The last used first. */
    list(): Promise<readonly KeptConnection[]>;
    /**
     * Keeps a source that answered, but for its secret parameters (and names the schema does not know). The same one
     * again is only marked as used, and keeps its name.
     */
    use(source: Choice, schema: ParamSchema, name: string): Promise<KeptConnection>;
    /** An empty name is refused with `bad-input`. */
    rename(id: string, name: string): Promise<void>;
    /** Keeps its secrets as they were sealed; undefined forgets them. */
    seal(id: string, sealed: Sealed | undefined): Promise<void>;
    remove(id: string): Promise<UndoToken>;
  };

  /**
   * What was read from databases: one read for each question to each place, the last. Together at most 512 MB; those that
   * were not looked at for longest make room.
   */
  readonly frames: {
    /** The last looked at first. */
    list(): Promise<readonly KeptFrames[]>;
    /** Whether and when a question was read, over whatever time. */
    card(source: Choice, schema: ParamSchema, query: SeriesQuery): Promise<KeptFrames | undefined>;
    /** What was read of it; it counts as looked at. */
    get(
      source: Choice,
      schema: ParamSchema,
      query: SeriesQuery,
    ): Promise<{ readonly card: KeptFrames; readonly result: QueryResult } | undefined>;
    /** Keeps an answer in place of the one before; undefined when it is larger than all that may be kept. */
    keep(
      source: Choice,
      schema: ParamSchema,
      query: SeriesQuery,
      answer: QueryResult,
      readAt: number,
    ): Promise<KeptFrames | undefined>;
    /** Forgets what came from one place, or all of it; nothing brings it back. Gives the bytes it took up. */
    forget(of?: { readonly source: Choice; readonly schema: ParamSchema }): Promise<number>;
  };

  /** Jobs over many series: each finished series is kept at once, so that a closed tab loses none. */
  readonly fleets: {
    /** The last started first. */
    list(): Promise<readonly FleetJob[]>;
    /** A new job. Its series are kept with it until all are finished, unless they take up more than 256 MB. */
    start(goal: FleetGoal, names: readonly string[], frames: readonly SeriesFrame[]): Promise<FleetJob>;
    /** A job and its finished series, in their order. */
    get(id: string): Promise<{ readonly job: FleetJob; readonly rows: readonly KeptFleetRow[] }>;
    /** What it began with, while it is not finished (after its series whatever was handed over more); undefined when that was too large to keep. */
    frames(id: string): Promise<readonly SeriesFrame[] | undefined>;
    /** What was forecast of one of its series; undefined for one that failed or is not finished. */
    forecast(id: string, index: number): Promise<FleetForecast | undefined>;
    /** Keeps finished series, in one go. */
    keep(id: string, finished: readonly FleetSeries[]): Promise<FleetJob>;
    /** Changes what is asked of a finished job, and lines of its table. */
    amend(id: string, patch: Partial<Pick<FleetJob, 'threshold'>>, rows?: readonly KeptFleetRow[]): Promise<FleetJob>;
    /** Moves a job to the trash. */
    remove(id: string): Promise<UndoToken>;
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
