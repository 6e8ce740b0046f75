import { expect, it } from 'vitest';
import { openWith, TOP, type TreeNode, treeRows, unopened } from './tree-rows';

const node = (id: string, branch = true): TreeNode<null> => ({ id, label: id, branch, data: null });

it('opens an only entry by itself, and nothing else', () => {
  const opened = new Set(['a']);
  expect(openWith(opened, [node('b')])).toEqual(new Set(['a', 'b']));
  expect(openWith(opened, [node('b'), node('c')])).toBe(opened);
  expect(openWith(opened, [node('b', false)])).toBe(opened);
  expect(openWith(opened, [node('a')])).toBe(opened);
  expect(openWith(opened, [])).toBe(opened);
});

it('shows a branch that was open before as soon as it is known again', () => {
  const branches = new Map([
    [TOP, { state: 'loaded' as const, nodes: [node('db')] }],
    ['db', { state: 'loaded' as const, nodes: [node('field', false)] }],
  ]);
  expect(treeRows(branches, new Set(['db'])).map((row) => row.node.id)).toEqual(['db', 'field']);
});

it('knows the branches that a search has not looked into', () => {
  const branches = new Map([
    [TOP, { state: 'loaded' as const, nodes: [node('db'), node('other')] }],
    ['db', { state: 'loaded' as const, nodes: [node('cpu'), node('field', false)] }],
    ['other', { state: 'loading' as const }],
  ]);
  expect(unopened(branches).map(({ id }) => id)).toEqual(['cpu']);
});
