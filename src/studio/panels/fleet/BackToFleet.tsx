import { returnToFleet } from '../../../state/fleet-entry';
import { useDeps, useStudio } from '../../context';
import { Button } from '../../ui/Button';
import styles from './fleet.module.css';

/** The way back to the table, over a series that was opened from it. */
export function BackToFleet({ name }: { readonly name: string }) {
  const deps = useDeps();
  const from = useStudio((state) => state.fromFleet);
  if (from !== name) return null;
  return (
    <p className={styles.back}>
      <Button small kind="outline" icon="fleet" onClick={() => returnToFleet(deps)}>
        Back to the fleet
      </Button>
      <span>Forecast with all the others, and not kept in the library by itself.</span>
    </p>
  );
}
