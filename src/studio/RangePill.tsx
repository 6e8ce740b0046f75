import { chosenSeries } from '../state/series';
import { useDeps, useStudio } from './context';
import { span } from './format';
import { Pill } from './ui/Button';

/** The time the series covers; opens the query, where it can be changed. */
export function RangePill() {
  const deps = useDeps();
  const read = useStudio((state) => state.read);
  const recipe = useStudio((state) => state.recipe);
  const time = chosenSeries({ read, recipe })?.frame.time;
  const start = time?.[0];
  const stop = time?.at(-1);
  if (start === undefined || stop === undefined) return null;
  return (
    <Pill onClick={() => deps.store.setState({ room: 'data' })} aria-label={`Time range, ${span(start, stop)}`}>
      {span(start, stop)}
    </Pill>
  );
}
