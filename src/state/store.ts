import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ParamValues } from '../base/params';
import type { Clustering } from '../clustering/types';
import type { AnomalyScores } from '../detectors/types';
import type { SeriesFrame } from '../frame/frame';
import type { SeriesQuery } from '../frame/query';
import type { Threshold } from '../math/crossing';
import type { BackendFigure } from '../neural/backend/figure';
import type { Backtest } from '../pipeline/backtest';
import type { Split } from '../pipeline/diagnosis';
import { initialRecipe, type Recipe, type Step } from '../pipeline/recipe';
import type { Exploration, ForecastRun, Retraining } from '../pipeline/results';
import type { Budget, Search } from '../pipeline/search';
import type { ShapedSeries } from '../pipeline/shape';
import type { CatalogNode, Estimate, QueryResult, WriteTarget } from '../sources/types';
import type { FleetJob, KeptFleetRow, ModelCard, NamedRecipe } from '../vault/types';
import { type History, historyOf } from './history';
import { idle, type Run } from './run';

export const rooms = [
  'data',
  'prepare',
  'explore',
  'decompose',
  'forecast',
  'backtest',
  'anomalies',
  'compare',
  'fleet',
  'library',
] as const;
export type Room = (typeof rooms)[number];

/** What a forecast will become in the database, before anyone says yes. */
export interface WritePlan {
  readonly target: WriteTarget;
  readonly lines: readonly string[];
}

/** A job over many series, and those of them that are finished. */
export interface FleetShown {
  readonly job: FleetJob;
  readonly rows: readonly KeptFleetRow[];
}

/** What the next job asks of each series; what is left open is suggested. */
export interface FleetAsk {
  /** `none` = no date is asked for. */
  readonly threshold?: Threshold | 'none';
  readonly lookAheadMs?: number;
}

/** Where a job's forecasts are to be written, and how far: as the band was measured, or all that was looked ahead. */
export interface FleetTarget {
  readonly database: string;
  readonly measurement: string;
  readonly reach: 'measured' | 'ahead';
}

/** What would be written, before anyone says yes. */
export interface FleetPlan extends FleetTarget {
  readonly series: number;
  readonly points: number;
  /** Series that were written there before, and are not again. */
  readonly before: number;
  /** The first lines. */
  readonly sample: readonly string[];
  readonly tags: readonly string[];
}

/** A search that was stopped, and what it goes on from. */
export interface PausedSearch {
  readonly search: Search;
  readonly weights: unknown;
}

export interface Notice {
  readonly id: number;
  readonly words: string;
  readonly tone: 'plain' | 'good' | 'bad';
  /** What an undo of it does, by name; absent = nothing to undo. */
  readonly undo?: { readonly model: string };
}

/** The series read after the steps by hand. */
export interface Shaping extends ShapedSeries {
  /** What they were made of, and by which steps: once those are others, this holds no longer. */
  readonly of: QueryResult;
  readonly steps: readonly Step[];
  /** They came with a kept model, as it learned them: there is nothing here to take other steps on. */
  readonly kept?: true;
}

/** When and how what was read was read. */
export interface Provenance {
  /** What it is said of: of another `read` it says nothing. */
  readonly of: QueryResult;
  /** When it was asked for, epoch milliseconds. */
  readonly at: number;
  /** True when it comes from this browser: its source was not asked. */
  readonly kept: boolean;
  /** What each query brought, before their series were told apart. */
  readonly answers: readonly { readonly query: SeriesQuery; readonly result: QueryResult; readonly seconds?: number }[];
  /** Rows and bytes that came then; fewer than there are when only what was newer was read. */
  readonly rows: number;
  readonly bytes: number;
  /** Whether the range reached to where the data ended, or beyond. */
  readonly toEnd: boolean;
}

/** Everything the studio knows, in facts; what can be derived is derived where it is drawn. */
export interface Studio {
  readonly room: Room;
  readonly theme: 'system' | 'light' | 'dark';
  /** The zone new queries are asked in: the one chosen last. */
  readonly zone: string;
  /** Which source is open and where it reads from, secrets left out. `file` is the opened file's name. */
  readonly connection: {
    readonly source: string | undefined;
    readonly params: ParamValues;
    readonly file?: string;
    readonly state: Run<{ readonly product: string }>;
  };
  readonly recipe: History<Recipe>;
  readonly read: Run<QueryResult>;
  /** The open file being gone through, before it is asked for series. */
  readonly loading: Run<readonly CatalogNode[]>;
  /** Where what is shown came from. */
  readonly readAs?: Provenance;
  /** A read that did not begin, for it passes the budget of points a series; `everyMs` is the interval that meets it. */
  readonly tooLarge?: { readonly estimate: Estimate; readonly everyMs: number; readonly query: SeriesQuery };
  /** The series after the steps by hand; idle while there are none. */
  readonly shaped: Run<Shaping>;
  readonly exploration: Run<Exploration>;
  readonly parts: Run<Split>;
  readonly training: Run<ForecastRun>;
  /** Weights of a training that was stopped, to go on from. */
  readonly stopped?: { readonly recipe: Recipe; readonly weights: unknown; readonly epoch: number };
  /** The model on screen, when it is kept in the library. */
  readonly openModel?: { readonly id: string; readonly name: string; readonly revision: number };
  /** How every forecaster tried fared on the series looked at. */
  readonly backtest: Run<Backtest>;
  /** The rows of the backtest on its way. */
  readonly backtestSoFar?: Backtest;
  /** From how many origins the next one forecasts, and which networks take part. */
  readonly backtestAsk: { readonly most: number; readonly networks: readonly string[] };
  readonly search: Run<Search>;
  readonly searchSoFar?: Search;
  readonly searchPaused?: PausedSearch;
  /** What the next search asks; `model` (an id) absent = the recipe's, `keys` absent = the usual settings. */
  readonly searchAsk: { readonly budget: Budget; readonly model?: string; readonly keys?: readonly string[] };
  readonly anomalies: Run<AnomalyScores>;
  readonly clusters: Run<{
    readonly time: Float64Array;
    readonly clustering: Clustering;
    readonly leftOut: readonly string[];
  }>;
  /** Set when a kept model was opened: whether its forecast, computed again, is the one that was kept. */
  readonly sameAsKept?: boolean;
  readonly library: Run<readonly ModelCard[]>;
  /** Recipes kept by name. */
  readonly recipes: Run<readonly NamedRecipe[]>;
  readonly retraining: Run<Retraining>;
  readonly retrainingOf?: string;
  readonly writing: Run<WritePlan>;
  readonly plan?: WritePlan;
  /** What was read back after a write, drawn beside the series. */
  readonly readBack?: SeriesFrame;
  readonly backends: Run<readonly BackendFigure[]>;
  /** Jobs over many series kept here, the newest first. */
  readonly fleets: Run<readonly FleetJob[]>;
  readonly fleet?: FleetShown;
  /** The job at work. */
  readonly fleetRun: Run<FleetJob>;
  readonly fleetAsk: FleetAsk;
  /** How its series are looked at; absent = as a table. */
  readonly fleetView?: 'multiples';
  /** The series of a job that was opened in Forecast: the way leads back. */
  readonly fromFleet?: string;
  readonly fleetPlan?: FleetPlan;
  /** The series written. */
  readonly fleetWriting: Run<number>;
  readonly notices: readonly Notice[];
}

export const initialStudio: Studio = {
  room: 'data',
  theme: 'system',
  zone: 'UTC',
  connection: { source: undefined, params: {}, state: idle },
  recipe: historyOf(initialRecipe),
  read: idle,
  loading: idle,
  shaped: idle,
  exploration: idle,
  parts: idle,
  training: idle,
  backtest: idle,
  backtestAsk: { most: 8, networks: [] },
  search: idle,
  searchAsk: { budget: { kind: 'evaluations', count: 12 } },
  anomalies: idle,
  clusters: idle,
  library: idle,
  recipes: idle,
  retraining: idle,
  writing: idle,
  backends: idle,
  fleets: idle,
  fleetRun: idle,
  fleetAsk: {},
  fleetWriting: idle,
  notices: [],
};

export type StudioStore = StoreApi<Studio>;

export const createStudio = (): StudioStore => createStore<Studio>(() => initialStudio);
