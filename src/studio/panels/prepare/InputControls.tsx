import { calendarTerm } from '../../../pipeline/calendar-terms';
import { inputsOf } from '../../../pipeline/recipe';
import { changeInputs } from '../../../state/input-actions';
import { useDeps, useStudio, useZone } from '../../context';
import { Button } from '../../ui/Button';
import panel from '../panel.module.css';
import { repeatWords } from './event-fields';
import styles from './events.module.css';
import prepare from './prepare.module.css';

/** The inputs in short, behind their phrase in the sentence. */
export default function InputControls({ close }: { readonly close: () => void }) {
  const deps = useDeps();
  const zone = useZone();
  const recipe = useStudio((state) => state.recipe.present);
  const { events, calendar, series } = inputsOf(recipe);
  const said = [...new Set(events.map((event) => [event.name, repeatWords(event, zone)].filter(Boolean).join(', ')))];
  return (
    <div className={prepare.short}>
      {events.length > 0 && (
        <ul className={panel.list}>
          {said.slice(0, 6).map((words) => (
            <li key={words}>{words}</li>
          ))}
          {said.length > 6 && <li>{`and ${said.length - 6} more`}</li>}
        </ul>
      )}
      {calendar.length + series.length > 0 && (
        <p className={panel.words}>{[...calendar.map((term) => calendarTerm[term].title), ...series].join(', ')}</p>
      )}
      <div className={styles.buttons}>
        <Button
          kind="outline"
          onClick={() => {
            close();
            deps.store.setState({ room: 'prepare' });
          }}
        >
          Open the editor
        </Button>
        <Button
          onClick={() => {
            close();
            changeInputs(deps, { events: [], calendar: [], series: [] });
          }}
        >
          Leave all out
        </Button>
      </div>
    </div>
  );
}
