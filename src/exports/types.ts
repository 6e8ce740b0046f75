import type { Clustering } from '../clustering/types';
import type { AnomalyScores } from '../detectors/types';
import type { SeriesFrame } from '../frame/frame';
import type { Forecast } from '../frame/parts';
import type { Recipe } from '../pipeline/recipe';
import type { Artifact } from '../pipeline/results';
import type { WriteTarget } from '../sources/types';
import type { Table } from './csv-text';

/** What every export starts from: the name a person gave it, from which the file's name is made. */
interface Named {
  readonly name: string;
}

/** A model, with its last forecast if there is one. */
export interface ModelInput extends Named {
  readonly artifact: Artifact;
  readonly forecast?: Forecast;
  /** Epoch milliseconds; now, when left out. */
  readonly created?: number;
}

/** What can become a table. `table` takes the figures behind any chart. */
export type TableInput = Named &
  (
    | { readonly kind: 'series'; readonly frames: readonly SeriesFrame[] }
    | { readonly kind: 'forecast'; readonly forecast: Forecast }
    | { readonly kind: 'anomalies'; readonly scores: AnomalyScores; readonly series?: SeriesFrame }
    | { readonly kind: 'anomaly-ranges'; readonly scores: AnomalyScores }
    | { readonly kind: 'clusters'; readonly clustering: Clustering }
    | { readonly kind: 'table'; readonly table: Table }
  );

export interface RecipeInput extends Named {
  readonly recipe: Recipe;
}

/** A forecast as it would be written to a database. */
export interface LinesInput extends Named {
  readonly forecast: Forecast;
  readonly target: Pick<WriteTarget, 'measurement' | 'tags'>;
}

export type ExportInput = ModelInput | TableInput | RecipeInput | LinesInput;

/** A file to hand to somebody: a safe name with its extension, and what is in it. */
export interface ExportFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A way out: a result as a file others can read. */
export interface Exporter<Input extends ExportInput = ExportInput> {
  /** Kebab-case, unique in the family, the same as the member's folder. */
  readonly id: string;
  readonly title: string;
  /** One plain sentence: what is in the file and who can read it. */
  readonly summary: string;
  /** Without the dot. */
  readonly extension: string;
  readonly mime: string;
  /** The heavy part is loaded on the first call. @throws StudioError in words when the input cannot be exported. */
  export(input: Input): Promise<ExportFile>;
}

/** Defines an exporter with its input type inferred. */
export const defineExporter = <Input extends ExportInput>(exporter: Exporter<Input>): Exporter<Input> => exporter;
