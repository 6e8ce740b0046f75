import { StudioError } from '../base/errors';
import type { JobContext } from '../base/job';
import { factsOf, type SeriesFacts } from '../frame/series-facts';
import { type Pyramid, pyramidOf } from '../math/downsample/pyramid';
import { type View, viewOf, type Window } from '../math/downsample/view';

/** Bytes of arrays kept for drawing; the longest unused go first. */
const ROOM = 1_000_000_000;

interface Kept {
  readonly values: Float64Array;
  /** Built when the array is first drawn: times need none. */
  pyramid?: Pyramid;
}

/** Arrays kept for drawing, by the page's name for each, in the order of their use. */
export class Shelf {
  readonly #kept = new Map<number, Kept>();
  readonly #room: number;
  #bytes = 0;

  constructor(room = ROOM) {
    this.#room = room;
  }

  put(id: number, values: Float64Array): void {
    this.drop(id);
    this.#kept.set(id, { values });
    this.#bytes += values.byteLength;
    for (const [other] of this.#kept) {
      // A view needs two: times and values.
      if (this.#bytes <= this.#room || this.#kept.size <= 2) break;
      this.drop(other);
    }
  }

  drop(id: number): void {
    this.#bytes -= this.#kept.get(id)?.values.byteLength ?? 0;
    this.#kept.delete(id);
  }

  /** @throws StudioError `not-found` when it is no longer, or never was, here: the page has to send it again. */
  get(id: number): Kept {
    const kept = this.#kept.get(id);
    if (kept === undefined) throw new StudioError('not-found', 'This series is no longer held for drawing.');
    this.#kept.delete(id);
    this.#kept.set(id, kept);
    return kept;
  }
}

const shelf = new Shelf();

/** What the worker that draws can be asked. It holds whole series, and answers which of their points draw a window. */
export const viewJobs = {
  hold: async ({ id, values }: { id: number; values: Float64Array }, _: JobContext): Promise<void> => {
    shelf.put(id, values);
  },

  view: async (
    { time, values, window }: { time: number; values: number; window: Window },
    _: JobContext,
  ): Promise<View> => {
    const axis = shelf.get(time);
    const kept = shelf.get(values);
    kept.pyramid ??= pyramidOf(kept.values);
    return viewOf(axis.values, kept.pyramid, window);
  },

  facts: async (
    { time, values, stepMs }: { time: number; values: number; stepMs: number | undefined },
    _: JobContext,
  ): Promise<SeriesFacts> => {
    const column = { key: '', labels: {}, values: shelf.get(values).values };
    return factsOf('', { time: shelf.get(time).values, columns: [column], ...(stepMs !== undefined && { stepMs }) });
  },

  drop: async ({ id }: { id: number }, _: JobContext): Promise<void> => {
    shelf.drop(id);
  },
} as const;
