import { toFailure } from '../base/errors';
import type { Jobs } from '../engine/jobs';
import type { Engine } from '../engine/protocol';
import { first, type SeriesFrame } from '../frame/frame';
import type { SeriesFacts } from '../frame/series-facts';
import type { View, Window } from '../math/downsample/view';

/** Arrays a page has sent for drawing, by what the worker calls them. */
interface Sent {
  readonly ids: WeakMap<Float64Array, Promise<number>>;
  /** Tells the worker to let go of what the page has let go of. */
  readonly gone: FinalizationRegistry<number>;
}

const sent = new WeakMap<Engine<Jobs>, Sent>();
let next = 1;

function sentTo(engine: Engine<Jobs>): Sent {
  const known = sent.get(engine) ?? {
    ids: new WeakMap(),
    // A worker that is gone has nothing left to drop.
    gone: new FinalizationRegistry((id: number) => void engine.run('drop', { id }).catch(() => undefined)),
  };
  sent.set(engine, known);
  return known;
}

/** Sends an array to the worker that draws, once. */
function held(engine: Engine<Jobs>, values: Float64Array): Promise<number> {
  const { ids, gone } = sentTo(engine);
  const known = ids.get(values);
  if (known !== undefined) return known;
  const id = next++;
  const sending = engine.run('hold', { id, values }).then(() => id);
  ids.set(values, sending);
  gone.register(values, id);
  sending.catch(() => ids.delete(values));
  return sending;
}

/** A series as the worker holds it. */
interface Held {
  readonly time: number;
  readonly values: number;
}

/** Asks of a series that the worker holds: its arrays are sent at first, and again when the worker had to let go of them. */
async function asked<T>(
  engine: Engine<Jobs>,
  { time, values }: { readonly time: Float64Array; readonly values: Float64Array },
  ask: (series: Held) => Promise<T>,
): Promise<T> {
  const send = async (): Promise<Held> => ({ time: await held(engine, time), values: await held(engine, values) });
  try {
    return await ask(await send());
  } catch (error) {
    if (toFailure(error).code !== 'not-found') throw error;
    const { ids } = sentTo(engine);
    ids.delete(time);
    ids.delete(values);
    return ask(await send());
  }
}

/**
 * The points that draw a window of a curve, chosen in the worker that holds it.
 * @throws StudioError `cancelled` once the signal is aborted; `internal` when the worker cannot hold it
 */
export const viewOfCurve = (
  engine: Engine<Jobs>,
  curve: { readonly time: Float64Array; readonly values: Float64Array },
  window: Window,
  signal: AbortSignal,
): Promise<View> => asked(engine, curve, (series) => engine.run('view', { ...series, window }, { signal }));

/** The facts of a frame of one long column, found in the worker that holds it. @throws as `viewOfCurve` does */
export async function factsOfLong(
  engine: Engine<Jobs>,
  name: string,
  frame: SeriesFrame,
  signal: AbortSignal,
): Promise<SeriesFacts> {
  const { stepMs, time } = frame;
  const found = await asked(engine, { time, values: first(frame).values }, (series) =>
    engine.run('facts', { ...series, stepMs }, { signal }),
  );
  return { ...found, name };
}
