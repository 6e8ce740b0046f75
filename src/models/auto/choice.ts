import type { Bench } from '../../math/forecast/bench';
import type { Validation } from '../../math/forecast/ensemble';
import { damaged } from '../request';

/** Why the mean is weighed as it is. Plain JSON, kept with the model. */
export interface Choice {
  /** In words, one or two sentences. */
  readonly why: string;
  /** From how many moments of the past the members were tried. */
  readonly origins: number;
  readonly members: readonly {
    readonly id: string;
    readonly title: string;
    /** Mean of sMAPE and MASE on the trials, each over Naive2's on M4; null where there was no trial. */
    readonly error: number | null;
    /** 0..1; all sum to 1. */
    readonly weight: number;
  }[];
}

/** A choice as kept weights have it, whose members are those of the bench. @throws StudioError `damaged`. */
export function choiceIn(kept: unknown, { members }: Bench): Choice {
  const { why, origins, members: found } = (kept ?? {}) as { [K in keyof Choice]?: unknown };
  const whole =
    typeof why === 'string' &&
    Number.isInteger(origins) &&
    Array.isArray(found) &&
    found.length === members.length &&
    found.every(
      (one: Partial<Choice['members'][number]> | null, m) =>
        one?.id === members[m]?.id &&
        typeof one?.title === 'string' &&
        (one.error === null || Number.isFinite(one.error)) &&
        Number.isFinite(one.weight),
    );
  if (!whole) throw damaged();
  return kept as Choice;
}

/** What the trials of series `i` say. */
export function choiceOf(bench: Bench, { errors, weights, origins }: Validation, i: number, horizon: number): Choice {
  const tried = origins[i] as number;
  const members = bench.members.map(({ id, title }, m) => ({
    id,
    title,
    error: tried === 0 ? null : (errors[m]?.[i] as number) / 2,
    weight: weights[m]?.[i] as number,
  }));
  return { why: tried === 0 ? untried : reason(members, tried, horizon), origins: tried, members };
}

const untried =
  'The history is too short to try the forecasters on it. They count by their trials on other series or, without any, the same.';

function reason(members: Choice['members'], tried: number, horizon: number): string {
  const [best] = members.toSorted((a, b) => b.weight - a.weight);
  if (best === undefined) return untried;
  const mean = members.reduce((sum, { error }) => sum + (error ?? 0), 0) / members.length;
  const closer = mean > 0 ? Math.round(100 * (1 - (best.error ?? 0) / mean)) : 0;
  const came = closer > 0 ? `${closer} % closer than` : closer < 0 ? `${-closer} % farther off than` : 'as close as';
  const trials = tried === 1 ? 'one trial' : `${tried} trials`;
  const share = `${Math.round(100 * best.weight)} %`;
  const stretch = `In ${trials} over the last ${tried * horizon} steps`;
  if (members.every(({ error }) => Math.abs((error ?? 0) - mean) < 1e-9)) {
    return `${stretch} all ${members.length} forecasters came equally close.`;
  }
  return `Most weight goes to ${best.title} (${share}). ${stretch} ${best.title} came ${came} the ${members.length} forecasters on average.`;
}
