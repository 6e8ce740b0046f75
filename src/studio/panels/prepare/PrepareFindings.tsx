import { useMemo } from 'react';
import { duration } from '../../../math/duration';
import type { Described } from '../../../pipeline/explore';
import { inputsOf, stepsOn } from '../../../pipeline/recipe';
import { latest } from '../../../state/run';
import { chosenSeries } from '../../../state/series';
import { useStudio } from '../../context';
import { count, counted, figure, NOTHING } from '../../format';
import { Section } from '../../ui/Section';
import { Stat } from '../../ui/Stat';
import { useChosen } from '../../use-series';
import { unitOf } from '../one-series';
import panel from '../panel.module.css';
import styles from './prepare.module.css';
import { useDescribed } from './use-described';

const rows: readonly (readonly [name: string, of: (found: Described) => string])[] = [
  ['Points', (found) => count(found.count)],
  ['Missing', (found) => count(found.missing)],
  ['Gaps', (found) => count(found.gaps)],
  ['Step', (found) => (found.stepMs > 0 ? duration(found.stepMs) : NOTHING)],
  ['Mean', (found) => figure(found.mean)],
  ['Deviation', (found) => figure(found.std)],
  ['Least', (found) => figure(found.min)],
  ['5 %', (found) => figure(found.q05)],
  ['25 %', (found) => figure(found.q25)],
  ['Median', (found) => figure(found.median)],
  ['75 %', (found) => figure(found.q75)],
  ['95 %', (found) => figure(found.q95)],
  ['Most', (found) => figure(found.max)],
];

/** The series in figures, before the steps by hand and after them. */
export default function PrepareFindings() {
  const read = useStudio((state) => state.read);
  const recipe = useStudio((state) => state.recipe);
  const kept = useStudio((state) => latest(state.shaped)?.kept === true);
  const chosen = useChosen();
  const raw = useMemo(() => chosenSeries({ read, recipe }), [read, recipe]);
  const steps = stepsOn(recipe.present).length;
  const events = inputsOf(recipe.present).events.length;
  const isChanged = steps > 0 && !kept && raw?.name === chosen?.name;
  const after = useDescribed(chosen?.frame);
  const before = useDescribed(isChanged ? raw?.frame : undefined);
  if (chosen === undefined) return null;
  const { unit } = unitOf(chosen.frame);
  const prepared = [steps > 0 && counted(steps, 'step'), events > 0 && counted(events, 'event')]
    .filter(Boolean)
    .join(', ');
  return (
    <div className={panel.findings}>
      <Stat
        title="What is prepared?"
        figure={prepared === '' ? 'As it was read' : prepared}
        words={unit === undefined ? `${chosen.name}.` : `${chosen.name} (${unit}).`}
      />
      {after !== undefined && (
        <Section title="Describe" note={isChanged ? 'before and after' : 'the values present'}>
          <table className={styles.figures}>
            {before !== undefined && (
              <thead>
                <tr>
                  <td />
                  <th scope="col">Before</th>
                  <th scope="col">After</th>
                </tr>
              </thead>
            )}
            <tbody>
              {rows.map(([name, of]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {before !== undefined && <td className={styles.was}>{of(before)}</td>}
                  <td data-changed={before !== undefined && of(before) !== of(after)}>{of(after)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Section>
      )}
    </div>
  );
}
