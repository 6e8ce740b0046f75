import { duration } from '../../../math/duration';
import { cancelRun } from '../../../state/deps';
import { readAnyway, takeInterval } from '../../../state/read-actions';
import { useDeps, useStudio } from '../../context';
import { bytes, count, percent, rate, timeLeft } from '../../format';
import { Button } from '../../ui/Button';
import { Progress } from '../../ui/Progress';
import styles from './QueryPanel.module.css';
import { offerWords } from './query-words';

/** How far reading is, how fast, how long it will take, and the way to stop it. */
export function Reading() {
  const deps = useDeps();
  const run = useStudio((state) => state.read);
  if (run.status !== 'running') return null;
  const { progress, rate: perSecond = 0, leftMs = Number.NaN } = run.meter ?? {};
  const share = progress !== undefined && progress.total > 0 ? progress.done / progress.total : undefined;
  const facts =
    progress === undefined
      ? []
      : [
          progress.part === undefined ? progress.phase : `${progress.phase} ${progress.part}`,
          share === undefined ? '' : percent(share, 0),
          progress.done > 0 ? `${count(progress.done)} ${progress.unit}` : '',
          progress.bytes === undefined || progress.bytes === 0 ? '' : bytes(progress.bytes),
          rate(perSecond, progress.unit),
          timeLeft(leftMs),
        ].filter((fact) => fact !== '');
  return (
    <>
      <Progress label="Reading" value={share} className={styles.progress} />
      {facts.length > 0 && <span className={styles.figures}>{facts.join(' · ')}</span>}
      <Button onClick={() => cancelRun(deps, 'read')}>Cancel</Button>
    </>
  );
}

/** A read that did not begin because it is large: what it would bring, and what an interval would. */
export function LargeRead() {
  const deps = useDeps();
  const large = useStudio((state) => state.tooLarge);
  if (large === undefined) return null;
  return (
    <div className={styles.offer} role="alert">
      <p>{offerWords(large)}</p>
      <div className={styles.actions}>
        <Button kind="outline" onClick={() => void takeInterval(deps, large.everyMs)}>
          Read every {duration(large.everyMs)}
        </Button>
        <Button onClick={() => void readAnyway(deps)}>Read all of it</Button>
      </div>
    </div>
  );
}
