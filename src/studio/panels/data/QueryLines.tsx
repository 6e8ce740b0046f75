import { useMemo } from 'react';
import type { SeriesQuery } from '../../../frame/query';
import type { CatalogNode } from '../../../sources/types';
import { changeQuery } from '../../../state/recipe-actions';
import { useDeps } from '../../context';
import { count } from '../../format';
import { IconButton } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Icon } from '../../ui/icons';
import { Select } from '../../ui/Select';
import { QueryFilters } from './QueryFilters';
import styles from './QueryLines.module.css';
import { countWords, type Lines, lineWords, toggled } from './query-words';

export interface QueryLinesProps {
  readonly query: SeriesQuery;
  /** The fields and tags of the measurement. */
  readonly nodes: readonly CatalogNode[];
  /** How many values tags have, as far as that is known. */
  readonly counts: ReadonlyMap<string, number>;
  readonly lines: Lines | undefined;
}

/** Which fields, of which tags, and what becomes one line: always said in words. */
export function QueryLines({ query, nodes, counts, lines }: QueryLinesProps) {
  const deps = useDeps();
  const named = (kind: CatalogNode['kind']): readonly string[] =>
    nodes.filter((node) => node.kind === kind).map(({ name }) => name);
  const others = named('field').filter((field) => !query.fields.includes(field));
  const tags = useMemo(
    () => [...new Set([...nodes.filter(({ kind }) => kind === 'tag').map(({ name }) => name), ...query.groupBy])],
    [nodes, query.groupBy],
  );
  const group = (tag: string): void => changeQuery(deps, { groupBy: toggled(query.groupBy, tag) });
  const many = countWords(lines);
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
                  aria-label={tag}
                  title={counts.has(tag) ? `${count(counts.get(tag) ?? 0)} values` : undefined}
                  onClick={() => group(tag)}
                >
                  {query.groupBy.includes(tag) && <Icon name="check" />}
                  {tag}
                  {counts.has(tag) && <span className={styles.count}>{count(counts.get(tag) ?? 0)}</span>}
                </button>
              ))}
            </div>
          )}
        </Field>
      )}
      {query.fields.length > 0 && (tags.length > 0 || query.filters.length > 0) && (
        <QueryFilters query={query} tags={tags} />
      )}
      {query.fields.length > 0 && tags.length > 0 && (
        <p className={styles.said} role="status">
          {lineWords(query)}
          {many !== '' && <span className={styles.many}>: {many}</span>}.
        </p>
      )}
    </>
  );
}
