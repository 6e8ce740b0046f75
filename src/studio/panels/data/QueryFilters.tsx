import { useState } from 'react';
import type { SeriesQuery } from '../../../frame/query';
import { changeQuery } from '../../../state/recipe-actions';
import { useDeps } from '../../context';
import { Button, IconButton } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Popover } from '../../ui/Popover';
import { Select } from '../../ui/Select';
import styles from './QueryLines.module.css';
import { filterWords, toggleFilter } from './query-words';
import { ValuePicker } from './ValuePicker';

/** Only points whose tags have some values: what is asked for, and the way to choose them. */
export function QueryFilters({ query, tags }: { readonly query: SeriesQuery; readonly tags: readonly string[] }) {
  const deps = useDeps();
  const { filters } = query;
  return (
    <Field label="Only where" group>
      {() => (
        <div className={styles.chips}>
          {filters.map((filter) => (
            <span key={filter.tag} className={styles.chip}>
              <Popover
                label={`Values of ${filter.tag}`}
                trigger={(trigger) => (
                  <button type="button" {...trigger} className={styles.words}>
                    {filterWords(filter)}
                  </button>
                )}
              >
                <Values query={query} tag={filter.tag} />
              </Popover>
              <IconButton
                small
                icon="close"
                label={`No longer only where ${filterWords(filter)}`}
                onClick={() => changeQuery(deps, { filters: filters.filter((other) => other !== filter) })}
              />
            </span>
          ))}
          <Popover
            label="Add a filter"
            trigger={(trigger) => (
              <Button {...trigger} small icon="plus">
                Add a filter
              </Button>
            )}
          >
            <NewFilter query={query} tags={tags} />
          </Popover>
        </div>
      )}
    </Field>
  );
}

function NewFilter({ query, tags }: { readonly query: SeriesQuery; readonly tags: readonly string[] }) {
  const fresh = tags.find((name) => !query.filters.some((filter) => filter.tag === name));
  const [tag, setTag] = useState(fresh ?? tags[0] ?? '');
  return (
    <>
      <Field label="Tag">
        {(ids) => (
          <Select {...ids} value={tag} options={tags.map((name) => ({ value: name, label: name }))} onChange={setTag} />
        )}
      </Field>
      {tag !== '' && <Values key={tag} query={query} tag={tag} />}
    </>
  );
}

function Values({ query, tag }: { readonly query: SeriesQuery; readonly tag: string }) {
  const deps = useDeps();
  const chosen = query.filters.find((filter) => filter.tag === tag)?.values ?? [];
  return (
    <ValuePicker
      query={query}
      tag={tag}
      chosen={chosen}
      onToggle={(value) => changeQuery(deps, { filters: toggleFilter(query.filters, tag, value) })}
    />
  );
}
