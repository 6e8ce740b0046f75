import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname);

/** Floors from the ground up; a folder may import what stands on lower floors, and `base` may be imported by all. */
const floors: Readonly<Record<string, number>> = {
  base: 0,
  frame: 0.1,
  math: 0.2,
  neural: 0.3,
  sources: 1,
  preparation: 1,
  shaping: 1,
  decomposition: 1,
  models: 1,
  detectors: 1,
  clustering: 1,
  drift: 1,
  pipeline: 2,
  charts: 2.1,
  vault: 3,
  exports: 3,
  live: 3,
  engine: 3.1,
  state: 4,
  studio: 5,
  cli: 5,
  'main.tsx': 6,
};
const families = ['sources', 'preparation', 'shaping', 'decomposition', 'models', 'detectors', 'clustering', 'drift'];

/** One broken wall, in words. */
interface Breach {
  readonly file: string;
  readonly why: string;
}

const importPattern =
  /(?:^|\n)\s*(import|export)\s+(type\s+)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

/** What one file breaks. `path` is relative to src, with slashes. */
function breaches(path: string, text: string): Breach[] {
  const found: Breach[] = [];
  const breach = (why: string): void => {
    found.push({ file: path, why });
  };
  const [room = '', member = ''] = path.split('/');
  const floor = floors[room];
  if (floor === undefined) {
    if (!/^[\w-]+\.test\.ts$/.test(path)) breach(`“${room}” stands on no floor: give it one in walls.test.ts`);
    return found;
  }
  const isTest = /\.test\.tsx?$/.test(path);
  for (const match of text.matchAll(importPattern)) {
    const target = match[3] ?? match[4] ?? '';
    const typeOnly = match[2] !== undefined;
    if (target.startsWith('.')) {
      const to = relative(root, resolve(root, dirname(path), target))
        .split('\\')
        .join('/');
      const [toRoom = '', toMember = ''] = to.split('/');
      const toFloor = floors[toRoom] ?? floors[`${toRoom}.tsx`];
      if (toRoom === room) {
        const siblings =
          families.includes(room) && path.split('/').length > 2 && to.split('/').length > 2 && member !== toMember;
        if (siblings && !isTest)
          breach(`a member imports its sibling “${toMember}”: let the shared part sink to math/ or frame/`);
      } else if (toFloor === undefined) {
        if (!to.startsWith('..')) breach(`imports “${toRoom}”, which stands on no floor`);
      } else if (toFloor >= floor && !isTest)
        breach(`imports “${toRoom}” from above or beside it: imports go downward only`);
      else if (Math.floor(toFloor) === Math.floor(floor) && floor >= 1 && !isTest && !allowed(room, toRoom))
        breach(`imports “${toRoom}” on the same floor: folders on one floor do not know each other`);
    } else if (!isTest) {
      if (target.startsWith('@tensorflow/') && !tensorflowMay(path, typeOnly))
        breach('imports tfjs: only neural/ and the heavy files of models, detectors and clustering may');
      if (/^(react|react-dom|@base-ui\/|react-resizable-panels)/.test(target) && floor < 5)
        breach('imports React below floor 5');
      if (/^echarts/.test(target) && !['studio/Chart.tsx', 'studio/echarts-parts.ts'].includes(path) && !typeOnly)
        breach(
          'imports echarts at run time: only studio/Chart.tsx and its list of parts may (elsewhere `import type`)',
        );
    }
  }
  if (floor < 3 && !isTest) {
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
    for (const [word, pattern] of [
      ['window', /(?<![\w.'"`-])window\.\w/],
      ['document', /(?<![\w.'"`-])document\.\w/],
      ['Math.random', /Math\.random/],
      ['Date.now', /Date\.now/],
    ] as const) {
      if (pattern.test(code)) breach(`uses ${word}: floors 0 to 2 get chance, time and the page handed in`);
    }
  }
  if (/\/index\.tsx?$/.test(path) && !isTest) {
    const depth = path.split('/').length;
    const isList = depth === 2 && (families.includes(room) || ['charts', 'exports'].includes(room));
    const isCard = depth === 3 && (families.includes(room) || ['charts', 'exports'].includes(room));
    if (!isList && !isCard) breach('is a barrel: only a family’s list and a member’s calling card are called index.ts');
    if (/export \* from/.test(text)) breach('re-exports everything: name what a file gives');
  }
  return found;
}

/** Rooms of one floor that may look at another: charts draw the pipeline's results, the engine runs it all. */
const allowed = (from: string, to: string): boolean =>
  (from === 'charts' && to === 'pipeline') || to === 'base' || (from === 'engine' && to === 'pipeline');

const tensorflowMay = (path: string, typeOnly: boolean): boolean =>
  path.startsWith('neural/') ||
  path === 'engine/worker.ts' ||
  (typeOnly && path.startsWith('exports/')) ||
  (/^(models|detectors|clustering)\/[^/]+\//.test(path) && !path.endsWith('/index.ts'));

function filesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesOf(path);
    return /\.tsx?$/.test(name) ? [path] : [];
  });
}

describe('the walls of the house', () => {
  it('stand: imports go downward, members are apart, the page and chance are handed in', () => {
    const broken = filesOf(root).flatMap((file) =>
      breaches(relative(root, file).split('\\').join('/'), readFileSync(file, 'utf8')),
    );
    expect(broken.map(({ file, why }) => `${file} ${why}`)).toEqual([]);
  });

  it.each([
    ['frame/frame.ts', "import { explore } from '../pipeline/explore';", /above or beside/],
    ['decomposition/stl/stl.ts', "import { x } from '../classical/classical';", /sibling “classical”/],
    ['models/types.ts', "import { x } from '../decomposition/types';", /above or beside|same floor/],
    ['vault/vault.ts', "import { x } from '../exports/types';", /above or beside|same floor/],
    ['pipeline/run.ts', "import * as tf from '@tensorflow/tfjs-core';", /imports tfjs/],
    ['models/lstm/index.ts', "import * as tf from '@tensorflow/tfjs-core';", /imports tfjs/],
    ['state/store.ts', "import { useState } from 'react';", /React below floor 5/],
    ['charts/series/index.ts', "import { init } from 'echarts/core';", /echarts at run time/],
    ['math/stats.ts', 'const x = Math.random();', /Math.random/],
    ['pipeline/run.ts', 'const now = Date.now();', /Date.now/],
    ['frame/frame.ts', 'document.title = "x";', /uses document/],
    ['state/index.ts', "export { a } from './a';", /barrel/],
    ['cellar/utils.ts', '', /stands on no floor/],
  ])('fall when %s has %s', (path, text, why) => {
    expect(
      breaches(path, text)
        .map((breach) => breach.why)
        .join('\n'),
    ).toMatch(why);
  });

  it('let good neighbours be', () => {
    expect(breaches('models/lstm/network.ts', "import * as tf from '@tensorflow/tfjs-core';")).toEqual([]);
    expect(breaches('charts/series/index.ts', "import type { EChartsOption } from 'echarts';")).toEqual([]);
    expect(breaches('pipeline/run.ts', "import { models } from '../models';")).toEqual([]);
  });
});
