import { useEffect, useState } from 'react';
import { toFailure } from '../../../base/errors';
import { duration } from '../../../math/duration';
import { askAgain, forgetQueries, queriesKept, starQuery } from '../../../state/query-history';
import type { KeptQuery } from '../../../vault/types';
import { useDeps } from '../../context';
import { counted, moment } from '../../format';
import { Button, IconButton } from '../../ui/Button';
import { TextInput } from '../../ui/Input';
import { Popover } from '../../ui/Popover';
import styles from './QueryHistory.module.css';
import { keptMatching, queryWords } from './query-words';

/** The queries that were read before: to search, star, take up again and forget. */
export const QueryHistory = () => (
  <Popover
    label="Queries read before"
    align="end"
    wide
    trigger={(trigger) => (
      <Button {...trigger} small>
        History
      </Button>
    )}
  >
    {(close) => <Kept close={close} />}
  </Popover>
);

function Kept({ close }: { readonly close: () => void }) {
  const deps = useDeps();
  const { kept, why } = useKept();
  const [search, setSearch] = useState('');
  const found = keptMatching(kept ?? [], search);
  return (
    <div className={styles.history}>
      <TextInput
        type="search"
        aria-label="Search in the queries read before"
        placeholder="Search"
        value={search}
        onChange={setSearch}
      />
      {why !== undefined && <p role="alert">{why}</p>}
      {kept !== undefined && found.length === 0 && (
        <p className={styles.none}>
          {kept.length === 0 ? 'Queries that were read are kept here, in this browser.' : 'None of them holds that.'}
        </p>
      )}
      <ul className={styles.list} aria-label="Queries read before">
        {found.map((query) => (
          <li key={query.id} className={styles.item}>
            <p className={styles.words}>{queryWords(query.query)}</p>
            <p className={styles.about}>
              {moment(query.at)} · {counted(query.rows, 'row')} in{' '}
              {duration(Math.max(1, Math.round(query.seconds * 1000)))}
              {query.host !== '' && ` · ${query.host}`}
              {query.query.database !== '' && ` · ${query.query.database}`}
              {query.query.text !== undefined && ' · your own text'}
            </p>
            <pre className={styles.text}>{query.text}</pre>
            <div className={styles.actions}>
              <Button
                small
                kind="outline"
                onClick={() => {
                  askAgain(deps, query);
                  close();
                }}
              >
                Use again
              </Button>
              <IconButton
                small
                icon="star"
                className={styles.star}
                label={query.starred ? 'Starred: always kept' : 'Star it: it is always kept'}
                aria-pressed={query.starred}
                onClick={() => void starQuery(deps, query.id, !query.starred)}
              />
              <IconButton
                small
                icon="trash"
                label="Forget this query"
                onClick={() => void forgetQueries(deps, [query.id])}
              />
            </div>
          </li>
        ))}
      </ul>
      {(kept ?? []).some(({ starred }) => !starred) && (
        <Button small kind="danger" onClick={() => void forgetQueries(deps)}>
          Forget all without a star
        </Button>
      )}
    </div>
  );
}

/** The history of the open source, as it changes here and in other tabs. */
function useKept() {
  const deps = useDeps();
  const [known, setKnown] = useState<{ readonly kept?: readonly KeptQuery[]; readonly why?: string }>({});
  useEffect(() => {
    let gone = false;
    let stop = (): void => {};
    const look = (): void => {
      queriesKept(deps).then(
        (kept) => {
          if (!gone) setKnown({ kept });
        },
        (error: unknown) => {
          if (!gone) setKnown({ why: toFailure(error).message });
        },
      );
    };
    look();
    void deps.vault.then((vault) => {
      if (gone) return;
      stop = vault.subscribe((change) => {
        if (change.in === 'queries') look();
      });
    });
    return () => {
      gone = true;
      stop();
    };
  }, [deps]);
  return known;
}
