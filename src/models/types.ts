import type { Definition, Member } from '../base/definition';
import type { JobContext } from '../base/job';
import type { ParamSchema, ParamValues, ValuesOf } from '../base/params';
import type { SeriesFrame } from '../frame/frame';
import type { Decomposition, Forecast, Weights } from '../frame/parts';
import type { BackendFigure } from '../neural/backend/figure';

/** A history to learn or to forecast from: prepared (regular, no gaps, one column), with its parts where the model wants them. */
export interface History {
  readonly frame: SeriesFrame;
  /** Steps in the main season; 1 = no season. */
  readonly period: number;
  /** Every season, in steps, shortest first, for models that count by several; absent = `period` alone. */
  readonly periods?: readonly number[];
  /** Additive parts of the same points, without NaN; present when the definition says `wantsParts`. */
  readonly parts?: Decomposition;
}

/** What a model learns from. The last `validation` points serve only to stop early and to choose, never to fit. */
export interface Training {
  readonly history: History;
  readonly validation: number;
  /** Steps that will be forecast at once. */
  readonly horizon: number;
  /**
   * For `continue`: the first point of the history to learn from, where what came before it was learned already; inputs may
   * reach back before it. Absent = all of it.
   */
  readonly since?: number;
  /** Handed, every so many epochs, weights from which `continue` goes on as if it had never stopped. */
  readonly onCheckpoint?: (weights: Weights) => void;
}

/** An unfitted model. Only what `fit`, `restore` or `continue` returns can predict. */
export interface Forecaster<P = ParamValues> {
  /** @throws StudioError `too-short` naming the parameter to change; `cancelled` within one batch. */
  fit(training: Training, params: P, ctx: JobContext): Promise<FittedForecaster>;
  /**
   * Learns from many series at once: one fitted model each, in their order, or undefined for a series too short (`fit`
   * says why). Each forecasts its own series and knows of the others only what was learned from all their training parts.
   * Absent where series learn alone.
   */
  fitTogether?(
    trainings: readonly Training[],
    params: P,
    ctx: JobContext,
  ): Promise<readonly (FittedForecaster | undefined)[]>;
  /** A fitted model from kept weights; the same weights on the same backend predict to the bit the same. */
  restore(weights: Weights, params: P): Promise<FittedForecaster>;
  /** Goes on learning from kept weights on newer data (scalers stay as they were). Absent where `fit` is instant. */
  continue?(weights: Weights, training: Training, params: P, ctx: JobContext): Promise<FittedForecaster>;
  /** Whether `continue` heeds `since`, and so can learn from newer data alone. */
  readonly continuesSince?: true;
}

/** How forecasters fared that are weighed against each other. */
export interface Reasons {
  readonly words: string;
  readonly members: readonly {
    readonly title: string;
    /** How far off on its trials, 1 = as far as the usual yardstick; null where there was none. */
    readonly error: number | null;
    /** 0..1; all sum to 1. */
    readonly weight: number;
  }[];
}

export interface FittedForecaster {
  /**
   * One forecast per history, `horizon` steps from the step after its end. A model that knows its own spread gives the
   * quantiles at `levels` (ascending, in (0, 1)), which the pipeline corrects by how often they held; for one that gives
   * none it measures a band.
   */
  predict(
    request: { readonly histories: readonly History[]; readonly horizon: number; readonly levels?: readonly number[] },
    ctx: JobContext,
  ): Promise<readonly Forecast[]>;
  weights(): Promise<Weights>;
  /** What it computes on, when it was a choice: `webgpu`, `webgl`, `wasm` or `cpu`. */
  readonly backend?: string;
  /** How each backend fared before that choice. */
  readonly trials?: readonly BackendFigure[];
  /** How long it learned, through all stops; absent where that is as long as the call. */
  readonly seconds?: number;
  /** Why it forecasts as it does, where it weighed several forecasters. */
  readonly reasons?: Reasons;
  /** Whether what it learned in `fit` goes on with every history, though it trains no network. Absent = it is solved anew. */
  readonly learnedOnce?: true;
  /** Frees everything it holds on a device. Leaves zero tensors behind. */
  dispose(): void;
}

export interface ModelDefinition<S extends ParamSchema = ParamSchema> extends Definition<S, Forecaster<ValuesOf<S>>> {
  /** Whether histories must carry their parts. */
  readonly wantsParts: boolean;
  /** Whether it scales and counts seasons by itself: it does best on values in their own units, with all `periods`. */
  readonly ownScale?: boolean;
  /** Whether fitting is long enough to need a progress bar and a backend. */
  readonly trains: boolean;
}

export type ModelMember = ModelDefinition & Member<Forecaster>;

/** Defines a forecaster with its parameter types inferred. */
export const defineModel = <S extends ParamSchema>(definition: ModelDefinition<S>): ModelDefinition<S> => definition;
