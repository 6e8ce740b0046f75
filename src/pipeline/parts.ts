import { type Choice, memberOf } from '../base/definition';
import type { JobContext } from '../base/job';
import { checked } from '../base/params';
import { decomposers } from '../decomposition';
import type { Decomposer } from '../decomposition/types';
import type { SeriesFrame } from '../frame/frame';
import type { Decomposition } from '../frame/parts';

/** A series without gaps split by the member of choice. */
export async function split(
  frame: SeriesFrame,
  periods: readonly number[],
  choice: Choice,
  ctx: JobContext,
): Promise<Decomposition> {
  const member = memberOf<Decomposer>(decomposers, choice.id);
  const decomposer = await member.load();
  return decomposer.decompose({ frame, periods }, checked(member.params, choice.params), ctx);
}

/**
 * The same split made additive and known everywhere: a multiplicative one turned into sums around its trend, the edges a
 * centred average leaves open continued by the slope of the nearest season (at least two points).
 */
export function complete(parts: Decomposition): Decomposition {
  const { observed } = parts;
  const n = observed.length;
  const span = Math.max(2, Math.min(n, parts.seasonal.at(-1)?.period ?? 2));
  const trend = continueEdges(parts.trend, span);
  const factor = parts.model === 'multiplicative';
  const seasonal = parts.seasonal.map(({ period, values }) => ({
    period,
    values: factor ? values.map((value, i) => (trend[i] as number) * (value - 1)) : values,
  }));
  const residual = observed.map((value, i) => {
    let rest = value - (trend[i] as number);
    for (const season of seasonal) rest -= season.values[i] as number;
    return rest;
  });
  return { time: parts.time, observed, trend, seasonal, residual, model: 'additive' };
}

function continueEdges(values: Float64Array, span: number): Float64Array {
  const known = values.findIndex((value) => !Number.isNaN(value));
  if (known < 0) return new Float64Array(values.length);
  let end = values.length - 1;
  while (Number.isNaN(values[end])) end--;
  const result = Float64Array.from(values);
  const reach = Math.min(span, end - known);
  const slopeAt = (a: number, b: number): number =>
    b > a ? ((values[b] as number) - (values[a] as number)) / (b - a) : 0;
  const left = slopeAt(known, known + reach);
  const right = slopeAt(end - reach, end);
  for (let i = 0; i < known; i++) result[i] = (values[known] as number) - left * (known - i);
  for (let i = end + 1; i < values.length; i++) result[i] = (values[end] as number) + right * (i - end);
  return result;
}
