import { calendarTerm, calendarTerms } from '../../../pipeline/calendar-terms';
import type { Contribution, InputsTrial, LearnedInputs } from '../../../pipeline/inputs';
import { figure, NOTHING, percent } from '../../format';
import { Table, type TableColumn } from '../../ui/Table';
import styles from './forecast.module.css';

/** A bundle may name a term that is not known here: it is shown as it is called. */
function nameOf({ kind, name }: Contribution): string {
  const term = kind === 'calendar' ? calendarTerms.find((id) => id === name) : undefined;
  return term === undefined ? name : calendarTerm[term].title;
}

/** So many names and how many more. */
function namesOf(ones: readonly Contribution[]): string {
  const names = ones.slice(0, 5).map(nameOf).join(', ');
  return ones.length > 5 ? `${names} and ${ones.length - 5} more` : names;
}

/** An effect with half of its 95 % interval: `−2,860 ± 250`. */
function effectWords({ effect, kind }: Contribution): string {
  if (effect === null) return NOTHING;
  const half = (effect.upper - effect.lower) / 2;
  return `${figure(effect.mean)} ± ${figure(Math.abs(half), 2)}${kind === 'series' ? ' a unit' : ''}`;
}

const columnsFor = (unit: string | undefined): readonly TableColumn<Contribution>[] => [
  {
    id: 'input',
    title: 'Input',
    value: nameOf,
    cell: (one) => (
      <>
        {nameOf(one)}
        {one.kind === 'event' && one.times > 0 && <span className={styles.words}>{` ${one.times} ×`}</span>}
      </>
    ),
  },
  {
    id: 'effect',
    title: unit === undefined ? 'Effect' : `Effect, ${unit}`,
    numeric: true,
    help: 'How much higher (or lower) the series is while the event lasts, or for one unit more of the other series, with its 95 % interval.',
    value: ({ effect }) => effect?.mean ?? 0,
    cell: effectWords,
  },
  {
    id: 'moves',
    title: 'Moves it by',
    numeric: true,
    help: 'How far it moves the series on average over all points, in the series’ units.',
    value: ({ meanAbsolute }) => meanAbsolute,
    cell: ({ meanAbsolute }) => (meanAbsolute === 0 ? NOTHING : figure(meanAbsolute)),
  },
  {
    id: 'share',
    title: 'Share',
    numeric: true,
    help: 'Its variance as a share of the series’, on the scale the model sees.',
    value: ({ share }) => share,
    cell: ({ share }) => (share === 0 ? NOTHING : share < 0.001 ? '< 0.1 %' : percent(share, 1)),
  },
];

function trialWords({ with: has, without, during, how }: InputsTrial, unit: string | undefined): string {
  const inUnit = (value: number): string => `${figure(value)}${unit === undefined ? '' : ` ${unit}`}`;
  const other =
    how === 'learned' ? 'the same model learned without the inputs' : 'the same model with the inputs left out';
  const gain = 1 - has / without;
  const verdict =
    Math.abs(gain) < 0.01 ? 'no difference' : gain > 0 ? `${percent(gain, 0)} less` : `${percent(-gain, 0)} more`;
  const inside =
    during === null
      ? ' No planned event lies in the held-back data, so what they add there cannot be measured.'
      : ` While planned events last (${during.points} points): ${inUnit(during.with)} instead of ${inUnit(during.without)}.`;
  return `On held-back data it is off by ${inUnit(has)}; ${other} by ${inUnit(without)} (${verdict}).${inside}`;
}

/** What each input adds to the forecast, and how it fares without them. */
export default function InputsView({ inputs, unit }: { readonly inputs: LearnedInputs; readonly unit?: string }) {
  const { contributions, trial } = inputs;
  const said = Map.groupBy(
    contributions.filter(({ words }) => words !== undefined),
    ({ words }) => words ?? '',
  );
  return (
    <div className={styles.inputs}>
      <h3 className={styles.heading}>What the inputs add</h3>
      {trial !== undefined && <p className={styles.words}>{trialWords(trial, unit)}</p>}
      <Table
        caption="What each input adds"
        columns={columnsFor(unit)}
        rows={contributions.filter(({ effect, meanAbsolute }) => effect !== null || meanAbsolute > 0)}
        rowKey={({ input }) => input}
        sort={{ column: 'moves', direction: 'down' }}
        empty={<p className={styles.words}>None of them adds anything here.</p>}
      />
      {[...said].map(([words, ones]) => (
        <p key={words} className={styles.words}>
          <b>{namesOf(ones)}</b>
          {`: ${words}`}
        </p>
      ))}
    </div>
  );
}
