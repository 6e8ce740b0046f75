import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { charts } from './charts';
import { clusterers } from './clustering';
import { decomposers } from './decomposition';
import { detectors } from './detectors';
import { exporters } from './exports';
import { models } from './models';
import { transforms } from './preparation';
import { shapers } from './shaping';
import { sources } from './sources';

const lists: Readonly<Record<string, readonly { readonly id: string }[]>> = {
  charts,
  clustering: clusterers,
  decomposition: decomposers,
  detectors,
  exports: exporters,
  models,
  preparation: transforms,
  shaping: shapers,
  sources,
};

/** Folders of a family that hold a member: those with a calling card. */
const foldersOf = (family: string): string[] =>
  readdirSync(join(import.meta.dirname, family)).filter((name) => {
    const folder = join(import.meta.dirname, family, name);
    return statSync(folder).isDirectory() && readdirSync(folder).includes('index.ts');
  });

/** What is wrong between a list and its folders, in words. */
function faultsOf(ids: readonly string[], folders: readonly string[]): string[] {
  return [
    ...folders
      .filter((folder) => !ids.includes(folder))
      .map((folder) => `“${folder}” has a folder but is not in the list`),
    ...ids.filter((id) => !folders.includes(id)).map((id) => `“${id}” is in the list but has no folder`),
    ...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `“${id}” is in the list twice`),
  ];
}

describe('the members’ lists', () => {
  it.each(Object.entries(lists))('%s names each of its folders once', (family, list) => {
    expect(
      faultsOf(
        list.map(({ id }) => id),
        foldersOf(family),
      ),
    ).toEqual([]);
  });

  it('fail when a member is forgotten, made up or listed twice', () => {
    expect(faultsOf(['stl'], ['stl', 'mstl'])).toEqual(['“mstl” has a folder but is not in the list']);
    expect(faultsOf(['stl', 'x11'], ['stl'])).toEqual(['“x11” is in the list but has no folder']);
    expect(faultsOf(['stl', 'stl'], ['stl'])).toEqual(['“stl” is in the list twice']);
  });
});
