import { useEffect, useState } from 'react';
import type { SeriesQuery } from '../../../frame/query';
import type { CatalogNode } from '../../../sources/types';
import { catalog } from '../../../state/read-actions';
import { changeQuery } from '../../../state/recipe-actions';
import { useDeps } from '../../context';
import { IconButton } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Icon } from '../../ui/icons';
import { Select } from '../../ui/Select';
import styles from './QueryLines.module.css';
import { filterWords, lineWords, toggled } from './query-words';

/** Which fields, of which tags, and what becomes one line: always said in words. */
export function QueryLines({ query }: { readonly query: SeriesQuery }) {
  const deps = useDeps();
  const nodes = useMeasurement(query);
  const named = (kind: CatalogNode['kind']): readonly string[] =>
    nodes.filter((node) => node.kind === kind).map(({ name }) => name);
  const others = named('field').filter((field) => !query.fields.includes(field));
  const tags = [...new Set([...named('tag'), ...query.groupBy])];
  const group = (tag: string): void => changeQuery(deps, { groupBy: toggled(query.groupBy, tag) });
  return (
    <>
      {query.fields.length > 0 && (
        <Field label={query.fields.length > 1 ? 'Fields' : 'Field'} group>
          {() => (
            <div className={styles.chips}>
              {query.fields.map((field) => (
                <span key={field} className={styles.chip}>
                  {field}
                  {query.fields.length > 1 && (
                    <IconButton
                      small
                      icon="close"
                      label={`Leave out ${field}`}
                      onClick={() => changeQuery(deps, { fields: toggled(query.fields, field) })}
                    />
                  )}
                </span>
              ))}
              {others.length > 0 && (
                <Select
                  aria-label="Add a field"
                  className={styles.add ?? ''}
                  value=""
                  options={[
                    { value: '', label: 'Add a field' },
                    ...others.map((field) => ({ value: field, label: field })),
                  ]}
                  onChange={(field) => field !== '' && changeQuery(deps, { fields: [...query.fields, field] })}
                />
              )}
            </div>
          )}
        </Field>
      )}
      {tags.length > 0 && (
        <Field label="One line per" group>
          {() => (
            <div className={styles.chips}>
              {tags.map((tag) => (
                <button
                  key={tag}
                  type="button"
                  className={styles.toggle}
                  aria-pressed={query.groupBy.includes(tag)}
                  onClick={() => group(tag)}
                >
                  {query.groupBy.includes(tag) && <Icon name="check" />}
                  {tag}
                </button>
              ))}
            </div>
          )}
        </Field>
      )}
      {query.fields.length > 0 && tags.length > 0 && (
        <div className={styles.said}>
          <p>
            {lineWords(query)}
            {query.filters.length === 0 ? '.' : ', where'}
          </p>
          {query.filters.map((filter) => (
            <span key={filter.tag} className={styles.chip}>
              {filterWords(filter)}
              <IconButton
                small
                icon="close"
                label={`No longer only where ${filterWords(filter)}`}
                onClick={() => changeQuery(deps, { filters: query.filters.filter((other) => other !== filter) })}
              />
            </span>
          ))}
        </div>
      )}
    </>
  );
}

const none: readonly CatalogNode[] = [];

/** The fields and tags of the query's measurement, once known. */
function useMeasurement({ database, measurement }: SeriesQuery): readonly CatalogNode[] {
  const deps = useDeps();
  const of = JSON.stringify([database, measurement]);
  const [known, setKnown] = useState<{ readonly of: string; readonly nodes: readonly CatalogNode[] }>();
  useEffect(() => {
    if (measurement === '') return;
    let gone = false;
    catalog(deps, { database, measurement }).then(
      (nodes) => {
        if (!gone) setKnown({ of, nodes });
      },
      () => undefined, // The catalogue beside it says what is wrong, and offers to try again.
    );
    return () => {
      gone = true;
    };
  }, [deps, database, measurement, of]);
  return known?.of === of ? known.nodes : none;
}
