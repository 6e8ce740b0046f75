import { type DragEvent, useEffect, useRef, useState } from 'react';
import { calendarTerm, calendarTerms } from '../../../pipeline/calendar-terms';
import { inputsOf } from '../../../pipeline/recipe';
import { addEvent, changeInputs, importCalendar, removeEvent } from '../../../state/input-actions';
import { latest } from '../../../state/run';
import { useDeps, useStudio, useZone } from '../../context';
import { counted } from '../../format';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Popover } from '../../ui/Popover';
import { Section } from '../../ui/Section';
import { Switch } from '../../ui/Switch';
import { useChosen, useSeries } from '../../use-series';
import panel from '../panel.module.css';
import { EventDialog } from './EventDialog';
import { EventList } from './EventList';
import { dayField, fromTemplate, newDraft, templates } from './event-fields';
import styles from './events.module.css';
import prepare from './prepare.module.css';

/** So many other series are offered. */
const MOST_SERIES = 20;

/** What the series is explained by besides its own past: planned events, the calendar, other series. */
export default function InputsSection() {
  const deps = useDeps();
  const zone = useZone();
  const chosen = useChosen();
  const recipe = useStudio((state) => state.recipe.present);
  const { events } = inputsOf(recipe);
  const [adding, setAdding] = useState(false);
  const [over, setOver] = useState(false);
  const [notes, setNotes] = useState<readonly string[]>([]);
  const input = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const add = useRef<HTMLButtonElement>(null);
  /** The place of an event that was removed: the focus stays there, or goes to the button that adds one. */
  const removed = useRef<number>(undefined);
  useEffect(() => {
    if (removed.current === undefined) return;
    const left = [...(box.current?.querySelectorAll<HTMLElement>('[data-remove]') ?? [])];
    (left[removed.current] ?? left.at(-1) ?? add.current)?.focus();
    removed.current = undefined;
  });
  const remove = (index: number): void => {
    removed.current = index;
    removeEvent(deps, index);
  };
  const time = chosen?.frame.time;
  const take = async (file: File): Promise<void> => setNotes((await importCalendar(deps, file)) ?? []);
  const drop = (event: DragEvent): void => {
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file === undefined) return;
    event.preventDefault();
    void take(file);
  };
  return (
    <Section
      title="Events and inputs"
      note={events.length === 0 ? undefined : `${counted(events.length, 'event')}, on the clock of ${zone}`}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: files may be dropped here; the button beside takes them too. */}
      <div
        ref={box}
        className={cx(styles.events, over && styles.over)}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes('Files')) return;
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <p className={panel.words}>
          {events.length === 0
            ? 'Holidays, sales, maintenance: what is planned is learned from the past, forecast, and no anomaly. Add events here, or drop a calendar file (.ics).'
            : 'What each of them does is learned wherever it took place before. It is in the forecast, and it is no anomaly.'}
        </p>
        {events.length > 0 && <EventList events={events} onRemove={remove} />}
        <div className={panel.actions}>
          <Button ref={add} kind="outline" icon="plus" onClick={() => setAdding(true)}>
            Add an event
          </Button>
          <Button kind="outline" icon="file" onClick={() => input.current?.click()}>
            Import a calendar
          </Button>
          <Popover label="Common events" bare trigger={(trigger) => <Button {...trigger}>Common ones</Button>}>
            {(close) => (
              <ul className={prepare.menu}>
                {templates.map((one) => (
                  <li key={one.name}>
                    <button
                      type="button"
                      className={prepare.offer}
                      onClick={() => {
                        close();
                        addEvent(deps, fromTemplate(one, time?.[0] ?? 0, zone));
                      }}
                    >
                      <span className={prepare.offerTitle}>{one.name}</span>
                      <span className={prepare.offerWords}>every year</span>
                    </button>
                  </li>
                ))}
              </ul>
            )}
          </Popover>
          {events.length > 0 && (
            <Button
              onClick={() => {
                removed.current = 0;
                setNotes([]);
                changeInputs(deps, { events: [] });
              }}
            >
              Remove all
            </Button>
          )}
        </div>
        <input
          ref={input}
          type="file"
          accept=".ics,.ical,.ifb,text/calendar"
          hidden
          aria-label="Calendar file"
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = ''; // The same file may be chosen again.
            if (file !== undefined) void take(file);
          }}
        />
        {notes.length > 0 && (
          <ul className={panel.list}>
            {notes.slice(0, 6).map((note) => (
              <li key={note}>{note}</li>
            ))}
            {notes.length > 6 && <li>{`And ${notes.length - 6} more like these.`}</li>}
          </ul>
        )}
      </div>
      <div className={styles.groups}>
        <Calendar />
        <OtherSeries />
      </div>
      {adding && (
        <EventDialog
          first={newDraft(dayField(time?.at(-1) ?? 0, zone))}
          onClose={() => setAdding(false)}
          onTake={(event) => {
            addEvent(deps, event);
            setAdding(false);
          }}
        />
      )}
    </Section>
  );
}

/** The calendar terms that say something of steps as long as the series' own. */
function Calendar() {
  const deps = useDeps();
  const calendar = useStudio((state) => inputsOf(state.recipe.present).calendar);
  const stepMs = useStudio((state) => latest(state.exploration)?.quality.stepMs ?? Number.NaN);
  const offered = calendarTerms.filter(
    (id) => calendar.includes(id) || Number.isNaN(stepMs) || calendarTerm[id].fits(stepMs),
  );
  return (
    <fieldset className={styles.group}>
      <legend>The calendar</legend>
      {offered.map((id) => (
        <Choice
          key={id}
          title={calendarTerm[id].title}
          words={calendarTerm[id].summary}
          checked={calendar.includes(id)}
          onChange={(on) =>
            changeInputs(deps, { calendar: calendarTerms.filter((one) => (one === id ? on : calendar.includes(one))) })
          }
        />
      ))}
      <p className={panel.words}>A term that the series’ own season says already adds nothing.</p>
    </fieldset>
  );
}

function OtherSeries() {
  const deps = useDeps();
  const chosen = useChosen();
  const others = useSeries()
    .map(({ name }) => name)
    .filter((name) => name !== chosen?.name);
  const inputs = useStudio((state) => state.recipe.present.inputs);
  const { series = [], ahead = [] } = inputs ?? {};
  const shown = [...series.filter((name) => !others.includes(name)), ...others.slice(0, MOST_SERIES)];
  if (shown.length === 0) return null;
  const turn = (name: string, on: boolean): void =>
    changeInputs(deps, { series: on ? [...series, name].slice(0, MOST_SERIES) : series.filter((one) => one !== name) });
  return (
    <fieldset className={styles.group}>
      <legend>Other series</legend>
      {shown.map((name) => (
        <div key={name} className={styles.nested}>
          <Choice
            title={name}
            words={others.includes(name) ? undefined : 'Not read now: it adds nothing.'}
            checked={series.includes(name)}
            onChange={(on) => turn(name, on)}
          />
          {series.includes(name) && (
            <Choice
              title="Known ahead"
              name={`${name} is known ahead`}
              words="Its later values are known beforehand, as a weather forecast’s or a plan’s. Otherwise its last season is repeated."
              checked={ahead.includes(name)}
              onChange={(on) =>
                changeInputs(deps, { ahead: on ? [...ahead, name] : ahead.filter((one) => one !== name) })
              }
            />
          )}
        </div>
      ))}
      {others.length > MOST_SERIES && <p className={panel.words}>{`The first ${MOST_SERIES} of ${others.length}.`}</p>}
    </fieldset>
  );
}

interface ChoiceProps {
  readonly title: string;
  readonly name?: string;
  readonly words?: string | undefined;
  readonly checked: boolean;
  readonly onChange: (on: boolean) => void;
}

const Choice = ({ title, name = title, words, checked, onChange }: ChoiceProps) => (
  <div className={styles.choice}>
    <Switch checked={checked} aria-label={name} onChange={onChange} />
    <span className={styles.what}>
      <span>{title}</span>
      {words !== undefined && <span className={styles.when}>{words}</span>}
    </span>
  </div>
);
