import type { SeriesFrame } from '../frame/frame';
import type { FleetForecast } from '../pipeline/fleet';
import type { Artifact } from '../pipeline/results';
import type { QueryResult } from '../sources/types';
import type {
  Checkpoint,
  FleetJob,
  KeptConnection,
  KeptFleetRow,
  KeptFrames,
  KeptQuery,
  ModelCard,
  NamedRecipe,
  PastForecasts,
  Settings,
  StoredResult,
  VersionCard,
} from './types';

/** Something deleted. A model's artifact stays where it is until the trash is emptied. */
export type Trashed = { readonly removedAt: number } & (
  | { readonly kind: 'model'; readonly value: ModelCard }
  | { readonly kind: 'recipe'; readonly value: NamedRecipe }
  | { readonly kind: 'queries'; readonly value: readonly KeptQuery[] }
  | { readonly kind: 'connection'; readonly value: KeptConnection }
  | { readonly kind: 'version'; readonly value: VersionCard }
  | { readonly kind: 'fleet'; readonly value: FleetJob }
);

/** The versions of one model, under its id; the current one is none of them. */
export interface ModelVersions {
  /** The highest number ever given: none is given twice. */
  readonly last: number;
  /** Light, by number; the artifact of each lies in `bodies`. */
  readonly kept: readonly VersionCard[];
}

/** What each store holds, by text keys. */
export interface Records {
  readonly cards: ModelCard;
  /** Heavy: weights and history, under the card's id; of versions under the model's id and their number. */
  readonly bodies: Artifact;
  readonly recipes: NamedRecipe;
  readonly results: StoredResult;
  readonly settings: Settings;
  readonly trash: Trashed;
  readonly checkpoints: Checkpoint;
  readonly queries: KeptQuery;
  readonly connections: KeptConnection;
  readonly frameCards: KeptFrames;
  /** Heavy: what was read, under the card's id. */
  readonly frames: QueryResult;
  readonly versions: ModelVersions;
  /** Under what they are of. */
  readonly pastForecasts: PastForecasts;
  readonly fleets: FleetJob;
  /** Lines of their tables, forecasts and the series they began with, by the keys of `fleets.ts`. */
  readonly fleetSeries: KeptFleetRow | FleetForecast | readonly SeriesFrame[];
}

export type StoreName = keyof Records;

/** One transaction. Nothing but these may be awaited inside it, or IndexedDB commits early. */
export interface Transaction {
  get<S extends StoreName>(store: S, key: string): Promise<Records[S] | undefined>;
  all<S extends StoreName>(store: S): Promise<readonly (readonly [key: string, value: Records[S]])[]>;
  put<S extends StoreName>(store: S, key: string, value: Records[S]): Promise<void>;
  delete(store: StoreName, key: string): Promise<void>;
}

/** Where records lie. All or nothing: what `body` wrote is there only when it and the commit succeeded. */
export interface Backing {
  transact<T>(
    stores: readonly StoreName[],
    mode: 'readonly' | 'readwrite',
    body: (transaction: Transaction) => Promise<T>,
  ): Promise<T>;
  close(): void;
}
