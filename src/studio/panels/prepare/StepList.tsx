import { type DragEvent, useEffect, useRef, useState } from 'react';
import { type Step, stepsOn } from '../../../pipeline/recipe';
import { latest } from '../../../state/run';
import { isShaped, moveStep, removeStep, toggleStep } from '../../../state/shape-actions';
import { useDeps, useStudio } from '../../context';
import { Sentence } from '../../Sentence';
import { IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { ErrorNote } from '../../ui/ErrorNote';
import { Switch } from '../../ui/Switch';
import styles from './prepare.module.css';
import { ShaperForm } from './ShaperForm';
import { phraseOf, reportWords, stepOf, wordsOf } from './step-words';

const none: readonly Step[] = [];

/** The steps by hand as they are taken: each in a sentence whose phrases open its settings, with what it did under it. */
export function StepList() {
  const deps = useDeps();
  const steps = useStudio((state) => state.recipe.present.steps) ?? none;
  const shaped = useStudio((state) => state.shaped);
  const [dragged, setDragged] = useState<number>();
  const [over, setOver] = useState<number>();
  const list = useRef<HTMLOListElement>(null);
  /** The place a step was moved to by keys: its handle keeps the focus there. */
  const held = useRef<number>(undefined);
  useEffect(() => {
    if (held.current === undefined) return;
    list.current?.querySelectorAll<HTMLElement>('[data-handle]')[held.current]?.focus();
    held.current = undefined;
  });
  const holds = useStudio(isShaped);
  // One report for each step that is on, in their order.
  const reports = holds ? (latest(shaped)?.reports ?? []).filter((report) => report !== undefined) : [];
  const failure = shaped.status === 'failed' ? shaped.failure : undefined;
  const broken = stepOf(failure?.place).index;
  const drop = (index: number) => (event: DragEvent) => {
    event.preventDefault();
    if (dragged !== undefined) moveStep(deps, dragged, index);
    setDragged(undefined);
    setOver(undefined);
  };
  return (
    <ol ref={list} className={styles.steps} aria-label="Steps by hand" aria-busy={shaped.status === 'running'}>
      {steps.map((step, index) => {
        const words = wordsOf(step);
        const report = step.off === true ? undefined : reports[stepsOn({ steps: steps.slice(0, index) }).length];
        return (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: steps are alike but for their place.
            key={`${step.id}-${index}`}
            className={cx(styles.step, step.off === true && styles.off, over === index && styles.over)}
            onDragOver={(event) => {
              if (dragged === undefined) return;
              event.preventDefault();
              setOver(index);
            }}
            onDragLeave={() => setOver(undefined)}
            onDrop={drop(index)}
          >
            {/* biome-ignore lint/a11y/useSemanticElements: Firefox drags no buttons. */}
            <span
              className={styles.number}
              role="button"
              tabIndex={0}
              draggable
              data-handle
              aria-label={`Step ${index + 1}: drag it, or move it by the arrow keys`}
              title="Drag, or move by the arrow keys"
              onKeyDown={(event) => {
                const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
                if (by === undefined) return;
                event.preventDefault();
                if (index + by < 0 || index + by >= steps.length) return;
                held.current = index + by;
                moveStep(deps, index, index + by);
              }}
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = 'move';
                setDragged(index);
              }}
              onDragEnd={() => setDragged(undefined)}
            >
              {index + 1}
            </span>
            <div className={styles.said}>
              <Sentence
                groups={[{ id: 'step', parts: phraseOf(step), after: '.' }]}
                faulty={broken === index ? ['step'] : []}
                open={(_, params) => <ShaperForm key={params.join()} step={step} index={index} only={params} />}
              />
              {step.off === true ? (
                <p className={styles.quiet}>Left out.</p>
              ) : (
                report !== undefined && (
                  <p className={styles.quiet}>{[`${reportWords(report)}.`, ...report.notes.slice(0, 3)].join(' ')}</p>
                )
              )}
              {failure !== undefined && broken === index && <ErrorNote failure={failure} />}
            </div>
            <div className={styles.tools}>
              <Switch
                checked={step.off !== true}
                aria-label={`Take step ${index + 1}: ${words}`}
                onChange={() => toggleStep(deps, index)}
              />
              <IconButton
                small
                icon="up"
                label={`Move step ${index + 1} up`}
                disabled={index === 0}
                onClick={() => moveStep(deps, index, index - 1)}
              />
              <IconButton
                small
                icon="down"
                label={`Move step ${index + 1} down`}
                disabled={index === steps.length - 1}
                onClick={() => moveStep(deps, index, index + 1)}
              />
              <IconButton
                small
                icon="trash"
                label={`Remove step ${index + 1}`}
                onClick={() => removeStep(deps, index)}
              />
            </div>
          </li>
        );
      })}
    </ol>
  );
}
