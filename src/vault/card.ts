import { seriesName } from '../frame/table';
import type { Artifact } from '../pipeline/results';
import type { About, ModelCard } from './types';

const sparklinePoints = 64;
const metricRows = 4;

/** The card of an artifact; the caller adds id, dates and revision. */
export function cardOf(
  artifact: Artifact,
  about: About,
): Omit<ModelCard, 'id' | 'createdAt' | 'updatedAt' | 'revision' | 'version'> {
  const { recipe, history } = artifact;
  return {
    name: about.name,
    ...(about.parentId !== undefined && { parentId: about.parentId }),
    series: recipe.series === '' ? seriesName(history) : recipe.series,
    modelId: recipe.model.id,
    modelTitle: about.modelTitle ?? recipe.model.id,
    backend: artifact.backend,
    metrics: artifact.metrics.slice(0, metricRows),
    seconds: artifact.seconds,
    points: history.time.length,
    horizon: recipe.horizon,
    sparkline: sparkline(history.columns[0]?.values ?? new Float64Array()),
    bytes: sizeOf(artifact),
    ...(artifact.learnedFrom !== undefined && { learnedFrom: artifact.learnedFrom }),
  };
}

/** A series in at most 64 values: the means of equal stretches, missing values left out; NaN where all are missing. */
export function sparkline(values: Float64Array): Float32Array {
  const points = Math.min(sparklinePoints, values.length);
  return Float32Array.from({ length: points }, (_, i) => {
    const stretch = values
      .subarray(Math.floor((i * values.length) / points), Math.floor(((i + 1) * values.length) / points))
      .filter((value) => !Number.isNaN(value));
    return stretch.reduce((sum, value) => sum + value, 0) / stretch.length;
  });
}

/** About how many bytes a plain value takes up: arrays of numbers exactly, text two a letter, anything else eight. */
export function sizeOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value === 'string') return 2 * value.length;
  if (value === null || typeof value !== 'object') return 8;
  return Object.entries(value).reduce((sum, [key, inner]) => sum + 2 * key.length + sizeOf(inner), 0);
}

/**
 * The same plain value, where a typed array that is a window on a larger buffer became a copy of its own: a structured
 * clone would keep the whole buffer behind it (a WebAssembly heap, say).
 */
export function compact<T>(value: T): T {
  return compacted(value) as T;
}

function compacted(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    if (value.byteLength === value.buffer.byteLength || value instanceof DataView) return value;
    return (value as Float64Array).slice();
  }
  if (Array.isArray(value)) return value.map(compacted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, compacted(inner)]));
}
