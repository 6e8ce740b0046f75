import { useCallback, useMemo, useState } from 'react';
import { toFailure } from '../../../base/errors';
import { csv } from '../../../sources/csv';
import { type FieldPath, glanceAt } from '../../../state/data-actions';
import type { Deps } from '../../../state/deps';
import { takeColumns } from '../../../state/file-actions';
import { catalog, takeField } from '../../../state/read-actions';
import { changeQuery } from '../../../state/recipe-actions';
import { latest } from '../../../state/run';
import { useDeps, useStudio } from '../../context';
import { Icon } from '../../ui/icons';
import { Tree, type TreeNode } from '../../ui/Tree';
import styles from './Catalogue.module.css';
import { type Glance, GlanceView } from './GlanceView';
import { idOf, type Place, wayTo } from './place';
import { isFiltered, toggleFilter } from './query-words';

/** Which branches stand open, kept while the same source is: one comes and goes between rooms. */
let opened: { readonly root: string; readonly ids: ReadonlySet<string> } = { root: '', ids: new Set() };

function nodeOf(place: Place, detail: string | undefined): TreeNode<Place> {
  return {
    id: idOf(place),
    label: place.name,
    branch: place.kind !== 'field' && place.kind !== 'value',
    data: place,
    ...(place.kind === 'tag' ? { detail: 'tag' } : place.kind === 'field' && detail !== undefined && { detail }),
  };
}

/** What the source holds, level by level: choosing a field reads it, choosing a tag's value filters by it. */
export function Catalogue({ container }: { readonly container: string }) {
  const deps = useDeps();
  const { source, params, file } = useStudio((state) => state.connection);
  const rowsRead = useStudio((state) => latest(state.read)?.rows ?? 0);
  const query = useStudio((state) => state.recipe.present.query);
  const [glance, setGlance] = useState<Glance>();
  const root = JSON.stringify([source, params, file]);

  const load = useCallback(
    async (node: TreeNode<Place> | undefined): Promise<readonly TreeNode<Place>[]> => {
      if (node === undefined && source === csv.id) return columnsOf(deps);
      const at = node?.data;
      const database = at === undefined ? '' : at.kind === 'database' ? at.name : at.database;
      const measurement = at?.kind === 'measurement' ? at.name : (at?.measurement ?? '');
      const tag = at?.kind === 'tag' ? at.name : '';
      const nodes = await catalog(deps, {
        ...(at !== undefined && { database }),
        ...(measurement !== '' && { measurement }),
        ...(tag !== '' && { tag }),
      });
      return nodes.map(({ kind, name, detail }) => nodeOf({ kind, name, database, measurement, tag }, detail));
    },
    [deps, source],
  );

  const chosen = useMemo(() => {
    const { database, measurement } = query;
    const place = (kind: Place['kind'], name: string, tag = ''): string =>
      idOf({ kind, database, measurement, tag, name });
    return new Set([
      ...query.fields.map((field) => place('field', field)),
      ...query.filters.flatMap(({ tag, values }) => values.map((value) => place('value', value, tag))),
    ]);
  }, [query]);

  const choose = ({ data }: TreeNode<Place>): void => {
    const { kind, database, measurement, tag, name } = data;
    if (kind === 'field') {
      void (source === csv.id
        ? takeColumns(deps, [name], rowsRead)
        : takeField(deps, { database, measurement, field: name }));
    }
    if (kind === 'value' && sameMeasurement(query, data)) {
      changeQuery(deps, { filters: toggleFilter(query.filters, tag, name) });
    }
  };
  const preview = ({ data }: TreeNode<Place>): void => {
    if (data.kind !== 'field') return;
    const path: FieldPath = { database: data.database, measurement: data.measurement, field: data.name };
    setGlance({ path, state: 'reading' });
    const settle = (next: Glance): void =>
      setGlance((now) => (now !== undefined && JSON.stringify(now.path) === JSON.stringify(path) ? next : now));
    glanceAt(deps, path).then(
      (frame) => settle({ path, state: 'read', frame }),
      (error: unknown) => settle({ path, state: 'failed', why: toFailure(error).message }),
    );
  };
  return (
    <div className={styles.catalogue}>
      <Tree
        label="the catalogue"
        root={root}
        load={load}
        reveal={[...(opened.root === root ? opened.ids : []), ...wayTo(query)]}
        onOpened={(ids) => {
          opened = { root, ids };
        }}
        chosen={chosen}
        empty={`This source has no ${container} that you may read.`}
        icon={(node) => <PlaceIcon place={node.data} on={isOn(query, node.data)} />}
        onChoose={choose}
        onPreview={preview}
      />
      {glance !== undefined && <GlanceView glance={glance} />}
    </div>
  );
}

/** A file is its own container and measurement: its columns come first. */
async function columnsOf(deps: Deps): Promise<readonly TreeNode<Place>[]> {
  const [{ name: database } = { name: '' }] = await catalog(deps, {});
  const [{ name: measurement } = { name: '' }] = await catalog(deps, { database });
  const nodes = await catalog(deps, { database, measurement });
  return nodes.map(({ kind, name, detail }) => nodeOf({ kind, name, database, measurement, tag: '' }, detail));
}

const sameMeasurement = (query: { readonly database: string; readonly measurement: string }, place: Place): boolean =>
  query.database === place.database && query.measurement === place.measurement;

const isOn = (
  query: Parameters<typeof sameMeasurement>[0] & { readonly filters: Parameters<typeof isFiltered>[0] },
  place: Place,
): boolean =>
  place.kind === 'value' && sameMeasurement(query, place) && isFiltered(query.filters, place.tag, place.name);

function PlaceIcon({ place, on }: { readonly place: Place; readonly on: boolean }) {
  if (place.kind === 'value') {
    return (
      <span className={styles.box} data-on={on}>
        {on && <Icon name="check" />}
      </span>
    );
  }
  if (place.kind === 'field' || place.kind === 'tag') return null;
  return (
    <span className={styles.icon}>
      <Icon name={place.kind === 'database' ? 'data' : 'table'} />
    </span>
  );
}
