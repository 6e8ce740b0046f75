import { numberInto, Stamps, wholeInto } from './bytes';
import type { Grow } from './grow';

/** What stands in a row: bytes that stay the same from row to row, a time, or a number. */
export type Segment =
  | { readonly kind: 'same'; readonly bytes: Uint8Array }
  | { readonly kind: 'stamp' }
  | { readonly kind: 'whole' }
  | { readonly kind: 'number' };

/**
 * A row read once as a pattern for those after it: rows of one series differ in their time and numbers alone. Where the
 * pattern fits, a row costs one look at each byte; where it does not, it says so and the careful reader takes over.
 */
export class Template {
  private readonly segments: readonly Segment[];
  private readonly sinks: readonly Grow[];
  private readonly found: Float64Array;
  private readonly stamps = new Stamps();

  /** `sinks` take the times and numbers in the order of the segments. The last segment ends in the line break. */
  constructor(segments: readonly Segment[], sinks: readonly Grow[]) {
    this.segments = segments;
    this.sinks = sinks;
    this.found = new Float64Array(sinks.length);
  }

  /** Reads the row that begins at `at` and gives the place after it; 0 where the pattern does not fit, and nothing is taken. */
  row(bytes: Uint8Array, at: number): number {
    const { segments, found } = this;
    const end = bytes.length;
    let place = at;
    let next = 0;
    for (let s = 0; s < segments.length; s++) {
      const segment = segments[s] as Segment;
      if (segment.kind === 'same') {
        const wanted = segment.bytes;
        if (place + wanted.length > end) return 0;
        for (let i = 0; i < wanted.length; i++) if (bytes[place + i] !== wanted[i]) return 0;
        place += wanted.length;
      } else {
        place =
          segment.kind === 'number'
            ? numberInto(bytes, place, end, found, next++)
            : segment.kind === 'whole'
              ? wholeInto(bytes, place, end, found, next++)
              : this.stamps.into(bytes, place, end, found, next++);
        if (place === 0) return 0;
      }
    }
    // Whole numbers beyond 2^53 are told of by the careful reader.
    for (let i = 0; i < next; i++) if (Math.abs(found[i] as number) > Number.MAX_SAFE_INTEGER) return 0;
    for (let i = 0; i < next; i++) (this.sinks[i] as Grow).take(found, i);
    return place;
  }
}
