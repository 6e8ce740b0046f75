import { type ReactNode, useCallback, useState } from 'react';
import { type Member, memberOf } from '../base/definition';
import type { ParamSchema } from '../base/params';
import { clusterers } from '../clustering';
import { decomposers } from '../decomposition';
import { detectors } from '../detectors';
import { models } from '../models';
import { transforms } from '../preparation';
import { changeRecipe, setStepParams } from '../state/recipe-actions';
import { useDeps, useStudio } from './context';
import { MemberControls } from './controls/ClauseControls';
import styles from './controls/controls.module.css';
import { BandControls, HorizonControls, SeasonControls } from './controls/NumberControls';
import { ParamForm } from './ParamForm';
import { Button } from './ui/Button';
import { cx } from './ui/cx';
import { Dialog } from './ui/Dialog';
import { Section } from './ui/Section';

export interface SettingsState {
  readonly isOpen: boolean;
  readonly open: () => void;
  readonly close: () => void;
}

/** Whether the long form is open. */
export function useSettings(): SettingsState {
  const [isOpen, setOpen] = useState(false);
  return { isOpen, open: useCallback(() => setOpen(true), []), close: useCallback(() => setOpen(false), []) };
}

/** The whole recipe as a form, for those who want it. Every change stands in the sentence at once and can be undone. */
export function AllSettings({ isOpen, close }: SettingsState) {
  return (
    <Dialog
      open={isOpen}
      onClose={close}
      title="All settings"
      note="What the sentence says, and what it leaves unsaid"
      wide
      actions={
        <Button kind="primary" onClick={close}>
          Done
        </Button>
      }
    >
      {isOpen && (
        <div className={styles.list}>
          <Sheet>
            <Preparation />
          </Sheet>
          <Sheet>
            <Section title="Split">
              <MemberControls family="decomposition" members={decomposers} label="Split by" />
              <SeasonControls />
            </Section>
          </Sheet>
          <Sheet>
            <Section title="Forecast">
              <MemberControls family="model" members={models} label="Model" />
              <HorizonControls />
              <BandControls />
            </Section>
          </Sheet>
          <Sheet>
            <Judging />
          </Sheet>
          <Sheet>
            <Section title="Anomalies">
              <MemberControls family="detector" members={detectors} label="Detector" />
            </Section>
          </Sheet>
          <Sheet>
            <Section title="Groups">
              <MemberControls family="clusterer" members={clusterers} label="Grouping" />
            </Section>
          </Sheet>
        </div>
      )}
    </Dialog>
  );
}

const Sheet = ({ children }: { readonly children: ReactNode }) => <div className={styles.sheet}>{children}</div>;

/** The steps between what was read and what a model sees. */
function Preparation() {
  const deps = useDeps();
  const steps = useStudio((state) => state.recipe.present.preparation);
  return (
    <Section title="For the model" note="learned on the training part only, undone on the forecast">
      {steps.map(({ id, params }) => {
        const { title, summary, params: schema } = memberOf<unknown>(transforms as readonly Member<unknown>[], id);
        return (
          <div key={id} className={cx(styles.controls, styles.step)}>
            <p className={styles.words}>
              <strong>{title}</strong> {summary}
            </p>
            <ParamForm schema={schema} values={params} compact onChange={(values) => setStepParams(deps, id, values)} />
          </div>
        );
      })}
    </Section>
  );
}

const judging = {
  validation: {
    kind: 'number',
    label: 'For choosing',
    initial: 15,
    min: 1,
    max: 40,
    unit: '%',
    help: 'Stops the training and measures the band. At least one horizon.',
  },
  test: {
    kind: 'number',
    label: 'For judging',
    initial: 10,
    min: 1,
    max: 40,
    unit: '%',
    help: 'The very end, which the model never sees. At least one horizon.',
  },
  seed: {
    kind: 'number',
    label: 'Seed',
    initial: 1,
    min: 0,
    max: 2 ** 31 - 1,
    integer: true,
    help: 'The same seed, data and backend give the same model.',
  },
} as const satisfies ParamSchema;

/** What is held back from the model, and the seed of its chance. */
function Judging() {
  const deps = useDeps();
  const split = useStudio((state) => state.recipe.present.split);
  const seed = useStudio((state) => state.recipe.present.seed);
  return (
    <Section title="Hold back" note="from the end of the series">
      <ParamForm
        schema={judging}
        values={{ validation: Math.round(split.validation * 100), test: Math.round(split.test * 100), seed }}
        compact
        onChange={({ validation, test, seed: next }, found) => {
          if (Object.keys(found).length > 0) return;
          changeRecipe(deps, {
            split: { validation: Number(validation) / 100, test: Number(test) / 100 },
            seed: Number(next),
          });
        }}
      />
    </Section>
  );
}
