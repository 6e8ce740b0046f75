import type { Member } from '../../../base/definition';
import { shapers } from '../../../shaping';
import { addStep } from '../../../state/shape-actions';
import { useDeps, useZone } from '../../context';
import { Button } from '../../ui/Button';
import { Popover } from '../../ui/Popover';
import styles from './prepare.module.css';

/** All that can be done by hand, each with what it does. */
export function AddStep() {
  const deps = useDeps();
  const zone = useZone();
  return (
    <Popover
      label="Add a step"
      bare
      trigger={(trigger) => (
        <Button {...trigger} kind="outline" icon="plus">
          Add a step
        </Button>
      )}
    >
      {(close) => (
        <ul className={styles.menu}>
          {(shapers as readonly Member<unknown>[]).map(({ id, title, summary, params }) => (
            <li key={id}>
              <button
                type="button"
                className={styles.offer}
                onClick={() => {
                  close();
                  // Dates mean what they mean where they were typed: the zone goes with the step.
                  addStep(deps, id, 'zone' in params ? { zone } : {});
                }}
              >
                <span className={styles.offerTitle}>{title}</span>
                <span className={styles.offerWords}>{summary}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Popover>
  );
}
