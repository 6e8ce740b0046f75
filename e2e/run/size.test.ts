import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { firstLoad, fontsOf, namedByPage, staticImports } from './size';

const DIST = mkdtempSync(join(tmpdir(), 'undertone-dist-'));
afterAll(() => rmSync(DIST, { recursive: true, force: true }));

it('finds static imports in minified code and leaves lazy ones alone', () => {
  const script = `import{a as b}from"./a.js";import"./side.js";import c,{d}from'./c.js';export*from"../up.js";
const e=()=>import("./lazy.js");import*as f from"./f.js";new Worker(new URL("./worker.js",import.meta.url));`;
  expect(staticImports(script)).toEqual(['./a.js', './side.js', './c.js', '../up.js', './f.js']);
});

it('finds what a page loads of its own', () => {
  const html = `<!-- <script src="old.js"></script> --><link rel="icon" href="./icon.svg"><link rel="canonical" href="/x">
<script type="module" crossorigin src="./assets/main.js?v=1"></script><script src="https://elsewhere.example/x.js"></script>
<link rel="modulepreload" crossorigin href="/assets/vendor.js"><link rel="preload" as="font" href="./assets/a.woff2">`;
  expect(namedByPage(html)).toEqual(['./icon.svg', './assets/main.js', 'assets/vendor.js', './assets/a.woff2']);
});

it('adds up every file once and names a missing one', () => {
  mkdirSync(join(DIST, 'assets'));
  writeFileSync(join(DIST, 'index.html'), '<script type="module" src="./assets/main.js"></script>');
  writeFileSync(join(DIST, 'assets', 'main.js'), 'import"./both.js";import"./one.js";import("./lazy.js")');
  writeFileSync(join(DIST, 'assets', 'one.js'), 'import"./both.js";');
  writeFileSync(join(DIST, 'assets', 'lazy.js'), 'x'.repeat(1_000));
  expect(() => firstLoad(DIST)).toThrow('assets/both.js');
  writeFileSync(join(DIST, 'assets', 'both.js'), 'import"./main.js";');
  const { files, gzipped } = firstLoad(DIST);
  expect(files.map(({ file }) => file).sort()).toEqual([
    'assets/both.js',
    'assets/main.js',
    'assets/one.js',
    'index.html',
  ]);
  expect(gzipped).toBe(files.reduce((sum, file) => sum + file.gzipped, 0));
});

it('counts the fonts that a stylesheet asks for', () => {
  expect(
    fontsOf(
      '@font-face{src:url(./plex-a1.woff2)format("woff2")}@font-face{src:url("b.woff2")}a{background:url(x.png)}',
    ),
  ).toEqual(['./plex-a1.woff2', 'b.woff2']);
});
