import { lazy, Suspense } from 'react';
import { type Member, memberOf } from '../../base/definition';
import type { ParamValues } from '../../base/params';
import { clusterers } from '../../clustering';
import { decomposers } from '../../decomposition';
import { detectors } from '../../detectors';
import { models } from '../../models';
import { chooseMember, setParams } from '../../state/recipe-actions';
import { useDeps, useStudio } from '../context';
import { ParamForm } from '../ParamForm';
import { Field } from '../ui/Field';
import { Select } from '../ui/Select';
import styles from './controls.module.css';
import { BandControls, HorizonControls, SeasonControls } from './NumberControls';
import { QueryControls } from './QueryControls';

const InputControls = lazy(() => import('../panels/prepare/InputControls'));
const StepControls = lazy(() => import('../panels/prepare/StepControls'));

export interface ClauseControlsProps {
  /** The clause of the sentence that was opened. */
  readonly clause: string;
  /** The parameters its phrase names; all when there are none. */
  readonly params: readonly string[];
  readonly close: () => void;
}

/** The few controls behind a phrase of the sentence. */
export function ClauseControls({ clause, params, close }: ClauseControlsProps) {
  switch (clause) {
    case 'decomposition':
      return <MemberControls family="decomposition" members={decomposers} label="Split by" />;
    case 'model':
      return <MemberControls family="model" members={models} label="Model" only={params} />;
    case 'detector':
      return <MemberControls family="detector" members={detectors} label="Detector" only={params} />;
    case 'clusterer':
      return <MemberControls family="clusterer" members={clusterers} label="Grouping" only={params} />;
    case 'periods':
      return <SeasonControls />;
    case 'horizon':
      return <HorizonControls />;
    case 'coverage':
      return <BandControls />;
    case 'inputs':
      return (
        <Suspense fallback={null}>
          <InputControls close={close} />
        </Suspense>
      );
    case 'steps':
      return (
        <Suspense fallback={null}>
          <StepControls close={close} />
        </Suspense>
      );
    default:
      return <QueryControls close={close} />;
  }
}

/** A part of the recipe that a member of a family plays. */
export type MemberFamily = 'decomposition' | 'model' | 'detector' | 'clusterer';

interface MemberControlsProps {
  readonly family: MemberFamily;
  readonly members: readonly Member<unknown>[];
  readonly label: string;
  readonly only?: readonly string[];
}

/** Which member of a family, and its parameters: those a phrase names, or all. */
export function MemberControls({ family, members, label, only }: MemberControlsProps) {
  const deps = useDeps();
  const choice = useStudio((state) => state.recipe.present[family]);
  const training = useStudio((state) => state.training);
  const member = memberOf<unknown>(members, choice.id);
  const failure = family === 'model' && training.status === 'failed' ? training.failure : undefined;
  return (
    <div className={styles.controls}>
      <Field label={label} help={member.summary}>
        {(ids) => (
          <Select
            {...ids}
            value={choice.id}
            options={members.map(({ id, title }) => ({ value: id, label: title }))}
            onChange={(id) => chooseMember(deps, family, id)}
          />
        )}
      </Field>
      <ParamForm
        schema={member.params}
        values={choice.params}
        compact
        failure={failure}
        {...(only !== undefined && only.length > 0 && { only })}
        onChange={(values: ParamValues) => setParams(deps, family, values)}
      />
    </div>
  );
}
