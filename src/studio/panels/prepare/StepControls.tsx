import type { Step } from '../../../pipeline/recipe';
import { toggleStep } from '../../../state/shape-actions';
import { useDeps, useStudio } from '../../context';
import { Button } from '../../ui/Button';
import { Switch } from '../../ui/Switch';
import styles from './prepare.module.css';
import { wordsOf } from './step-words';

const none: readonly Step[] = [];

/** The steps by hand in short, behind their phrase in the sentence: each can be left out there and then. */
export default function StepControls({ close }: { readonly close: () => void }) {
  const deps = useDeps();
  const steps = useStudio((state) => state.recipe.present.steps) ?? none;
  return (
    <div className={styles.short}>
      <ol className={styles.shortList}>
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are alike but for their place.
          <li key={index} className={styles.shortStep}>
            <span>{wordsOf(step)}</span>
            <Switch
              checked={step.off !== true}
              aria-label={`Take step ${index + 1}: ${wordsOf(step)}`}
              onChange={() => toggleStep(deps, index)}
            />
          </li>
        ))}
      </ol>
      <Button
        kind="outline"
        onClick={() => {
          close();
          deps.store.setState({ room: 'prepare' });
        }}
      >
        Open Prepare
      </Button>
    </div>
  );
}
