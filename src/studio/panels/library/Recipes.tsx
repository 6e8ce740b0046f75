import { models } from '../../../models';
import { openRecipe, removeRecipe } from '../../../state/recipe-library';
import { latest } from '../../../state/run';
import type { NamedRecipe } from '../../../vault/types';
import { useDeps, useStudio } from '../../context';
import { IconButton } from '../../ui/Button';
import { Section } from '../../ui/Section';
import { Table, type TableColumn } from '../../ui/Table';
import { When } from '../../When';
import styles from '../panel.module.css';

const columns: readonly TableColumn<NamedRecipe>[] = [
  { id: 'name', title: 'Name', value: ({ name }) => name },
  { id: 'series', title: 'Series', value: ({ recipe }) => recipe.series },
  {
    id: 'model',
    title: 'Model',
    value: ({ recipe }) => models.find(({ id }) => id === recipe.model.id)?.title ?? recipe.model.id,
  },
  {
    id: 'updated',
    title: 'Changed',
    value: ({ updatedAt }) => updatedAt,
    cell: ({ updatedAt }) => <When at={updatedAt} />,
  },
];

/** Recipes kept by name: choices without data, to take up again. */
export function Recipes() {
  const deps = useDeps();
  const recipes = useStudio((state) => latest(state.recipes));
  return (
    <Section title="Recipes" note="choices without data">
      <Table
        caption="Recipes kept in this browser"
        columns={columns}
        rows={recipes ?? []}
        rowKey={({ id }) => id}
        sort={{ column: 'updated', direction: 'down' }}
        onPick={(recipe) => void openRecipe(deps, recipe)}
        actions={(recipe) => (
          <IconButton
            small
            icon="trash"
            label={`Delete ${recipe.name}`}
            onClick={(event) => {
              event.stopPropagation();
              void removeRecipe(deps, recipe);
            }}
          />
        )}
        empty={<p className={styles.words}>None yet. The share button beside the sentence keeps the recipe here.</p>}
      />
    </Section>
  );
}
