import { acf } from './acf';
import { anomalies } from './anomalies';
import { clusters } from './clusters';
import { decomposition } from './decomposition';
import { forecast } from './forecast';
import { histogram } from './histogram';
import { loss } from './loss';
import { partsForecast } from './parts-forecast';
import { qq } from './q-q';
import { series } from './series';
import { spark } from './spark';
import type { ChartDefinition } from './types';

/** Every chart. */
export const charts = [
  series,
  spark,
  acf,
  histogram,
  qq,
  decomposition,
  forecast,
  partsForecast,
  loss,
  anomalies,
  clusters,
] as const satisfies readonly ChartDefinition<never>[];
