import { useCallback, useMemo, useState } from 'react';
import { toFailure } from '../../../base/errors';
import type { CatalogNode } from '../../../sources/types';
import { type FieldPath, glanceAt } from '../../../state/data-actions';
import type { Deps } from '../../../state/deps';
import { isFile, takeColumns } from '../../../state/file-actions';
import { catalog, sourceCard } from '../../../state/open-actions';
import { putField } from '../../../state/query-list';
import { lastOwn, writeOwn } from '../../../state/query-text';
import { read, takeField } from '../../../state/read-actions';
import { changeQuery, recipeOf } from '../../../state/recipe-actions';
import { useDeps, useStudio } from '../../context';
import { requestFocus } from '../../editor/focus-request';
import type { Language } from '../../editor/lex';
import { starter } from '../../editor/starter';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/icons';
import { Tree, type TreeNode } from '../../ui/Tree';
import styles from './Catalogue.module.css';
import { type Glance, GlanceView } from './GlanceView';
import { idOf, type Place, wayTo } from './place';
import { detailWords, isFiltered, toggleFilter } from './query-words';
import { countable, countEach } from './tag-counts';

/** Which branches stand open, kept while the same source is: one comes and goes between rooms. */
let opened: { readonly root: string; readonly ids: ReadonlySet<string> } = { root: '', ids: new Set() };

function nodeOf(place: Place, { detail, count }: Pick<CatalogNode, 'detail' | 'count'>): TreeNode<Place> {
  const said = detailWords(place.kind, detail, count);
  return {
    id: idOf(place),
    label: place.kind === 'value' && place.name === '' ? 'no value' : place.name,
    branch: place.kind !== 'field' && place.kind !== 'value',
    data: place,
    ...(said !== undefined && { detail: said }),
  };
}

/** What the source holds, level by level: choosing a field reads it, choosing a tag's value filters by it. */
export function Catalogue({ container }: { readonly container: string }) {
  const deps = useDeps();
  const { source, params, file } = useStudio((state) => state.connection);
  const query = useStudio((state) => state.recipe.present.query);
  const [glance, setGlance] = useState<Glance>();
  /** How many values tags have, by the id of their line, as it becomes known. */
  const [counts, setCounts] = useState<ReadonlyMap<string, number>>(new Map());
  const language = source === undefined ? undefined : sourceCard(source).language;
  const root = JSON.stringify([source, params, file]);

  const load = useCallback(
    async (node: TreeNode<Place> | undefined): Promise<readonly TreeNode<Place>[]> => {
      if (node === undefined && isFile(source)) return columnsOf(deps);
      const at = node?.data;
      const database = at === undefined ? '' : at.kind === 'database' ? at.name : at.database;
      const measurement = at?.kind === 'measurement' ? at.name : (at?.measurement ?? '');
      const tag = at?.kind === 'tag' ? at.name : '';
      const nodes = await catalog(deps, {
        ...(at !== undefined && { database }),
        ...(measurement !== '' && { measurement }),
        ...(tag !== '' && { tag }),
      });
      // A search looks into many: their tags are counted once one opens them.
      if (at?.kind === 'measurement' && opened.root === root && opened.ids.has(idOf(at))) {
        const tags = countable(language, nodes).map((name) => ({ database, measurement, tag: name }));
        void countEach(deps, tags, (path, many) => {
          const place: Place = { kind: 'tag', database, measurement, tag: '', name: path.tag };
          setCounts((before) => new Map(before).set(idOf(place), many));
        });
      }
      return nodes.map(({ kind, name, ...more }) => nodeOf({ kind, name, database, measurement, tag }, more));
    },
    [deps, source, language, root],
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
      void (isFile(source)
        ? takeColumns(deps, { measurement, field: name })
        : takeInto(deps, { database, measurement, field: name }));
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
      {language !== undefined && language !== 'none' && (
        <Button small icon="pen" className={styles.write} onClick={() => void writeQuery(deps, language)}>
          Write a query
        </Button>
      )}
      <Tree
        label="the catalogue"
        root={root}
        load={load}
        reveal={[...(opened.root === root ? opened.ids : []), ...wayTo(query)]}
        onOpened={(ids) => {
          opened = { root, ids };
        }}
        seeks={isSought}
        chosen={chosen}
        empty={`This source has no ${container} that you may read.`}
        icon={(node) => <PlaceIcon place={node.data} on={isOn(query, node.data)} />}
        detailOf={({ node, branch }) => {
          const found = branch?.state === 'loaded' ? branch.nodes.length : counts.get(node.id);
          return node.data.kind === 'tag' && found !== undefined ? detailWords('tag', undefined, found) : undefined;
        }}
        onChoose={choose}
        onPreview={preview}
      />
      {glance !== undefined && <GlanceView glance={glance} />}
    </div>
  );
}

/** Takes a field: beside other queries it joins them over their range, alone it is read over all of its time. */
async function takeInto(deps: Deps, path: FieldPath): Promise<void> {
  const { query, more = [] } = recipeOf(deps);
  if (more.length === 0 || query.range.stop <= query.range.start) return takeField(deps, path);
  putField(deps, path);
  await read(deps);
}

/** A query in words of one's own, before any field is chosen: in the database at hand, or the first there is. */
async function writeQuery(deps: Deps, language: Language): Promise<void> {
  const { query } = recipeOf(deps);
  requestFocus();
  if (query.text !== undefined) return;
  const { recipe } = deps.store.getState();
  const [first] = query.database === '' ? await catalog(deps, {}).catch(() => []) : [];
  const database = query.database === '' ? (first?.name ?? '') : query.database;
  const built = query.fields.length > 0 ? sourceCard(recipe.present.source.id).queryText(query) : undefined;
  writeOwn(deps, lastOwn(recipe) ?? built ?? starter(language, database), { database });
}

/** A file is its own container, and most often its own measurement: then its columns come first. */
async function columnsOf(deps: Deps): Promise<readonly TreeNode<Place>[]> {
  const [{ name: database } = { name: '' }] = await catalog(deps, {});
  const [{ name: measurement } = { name: '' }, ...others] = await catalog(deps, { database });
  if (others.length > 0) {
    const all = await catalog(deps, { database });
    return all.map(({ kind, name, ...more }) => nodeOf({ kind, name, database, measurement: '', tag: '' }, more));
  }
  const nodes = await catalog(deps, { database, measurement });
  return nodes.map(({ kind, name, ...more }) => nodeOf({ kind, name, database, measurement, tag: '' }, more));
}

/** Databases and measurements are cheap to look into; the values of a tag may be many. */
const isSought = ({ data: { kind } }: TreeNode<Place>): boolean => kind === 'database' || kind === 'measurement';

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
