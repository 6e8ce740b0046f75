import { useId, useState } from 'react';
import type { SeriesQuery } from '../../../frame/query';
import { changeQuery, changeRecipe } from '../../../state/recipe-actions';
import { useDeps } from '../../context';
import { Button } from '../../ui/Button';
import { TextArea } from '../../ui/Input';
import styles from './QueryText.module.css';

export interface QueryTextProps {
  readonly language: 'influxql' | 'flux' | 'sql';
  readonly query: SeriesQuery;
  /** How the source says a built query. */
  readonly built: (query: SeriesQuery) => string;
  readonly wrong: boolean;
}

const names = { influxql: 'InfluxQL', flux: 'Flux', sql: 'SQL' } as const;

/** The query as it is sent; the reader's own once it is edited. */
export function QueryText({ language, query, built, wrong }: QueryTextProps) {
  const deps = useDeps();
  const id = useId();
  const own = query.text !== undefined;
  const [dropped, setDropped] = useState<string>();
  const name = names[language];
  const text = query.text ?? (query.fields.length === 0 ? '' : built(query));
  const write = (next: string): void => changeRecipe(deps, { query: { ...query, text: next } });
  return (
    <div className={styles.text}>
      <div className={styles.head}>
        <label htmlFor={id}>{own ? `Your own ${name}` : name}</label>
        <span className={styles.actions}>
          {own ? (
            <Button
              small
              onClick={() => {
                setDropped(query.text);
                changeQuery(deps, {});
              }}
            >
              Back to the builder
            </Button>
          ) : (
            <>
              {dropped !== undefined && (
                <Button small onClick={() => write(dropped)}>
                  Your text again
                </Button>
              )}
              <Button small disabled={text === ''} onClick={() => write(text)}>
                Edit
              </Button>
            </>
          )}
        </span>
      </div>
      <TextArea
        id={id}
        mono
        readOnly={!own}
        rows={Math.min(14, Math.max(3, text.split('\n').length))}
        value={text}
        placeholder="Choose a field, and its query stands here."
        aria-describedby={`${id}-note`}
        aria-invalid={wrong || undefined}
        className={own ? styles.own : styles.built}
        onChange={write}
      />
      <p id={`${id}-note`} className={styles.note}>
        {own
          ? 'Your own text is sent as it is; the choices above have no say until you go back to the builder.'
          : 'Built from the choices above. The database does the aggregating, so only the result travels.'}
      </p>
    </div>
  );
}
