import { useEffect, useRef, useState } from 'react';
import type { ParamValues } from '../../../base/params';
import type { Step } from '../../../pipeline/recipe';
import { recipeOf } from '../../../state/recipe-actions';
import { setShaperParams } from '../../../state/shape-actions';
import { useDeps, useStudio } from '../../context';
import controls from '../../controls/controls.module.css';
import { ParamForm } from '../../ParamForm';
import { PeriodFields } from './PeriodFields';
import { SeriesNames } from './SeriesNames';
import { cardOf, placeOfStep, stepOf } from './step-words';

/** What is typed counts once it rests so long, ms, or when its form is left. */
const REST = 700;

/** What was typed, and the step it was typed for. */
interface Waiting {
  readonly values: ParamValues;
  readonly step: Step;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** The parameters of a step by hand, or those a phrase names; text rests a moment before the step is taken again. */
export function ShaperForm({
  step,
  index,
  only,
}: {
  readonly step: Step;
  readonly index: number;
  readonly only?: readonly string[];
}) {
  const deps = useDeps();
  const shaped = useStudio((state) => state.shaped);
  const card = cardOf(step.id);
  const [typed, setTyped] = useState<ParamValues>({});
  const waiting = useRef<Waiting>(undefined);
  const settle = useRef(() => {});
  settle.current = () => {
    const last = waiting.current;
    if (last === undefined) return;
    clearTimeout(last.timer);
    waiting.current = undefined;
    setTyped({});
    const place = placeOfStep(recipeOf(deps).steps ?? [], index, last.step);
    if (place >= 0) setShaperParams(deps, place, last.values);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was typed for other values is settled before these are shown.
  useEffect(() => () => settle.current(), [step.params]);
  const change = (values: ParamValues): void => {
    setTyped(values);
    if (waiting.current !== undefined) clearTimeout(waiting.current.timer);
    waiting.current = { values, step, timer: setTimeout(() => settle.current(), REST) };
  };
  const values = { ...step.params, ...typed };
  const { index: at, param } =
    shaped.status === 'failed' ? stepOf(shaped.failure.place) : { index: -1, param: undefined };
  const failure =
    shaped.status === 'failed' && at === index && param !== undefined ? { ...shaped.failure, place: param } : undefined;
  const keys = (only ?? Object.keys(card.params)).filter((key) => key !== 'periods' || step.id !== 'exclude');
  const dated = step.id === 'exclude' && (only === undefined || only.includes('periods'));
  return (
    <div className={controls.controls}>
      <p className={controls.words}>{card.summary}</p>
      {dated && (
        <PeriodFields
          text={String(values.periods ?? '')}
          fault={failure?.place === 'periods' ? failure.message : undefined}
          onChange={(periods) => change({ ...values, periods })}
        />
      )}
      <ParamForm schema={card.params} values={values} compact only={keys} failure={failure} onChange={change} />
      {step.id === 'arithmetic' && (
        <SeriesNames
          index={index}
          onTake={(name) => change({ ...values, expression: `${String(values.expression ?? '')}${name}` })}
        />
      )}
    </div>
  );
}
