import type { BadRecords } from './types';

const SHOWN = 20;
const LONGEST = 160;

/** Counts records that cannot be used and keeps the first of them with the reason. */
export class BadList {
  private count = 0;
  private readonly first: BadRecords['first'][number][] = [];

  /** `text` is asked for only where it is kept. */
  add(place: string, reason: string, text: () => string): void {
    if (this.count++ < SHOWN) this.first.push({ place, reason, text: text().slice(0, LONGEST) });
  }

  /** What was counted; undefined when there was none. */
  get all(): BadRecords | undefined {
    return this.count === 0 ? undefined : { count: this.count, first: [...this.first] };
  }
}

/** The bad records of several reads as those of one. */
export function joinedBad(all: readonly (BadRecords | undefined)[]): BadRecords | undefined {
  const known = all.filter((bad) => bad !== undefined);
  if (known.length === 0) return undefined;
  return {
    count: known.reduce((sum, { count }) => sum + count, 0),
    first: known.flatMap(({ first }) => first).slice(0, SHOWN),
  };
}
