import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useId, useRef, useState } from 'react';
import { toFailure } from '../../base/errors';
import { Button } from './Button';
import { cx } from './cx';
import { TextInput } from './Input';
import { Icon } from './icons';
import { holdRoom, scrollToRow, useRowWindow } from './row-window';
import { Spinner } from './Spinner';
import styles from './Tree.module.css';
import { TreeWords } from './TreeWords';
import { type Branch, openWith, TOP, type TreeNode, type TreeRow, treeRows, unopened } from './tree-rows';

export type { TreeNode, TreeRow } from './tree-rows';

export interface TreeProps<T> {
  readonly label: string;
  /** What is browsed, e.g. a connection's id: another one starts anew. */
  readonly root: string;
  /** The children of a node, or the top level. Asked for once, when it is first opened; a rejection can be tried again. */
  readonly load: (node: TreeNode<T> | undefined, signal: AbortSignal) => Promise<readonly TreeNode<T>[]>;
  /** Enter or a click on a leaf (on a branch too with `branchesChosen`). */
  readonly onChoose: (node: TreeNode<T>) => void;
  /** Resting on a node by pointer or focus. */
  readonly onPreview?: (node: TreeNode<T>) => void;
  /** Branches to open as soon as they are known, by id: those left open at an earlier visit, the way to what is chosen. */
  readonly reveal?: readonly string[];
  /** Hears which branches stand open, by id. */
  readonly onOpened?: (opened: ReadonlySet<string>) => void;
  /** Which branches a search looks into by itself, while there are few of them; the others wait for a click. */
  readonly seeks?: (node: TreeNode<T>) => boolean;
  readonly chosen?: ReadonlySet<string>;
  readonly branchesChosen?: boolean;
  /** Words for a place without entries. */
  readonly empty?: string;
  readonly icon?: (node: TreeNode<T>) => ReactNode;
  /** Stands beside the name in place of the node's own detail, e.g. how many values were found in it. */
  readonly detailOf?: (row: TreeRow<T>) => string | undefined;
}

const REST = 250;
/** How many branches a search looks into at one click. */
const AT_ONCE = 50;
/** Typing that pauses for so long is searched for. */
const PAUSE = 300;

/** A catalogue to browse: lazy, searchable, by pointer or keys as ARIA's tree pattern has it. */
export function Tree<T>(props: TreeProps<T>) {
  const {
    label,
    root,
    load,
    onChoose,
    onPreview,
    reveal,
    onOpened,
    seeks,
    chosen,
    branchesChosen = false,
    empty = 'Nothing here.',
    icon,
    detailOf,
  } = props;
  const id = useId();
  const [branches, setBranches] = useState<ReadonlyMap<string, Branch<T>>>(new Map());
  const [opened, storeOpened] = useState<ReadonlySet<string>>(new Set(reveal));
  const [search, setSearch] = useState('');
  const [active, setActive] = useState<string>();
  const list = useRef<HTMLDivElement>(null);
  const abort = useRef(new AbortController());
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);

  const latest = useRef({ load, reveal, onOpened });
  useEffect(() => {
    latest.current = { load, reveal, onOpened };
  });
  const open = useRef(opened);
  const setOpened = useCallback((next: ReadonlySet<string>): void => {
    open.current = next;
    storeOpened(next);
    latest.current.onOpened?.(next);
  }, []);
  const fetchBranch = useCallback(
    (node: TreeNode<T> | undefined): void => {
      const key = node?.id ?? TOP;
      const { signal } = abort.current;
      const put = (branch: Branch<T>): void => {
        if (!signal.aborted) setBranches((before) => new Map(before).set(key, branch));
      };
      put({ state: 'loading' });
      latest.current.load(node, signal).then(
        (nodes) => {
          if (signal.aborted) return;
          put({ state: 'loaded', nodes });
          const next = openWith(open.current, nodes);
          if (next !== open.current) setOpened(next);
          for (const child of nodes) if (child.branch && next.has(child.id)) fetchBranch(child);
        },
        (error: unknown) => put({ state: 'failed', message: toFailure(error).message }),
      );
    },
    [setOpened],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: another root is a reason to start anew.
  useEffect(() => {
    abort.current = new AbortController();
    setBranches(new Map());
    setOpened(new Set(latest.current.reveal));
    fetchBranch(undefined);
    return () => abort.current.abort();
  }, [fetchBranch, setOpened, root]);
  useEffect(() => () => clearTimeout(resting.current), []);

  const rows = treeRows(branches, opened, search);
  const top = branches.get(TOP);
  const picked = rows.find((row) => chosen?.has(row.node.id) ?? false)?.node.id;
  const focused = rows.some((row) => row.node.id === active) ? active : (picked ?? rows[0]?.node.id);
  const focusedAt = rows.findIndex((row) => row.node.id === focused);
  const drawn = useRowWindow(list, rows.length, '[role="treeitem"]');
  const sought = useRef<string>(undefined);
  const pickedAt = rows.findIndex((row) => row.node.id === picked);
  useEffect(() => {
    if (pickedAt < 0 || sought.current === root || list.current === null) return;
    sought.current = root;
    scrollToRow(list.current, pickedAt, drawn.rowHeight);
  }, [pickedAt, root, drawn.rowHeight]);
  const deeper = search.trim() === '' ? [] : unopened(branches).slice(0, AT_ONCE);

  const unsought = seeking(branches, search, seeks);
  useEffect(() => {
    if (unsought.length === 0) return;
    const wait = setTimeout(() => {
      for (const node of unsought) fetchBranch(node);
    }, PAUSE);
    return () => clearTimeout(wait);
  });
  const looked = lookedWords(branches, search, seeks);

  const setOpen = (node: TreeNode<T>, open: boolean): void => {
    const next = new Set(opened);
    if (open) next.add(node.id);
    else next.delete(node.id);
    setOpened(next);
    const known = branches.get(node.id)?.state;
    if (open && known !== 'loaded' && known !== 'loading') fetchBranch(node);
  };
  const rest = (node: TreeNode<T>): void => {
    clearTimeout(resting.current);
    if (onPreview !== undefined) resting.current = setTimeout(() => onPreview(node), REST);
  };
  /** The row to take the focus as soon as it is drawn. */
  const due = useRef<string>(undefined);
  const takeFocus = (): void => {
    if (due.current === undefined) return;
    const row = list.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(due.current)}"]`);
    if (row === null || row === undefined) return;
    due.current = undefined;
    row.focus();
  };
  useEffect(takeFocus);
  const focus = (node: TreeNode<T> | undefined): void => {
    if (node === undefined) return;
    setActive(node.id);
    due.current = node.id;
    const at = rows.findIndex((row) => row.node === node);
    // The tree itself hears the keys until the row is drawn.
    if (at < drawn.first || at >= drawn.last) list.current?.focus();
    if (list.current !== null) scrollToRow(list.current, at, drawn.rowHeight);
    takeFocus();
  };
  const press = (row: TreeRow<T>): void => {
    setActive(row.node.id);
    if (row.node.branch) setOpen(row.node, !row.open);
    if (!row.node.branch || branchesChosen) onChoose(row.node);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = rows.findIndex((row) => row.node.id === focused);
    const row = rows[at];
    if (row === undefined) return;
    switch (event.key) {
      case 'ArrowDown':
        focus(rows[at + 1]?.node);
        break;
      case 'ArrowUp':
        focus(rows[at - 1]?.node);
        break;
      case 'Home':
        focus(rows[0]?.node);
        break;
      case 'End':
        focus(rows.at(-1)?.node);
        break;
      case 'ArrowRight':
        if (row.node.branch && !row.open) setOpen(row.node, true);
        else if (row.open) focus(rows[at + 1]?.node);
        break;
      case 'ArrowLeft':
        if (row.open) setOpen(row.node, false);
        else focus(rows.find((candidate) => candidate.node.id === row.parent)?.node);
        break;
      case 'Enter':
      case ' ':
        press(row);
        break;
      default: {
        if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
        const after = [...rows.slice(at + 1), ...rows];
        focus(after.find((candidate) => candidate.node.label.toLowerCase().startsWith(event.key.toLowerCase()))?.node);
        return;
      }
    }
    event.preventDefault();
  };

  return (
    <div className={styles.frame}>
      <TextInput
        type="search"
        aria-label={`Search in ${label}`}
        aria-controls={id}
        placeholder="Search"
        value={search}
        onChange={setSearch}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          focus(rows[0]?.node);
        }}
      />
      <div
        ref={list}
        id={id}
        role="tree"
        tabIndex={focusedAt >= 0 && (focusedAt < drawn.first || focusedAt >= drawn.last) ? 0 : -1}
        aria-label={label}
        aria-busy={top?.state === 'loading'}
        className={styles.tree}
        onKeyDown={onKeyDown}
      >
        {drawn.above > 0 && <div ref={holdRoom(drawn.above)} aria-hidden="true" />}
        {rows.slice(drawn.first, drawn.last).map((row) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the tree hears the keys.
          <div
            key={row.node.id}
            role="treeitem"
            data-node={row.node.id}
            data-level={Math.min(row.level, 5)}
            aria-level={row.level}
            aria-posinset={row.place}
            aria-setsize={row.siblings}
            aria-expanded={row.node.branch ? row.open : undefined}
            aria-selected={chosen?.has(row.node.id) ?? false}
            tabIndex={row.node.id === focused ? 0 : -1}
            className={styles.row}
            onClick={() => press(row)}
            onFocus={() => {
              setActive(row.node.id);
              rest(row.node);
            }}
            onPointerEnter={() => rest(row.node)}
            onPointerLeave={() => clearTimeout(resting.current)}
          >
            <span className={cx(styles.turn, row.open && styles.open)}>{row.node.branch && <Icon name="right" />}</span>
            {icon?.(row.node)}
            <span className={styles.label}>{row.node.label}</span>
            {row.open && row.branch?.state === 'loading' && <Spinner />}
            {row.open && row.branch?.state === 'failed' && (
              <Button
                small
                icon="refresh"
                title={row.branch.message}
                tabIndex={-1}
                onClick={(event) => {
                  event.stopPropagation();
                  fetchBranch(row.node);
                }}
              >
                Try again
              </Button>
            )}
            {row.open && row.branch?.state === 'loaded' && row.branch.nodes.length === 0 && (
              <span className={styles.detail}>empty</span>
            )}
            <Detail words={detailOf?.(row) ?? row.node.detail} />
          </div>
        ))}
        {drawn.below > 0 && <div ref={holdRoom(drawn.below)} aria-hidden="true" />}
      </div>
      {looked !== '' && (
        <p className={styles.words} role="status">
          {looked}
        </p>
      )}
      {deeper.length > 0 && (
        <Button
          small
          className={styles.deeper}
          onClick={() => {
            for (const node of deeper) fetchBranch(node);
          }}
        >
          Look into {deeper.length} more
        </Button>
      )}
      {rows.length === 0 && (
        <TreeWords top={top} search={search} empty={empty} onRetry={() => fetchBranch(undefined)} />
      )}
    </div>
  );
}

type Seeks<T> = ((node: TreeNode<T>) => boolean) | undefined;

/** Branches that a search looks into by itself. */
function soughtIn<T>(branches: ReadonlyMap<string, Branch<T>>, seeks: Seeks<T>): readonly TreeNode<T>[] {
  if (seeks === undefined) return [];
  return [...branches.values()].flatMap((branch) => (branch.state === 'loaded' ? branch.nodes.filter(seeks) : []));
}

/** Those of them not looked into yet; none where they are too many. */
function seeking<T>(branches: ReadonlyMap<string, Branch<T>>, search: string, seeks: Seeks<T>): readonly TreeNode<T>[] {
  const all = search.trim() === '' ? [] : soughtIn(branches, seeks);
  return all.length > AT_ONCE ? [] : all.filter(({ id }) => !branches.has(id));
}

/** How far a search has looked; empty without one, and where it looks into nothing by itself. */
function lookedWords<T>(branches: ReadonlyMap<string, Branch<T>>, search: string, seeks: Seeks<T>): string {
  const sought = soughtIn(branches, seeks).length;
  if (search.trim() === '' || sought === 0 || sought > AT_ONCE) return '';
  const all = soughtIn(branches, ({ branch }) => branch);
  return `Looked into ${all.filter(({ id }) => branches.get(id)?.state === 'loaded').length} of ${all.length}.`;
}

const Detail = ({ words }: { readonly words: string | undefined }) =>
  words === undefined ? null : (
    <span className={styles.detail} title={words}>
      {words}
    </span>
  );
