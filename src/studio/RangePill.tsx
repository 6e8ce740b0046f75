import { useDeps, useZone } from './context';
import { span } from './format';
import { Pill } from './ui/Button';
import { useChosen } from './use-series';

/** The time the series covers; opens the query, where it can be changed. */
export function RangePill() {
  const deps = useDeps();
  const zone = useZone();
  const time = useChosen()?.frame.time;
  const start = time?.[0];
  const stop = time?.at(-1);
  if (start === undefined || stop === undefined) return null;
  const words = span(start, stop + 1, zone); // The last point is part of it.
  return (
    <Pill onClick={() => deps.store.setState({ room: 'data' })} aria-label={`Time range, ${words}, ${zone}`}>
      {words}
    </Pill>
  );
}
