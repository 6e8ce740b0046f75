import { acf } from './acf';
import { anomalies } from './anomalies';
import { clusters } from './clusters';
import { decomposition } from './decomposition';
import { forecast } from './forecast';
import { heldBack } from './held-back';
import { histogram } from './histogram';
import { loss } from './loss';
import { partsForecast } from './parts-forecast';
import { qq } from './q-q';
import { series } from './series';
import { spark } from './spark';
import { stepErrors } from './step-errors';
import { thenAndNow } from './then-and-now';
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
  thenAndNow,
  partsForecast,
  loss,
  heldBack,
  stepErrors,
  anomalies,
  clusters,
] as const satisfies readonly ChartDefinition<never>[];
