/**
 * Finding an outside part (a browser, a database server) has two ends: the part, or a reason in words. Nothing here
 * throws because a part is missing; tests skip with the reason, and with CI=true they fail with it.
 */
export type Found<T> = { readonly ok: true; readonly part: T } | { readonly ok: false; readonly reason: string };

export function found<T>(part: T): Found<T> {
  return { ok: true, part };
}

export function missing(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}

/** Thrown where a part is needed and could not be had; `message` is the reason in words. */
export class MissingPart extends Error {
  override readonly name = 'MissingPart';
}

/** The part, or a MissingPart error. */
export function need<T>(result: Found<T>): T {
  if (result.ok) return result.part;
  throw new MissingPart(result.reason);
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
