import { useMemo } from 'react';
import type { Recipe } from '../../../pipeline/recipe';
import { addQuery, asksFor, dropInHand, dropQuery, takeUp } from '../../../state/query-list';
import { seriesRead } from '../../../state/series';
import { addStep } from '../../../state/shape-actions';
import { useDeps, useStudio } from '../../context';
import { Button, IconButton } from '../../ui/Button';
import styles from './QueryBeside.module.css';
import { differenceOf, queryWords } from './query-words';

/** The queries of one workspace, the one in hand first; each can be taken up, taken out, and another one added. */
export function QueryBeside({ query, more = [] }: Pick<Recipe, 'query' | 'more'>) {
  const deps = useDeps();
  const asks = asksFor(query);
  return (
    <div className={styles.beside}>
      {more.length > 0 && (
        <ul className={styles.list} aria-label="Queries read together">
          <li className={styles.item} aria-current="true">
            <span className={styles.words}>
              {asks ? queryWords(query) : 'Another one: choose a field in the catalogue'}
            </span>
            <span className={styles.mark}>below</span>
            <IconButton small icon="close" label={`Take out ${queryWords(query)}`} onClick={() => dropInHand(deps)} />
          </li>
          {more.map((other, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two of them may be alike; their place tells them apart.
            <li key={i} className={styles.item}>
              <span className={styles.words}>{queryWords(other)}</span>
              <IconButton small icon="pen" label={`Edit ${queryWords(other)}`} onClick={() => takeUp(deps, i)} />
              <IconButton
                small
                icon="close"
                label={`Take out ${queryWords(other)}`}
                onClick={() => dropQuery(deps, i)}
              />
            </li>
          ))}
        </ul>
      )}
      <div className={styles.actions}>
        {asks && more.length < 20 && (
          <Button small icon="plus" onClick={() => addQuery(deps)}>
            Add another measurement
          </Button>
        )}
        <Compute />
      </div>
    </div>
  );
}

/** Once several series are read: the way to a series made out of them, which is a step of Prepare. */
function Compute() {
  const deps = useDeps();
  const read = useStudio((state) => state.read);
  const [one, other] = useMemo(() => seriesRead({ read }).slice(0, 2), [read]);
  if (one === undefined || other === undefined) return null;
  return (
    <Button
      small
      onClick={() => {
        addStep(deps, 'arithmetic', { expression: differenceOf(one.name, other.name) });
        deps.store.setState({ room: 'prepare' });
      }}
    >
      Compute from these series
    </Button>
  );
}
