import { useMemo, useRef, useState } from 'react';
import type { Failure } from '../../../base/errors';
import { spark as sparkChart } from '../../../charts/spark';
import { networks } from '../../../state/families';
import { openModel, removeModel, renameModel, retrainModel } from '../../../state/library-actions';
import { importRecipeFile } from '../../../state/recipe-library';
import { latest } from '../../../state/run';
import { importModel, saveKeptModel } from '../../../state/share-actions';
import type { ModelCard } from '../../../vault/types';
import { currentNumber } from '../../../vault/versions';
import { backendName } from '../../backend-names';
import { Chart } from '../../Chart';
import { useDeps, useStudio } from '../../context';
import { mase, NOTHING } from '../../format';
import { Button, IconButton } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorNote } from '../../ui/ErrorNote';
import { Field } from '../../ui/Field';
import { TextInput } from '../../ui/Input';
import { Menu } from '../../ui/Menu';
import { Section } from '../../ui/Section';
import { Table, type TableColumn } from '../../ui/Table';
import { useMedia } from '../../ui/use-media';
import { When } from '../../When';
import styles from '../panel.module.css';
import { Comparison } from './Comparison';
import { Recipes } from './Recipes';
import { RetrainingResult } from './RetrainingResult';
import { Versions } from './Versions';

/** The models kept in this browser: open, rename, retrain, delete, compare, import. */
export default function LibraryRoom() {
  const deps = useDeps();
  const library = useStudio((state) => state.library);
  const retraining = useStudio((state) => state.retraining);
  const [renaming, setRenaming] = useState<ModelCard>();
  const [versionsOf, setVersionsOf] = useState<string>();
  const [compared, setCompared] = useState<readonly string[]>([]);
  const [failure, setFailure] = useState<Failure>();
  const file = useRef<HTMLInputElement>(null);
  const cards = latest(library) ?? [];
  const wide = useMedia('(min-width: 1280px)');
  const phone = useMedia('(max-width: 699px)');
  const columns = useMemo(() => {
    const left = phone ? ['spark', 'model', 'backend', 'updated'] : wide ? [] : ['model', 'backend'];
    return columnsFor(compared, setCompared).filter(({ id }) => !left.includes(id));
  }, [compared, wide, phone]);
  const chosen = cards.filter(({ id }) => compared.includes(id));
  const versioned = cards.find(({ id }) => id === versionsOf);
  const pickFile = (
    <>
      <input
        ref={file}
        type="file"
        accept=".zip,.json,application/zip,application/json"
        hidden
        onChange={async (event) => {
          const [bundle] = event.target.files ?? [];
          event.target.value = '';
          if (bundle === undefined) return;
          const isRecipe = bundle.name.toLowerCase().endsWith('.json');
          setFailure(await (isRecipe ? importRecipeFile(deps, bundle) : importModel(deps, bundle)));
        }}
      />
      <Button kind="outline" icon="file" onClick={() => file.current?.click()}>
        Import
      </Button>
    </>
  );
  return (
    <div className={styles.room}>
      {library.status === 'failed' && <ErrorNote failure={library.failure} />}
      {failure !== undefined && (
        <ErrorNote failure={failure} actions={<Button onClick={() => setFailure(undefined)}>Dismiss</Button>} />
      )}
      {(retraining.status === 'failed' || retraining.status === 'done') && <RetrainingResult run={retraining} />}
      <Section title="Models" note="kept in this browser" aside={pickFile}>
        <Table
          caption="Models kept in this browser"
          columns={columns}
          rows={cards}
          rowKey={({ id }) => id}
          sort={{ column: 'updated', direction: 'down' }}
          onPick={({ id }) => void openModel(deps, id)}
          actions={(card) => (
            <Menu
              label={`Actions for ${card.name}`}
              trigger={(props) => <IconButton {...props} small icon="more" label={`Actions for ${card.name}`} />}
              items={[
                { id: 'open', label: 'Open', icon: 'forecast', run: () => void openModel(deps, card.id) },
                { id: 'rename', label: 'Rename', icon: 'settings', run: () => setRenaming(card) },
                {
                  id: 'retrain',
                  label: networks(card.modelId) ? 'Retrain on newer data only' : 'Retrain on newer data',
                  icon: 'refresh',
                  run: () => void retrainModel(deps, card.id),
                },
                ...(networks(card.modelId)
                  ? [
                      {
                        id: 'retrain-all',
                        label: 'Retrain on all data',
                        icon: 'refresh' as const,
                        run: () => void retrainModel(deps, card.id, 'all'),
                      },
                    ]
                  : []),
                {
                  id: 'versions',
                  label: 'Versions',
                  icon: 'undo',
                  detail: String(currentNumber(card)),
                  run: () => setVersionsOf(card.id),
                },
                {
                  id: 'save',
                  label: 'Save as .zip',
                  icon: 'download',
                  run: () => void saveKeptModel(deps, card.id),
                },
                {
                  id: 'delete',
                  label: 'Delete',
                  icon: 'trash',
                  danger: true,
                  run: () => void removeModel(deps, card.id, card.name),
                },
              ]}
            />
          )}
          empty={
            <EmptyState
              title="No model is kept here yet"
              words="Every model you train is kept in this browser by itself. A colleague’s model (.zip) or recipe (.json) can be imported."
            />
          }
        />
      </Section>
      {chosen.length > 1 && <Comparison cards={chosen} />}
      <Recipes />
      {versioned !== undefined && <Versions card={versioned} onClose={() => setVersionsOf(undefined)} />}
      {renaming !== undefined && (
        <Rename
          card={renaming}
          onDone={(name) => {
            if (name !== undefined) void renameModel(deps, renaming.id, name, renaming.revision);
            setRenaming(undefined);
          }}
        />
      )}
    </div>
  );
}

function columnsFor(
  compared: readonly string[],
  setCompared: (ids: readonly string[]) => void,
): readonly TableColumn<ModelCard>[] {
  return [
    { id: 'name', title: 'Name', value: ({ name }) => name },
    {
      id: 'spark',
      title: 'Series',
      cell: (card) => (
        <Chart
          definition={sparkChart}
          data={{ name: card.series, values: Float64Array.from(card.sparkline) }}
          title={false}
          size="spark"
          bare
          className={styles.spark ?? ''}
        />
      ),
    },
    { id: 'model', title: 'Model', value: ({ modelTitle }) => modelTitle },
    {
      id: 'mase',
      title: 'MASE',
      numeric: true,
      help: 'Below 1 is better than repeating the season.',
      value: ({ metrics }) => metrics[0]?.mase ?? Number.NaN,
      cell: ({ metrics }) => mase(metrics[0]?.mase ?? Number.NaN),
    },
    {
      id: 'backend',
      title: 'Backend',
      value: ({ modelId, backend }) => (networks(modelId) ? backendName(backend) : NOTHING),
    },
    {
      id: 'updated',
      title: 'Changed',
      value: ({ updatedAt }) => updatedAt,
      cell: ({ updatedAt }) => <When at={updatedAt} />,
    },
    {
      id: 'compare',
      title: 'Compare',
      cell: ({ id, name }) => (
        <input
          type="checkbox"
          aria-label={`Compare ${name}`}
          checked={compared.includes(id)}
          onClick={(event) => event.stopPropagation()}
          onChange={(event) =>
            setCompared(event.target.checked ? [...compared, id] : compared.filter((other) => other !== id))
          }
        />
      ),
    },
  ];
}

function Rename({ card, onDone }: { readonly card: ModelCard; readonly onDone: (name?: string) => void }) {
  const [name, setName] = useState(card.name);
  const fault = name.trim() === '' ? 'A name needs at least one letter.' : undefined;
  return (
    <Dialog
      open
      onClose={() => onDone()}
      title="Rename the model"
      onSubmit={() => {
        if (fault === undefined) onDone(name);
      }}
      actions={
        <>
          <Button onClick={() => onDone()}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={fault !== undefined}>
            Rename
          </Button>
        </>
      }
    >
      <Field label="Name" fault={fault}>
        {(ids) => <TextInput {...ids} name="name" value={name} onChange={setName} />}
      </Field>
    </Dialog>
  );
}
