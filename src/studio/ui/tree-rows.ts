/** One entry of a tree. `T` is what it stands for. */
export interface TreeNode<T> {
  /** Unique in the whole tree. */
  readonly id: string;
  readonly label: string;
  /** A type, unit or count, shown beside it. */
  readonly detail?: string;
  /** Can be opened. */
  readonly branch: boolean;
  readonly data: T;
}

/** What is known of one branch's children. */
export type Branch<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'loaded'; readonly nodes: readonly TreeNode<T>[] };

/** A line of the tree as it is drawn. */
export interface TreeRow<T> {
  readonly node: TreeNode<T>;
  /** From 1. */
  readonly level: number;
  readonly parent: string;
  readonly place: number;
  readonly siblings: number;
  readonly open: boolean;
  readonly branch: Branch<T> | undefined;
}

/** The key of the top level in `branches`. */
export const TOP = '';

/** The open branches once a level is known: where it has one entry alone, that opens by itself. */
export function openWith<T>(opened: ReadonlySet<string>, level: readonly TreeNode<T>[]): ReadonlySet<string> {
  const [only, ...others] = level;
  return only?.branch === true && others.length === 0 && !opened.has(only.id) ? new Set(opened).add(only.id) : opened;
}

/**
 * The lines in sight. With a search, those whose label holds it, and the way to them; branches on that way are open as
 * far as they are loaded.
 */
export function treeRows<T>(
  branches: ReadonlyMap<string, Branch<T>>,
  opened: ReadonlySet<string>,
  search = '',
): readonly TreeRow<T>[] {
  const wanted = search.trim().toLowerCase();
  const within = (parent: string, level: number): readonly TreeRow<T>[] => {
    const branch = branches.get(parent);
    if (branch?.state !== 'loaded') return [];
    const kept = branch.nodes
      .map((node) => {
        const hit = wanted === '' || node.label.toLowerCase().includes(wanted);
        const below = branches.has(node.id) && (wanted !== '' || opened.has(node.id)) ? within(node.id, level + 1) : [];
        return { node, hit, below };
      })
      .filter(({ hit, below }) => hit || below.length > 0);
    return kept.flatMap(({ node, below }, index) => {
      const open = opened.has(node.id) || (wanted !== '' && below.length > 0);
      const row = { node, level, parent, place: index + 1, siblings: kept.length, open, branch: branches.get(node.id) };
      return [row, ...(open ? below : [])];
    });
  };
  return within(TOP, 1);
}

/** Branches that are known and were not looked into yet, from the top down. */
export function unopened<T>(branches: ReadonlyMap<string, Branch<T>>): readonly TreeNode<T>[] {
  return [...branches.values()].flatMap((branch) =>
    branch.state === 'loaded' ? branch.nodes.filter((node) => node.branch && !branches.has(node.id)) : [],
  );
}
