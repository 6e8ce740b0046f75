import { Button } from './Button';
import { Spinner } from './Spinner';
import styles from './Tree.module.css';
import type { Branch } from './tree-rows';

export interface TreeWordsProps<T> {
  readonly top: Branch<T> | undefined;
  readonly search: string;
  readonly empty: string;
  readonly onRetry: () => void;
}

/** In place of rows: that they are coming, why they did not, or that there are none. */
export function TreeWords<T>({ top, search, empty, onRetry }: TreeWordsProps<T>) {
  if (top === undefined || top.state === 'loading') {
    return (
      <p className={styles.words} role="status">
        <Spinner /> Reading
      </p>
    );
  }
  if (top.state === 'failed') {
    return (
      <div className={styles.words} role="alert">
        <p>{top.message}</p>
        <Button small kind="outline" icon="refresh" onClick={onRetry}>
          Try again
        </Button>
      </div>
    );
  }
  return (
    <p className={styles.words}>
      {search === '' ? empty : `Nothing loaded so far is called “${search}”. Open a branch to look into it.`}
    </p>
  );
}
