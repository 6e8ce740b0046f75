import type { Forecast } from '../frame/parts';
import { coverage as shareInside } from '../math/metrics/coverage';
import { quantileAt } from './band';
import { bandIn, calibrationOf, within } from './band-fan';
import type { ForecastRun, HeldBack, Metrics } from './results';

/** A run with bands of another coverage, judged anew on what was held back; nothing is learned or forecast again. */
export function rebanded(run: ForecastRun, coverage: number): ForecastRun {
  const { artifact, forecast, heldBack, stretches } = run;
  const calibration = calibrationOf(artifact.calibration);
  if (calibration.coverage === coverage || forecast.fan === undefined) return run;
  const keep = within(calibration);
  const banded = (one: Forecast): Forecast =>
    one.fan === undefined
      ? one
      : { ...one, quantiles: bandIn(one.fan, coverage).map(({ level, values }) => ({ level, values: keep(values) })) };
  const again = ({ forecast: one, actual }: HeldBack): HeldBack => ({ forecast: banded(one), actual });
  const judged = (stretches ?? [heldBack]).map(again);
  const [own, ...others] = artifact.metrics;
  return {
    ...run,
    artifact: {
      ...artifact,
      recipe: { ...artifact.recipe, coverage },
      calibration: { ...calibration, coverage },
      metrics: own === undefined ? artifact.metrics : [withCoverage(own, judged), ...others],
    },
    forecast: banded(forecast),
    heldBack: again(heldBack),
    ...(stretches !== undefined && { stretches: judged }),
  };
}

/** Means of the stretches, as they are measured in training. */
function withCoverage(metrics: Metrics, judged: readonly HeldBack[]): Metrics {
  const shares = judged.map(shareIn).filter((share) => !Number.isNaN(share));
  return { ...metrics, coverage: shares.reduce((sum, share) => sum + share, 0) / shares.length };
}

function shareIn({ forecast: { quantiles }, actual }: HeldBack): number {
  const [lower, upper] = [quantiles[0], quantiles.at(-1)];
  return lower === undefined || upper === undefined ? Number.NaN : shareInside(actual, lower.values, upper.values);
}

/** How many held-back values lay inside the band, of how many. */
export function heldIn({ heldBack, stretches = [heldBack] }: Pick<ForecastRun, 'heldBack' | 'stretches'>): {
  readonly inside: number;
  readonly of: number;
} {
  let [inside, of] = [0, 0];
  for (const stretch of stretches) {
    const share = shareIn(stretch);
    if (Number.isNaN(share)) continue;
    const known = stretch.actual.filter((value) => !Number.isNaN(value)).length;
    inside += Math.round(share * known);
    of += known;
  }
  return { inside, of };
}

/** A forecast whose band has another of half the values inside it, to draw; one of a band not wider than that as it is. */
export function withInner(forecast: Forecast): Forecast {
  const { fan, quantiles } = forecast;
  const [lower, upper] = [quantiles[0], quantiles.at(-1)];
  if (fan === undefined || lower === undefined || upper === undefined || lower.level > 0.2) return forecast;
  const inner = [0.25, 0.75].map((level) => ({ level, values: quantileAt(fan, level) }));
  return { ...forecast, quantiles: [...quantiles, ...inner].toSorted((a, b) => a.level - b.level) };
}
