import { useState } from 'react';
import { duration } from '../../math/duration';
import { setHorizon } from '../../state/read-actions';
import { changeRecipe } from '../../state/recipe-actions';
import { latest } from '../../state/run';
import { useDeps, useStudio } from '../context';
import { Field } from '../ui/Field';
import { TextInput } from '../ui/Input';
import { NumberInput } from '../ui/NumberInput';
import { Segmented } from '../ui/Segmented';
import styles from './controls.module.css';

const useStep = (): number => useStudio((state) => latest(state.exploration)?.quality.stepMs ?? 0);

/** How far to look ahead, in steps, said in time. `told` = why training refused it stands above already. */
export function HorizonControls({ told = false }: { readonly told?: boolean }) {
  const deps = useDeps();
  const horizon = useStudio((state) => state.recipe.present.horizon);
  const training = useStudio((state) => state.training);
  const stepMs = useStep();
  const fault =
    horizon < 1
      ? 'A forecast needs at least one step.'
      : !told && training.status === 'failed' && training.failure.place === 'horizon'
        ? training.failure.message
        : undefined;
  return (
    <div className={styles.controls}>
      <Field
        label="Look ahead"
        help={stepMs > 0 && horizon > 0 ? `${duration(horizon * stepMs)}, in steps of ${duration(stepMs)}` : undefined}
        fault={fault}
      >
        {(ids) => (
          <NumberInput
            {...ids}
            name="horizon"
            value={horizon}
            min={1}
            max={5000}
            integer
            unit={horizon === 1 ? 'step' : 'steps'}
            onChange={(value) => setHorizon(deps, value)}
          />
        )}
      </Field>
    </div>
  );
}

const coverages = [
  { value: '0.5', label: '50 %' },
  { value: '0.8', label: '80 %' },
  { value: '0.9', label: '90 %' },
  { value: '0.95', label: '95 %' },
  { value: '0.99', label: '99 %' },
] as const;

/** How much of what happens the band should hold: a usual share, or any. A forecast on screen is drawn with it at once. */
export function BandControls() {
  const deps = useDeps();
  const coverage = useStudio((state) => state.recipe.present.coverage);
  const inPercent = Number((coverage * 100).toFixed(6));
  /** What is typed while it is no share. */
  const [typed, setTyped] = useState<number>();
  const [taken, setTaken] = useState(0);
  return (
    <div className={styles.controls}>
      <Field
        label="Band"
        help="The share of what then happens that should fall inside it, learned from forecasts of held-back data. It changes without training again."
        group
      >
        {(ids) => (
          <Segmented
            label="Band"
            describedBy={ids['aria-describedby']}
            value={String(coverage)}
            options={coverages}
            onChange={(value) => {
              setTyped(undefined);
              setTaken(taken + 1);
              changeRecipe(deps, { coverage: Number(value) });
            }}
          />
        )}
      </Field>
      <Field label="Or any share" fault={typed !== undefined ? 'From 1 to 99.9 %.' : undefined}>
        {(ids) => (
          <NumberInput
            {...ids}
            key={taken}
            name="coverage"
            value={typed ?? inPercent}
            min={1}
            max={99.9}
            unit="%"
            onChange={(value) => {
              setTyped(isShare(value) ? undefined : value);
              if (isShare(value)) changeRecipe(deps, { coverage: Number((value / 100).toFixed(8)) });
            }}
          />
        )}
      </Field>
    </div>
  );
}

const isShare = (value: number): boolean => value >= 1 && value <= 99.9;

/** The seasons: those found, or the reader's own, in steps. */
export function SeasonControls() {
  const deps = useDeps();
  const periods = useStudio((state) => state.recipe.present.periods);
  const found = useStudio((state) => latest(state.parts)?.periods);
  const stepMs = useStep();
  const [text, setText] = useState(periods === 'auto' ? (found ?? []).join(', ') : periods.join(', '));
  const [fault, setFault] = useState<string>();
  const write = (typed: string): void => {
    setText(typed);
    const numbers = typed
      .split(/[\s,;]+/)
      .filter(Boolean)
      .map(Number);
    if (numbers.some((value) => !Number.isInteger(value) || value < 2)) {
      setFault('Seasons are whole numbers of steps, 2 or more, with commas between.');
      return;
    }
    setFault(undefined);
    changeRecipe(deps, { periods: numbers });
  };
  const words = (periods === 'auto' ? (found ?? []) : periods).map((period) => duration(period * stepMs)).join(', ');
  return (
    <div className={styles.controls}>
      <Field label="Seasons" group help={words === '' ? 'None: only a trend is taken out.' : `Repeats every ${words}.`}>
        {(ids) => (
          <Segmented
            label="Seasons"
            describedBy={ids['aria-describedby']}
            value={periods === 'auto' ? 'auto' : 'own'}
            options={[
              { value: 'auto', label: 'As found' },
              { value: 'own', label: 'My own' },
            ]}
            onChange={(value) => changeRecipe(deps, { periods: value === 'auto' ? 'auto' : (found ?? []) })}
          />
        )}
      </Field>
      {periods !== 'auto' && (
        <Field
          label="Lengths"
          help={`In steps${stepMs > 0 ? ` of ${duration(stepMs)}` : ''}, for instance 24, 168; none for no season.`}
          fault={fault}
        >
          {(ids) => <TextInput {...ids} name="periods" value={text} mono onChange={write} />}
        </Field>
      )}
    </div>
  );
}
