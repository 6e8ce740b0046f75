/**
 * How many bytes a first visit loads, gzipped: `dist/index.html`, what it names (scripts, stylesheets, preloads, icons),
 * and what those scripts import statically. Lazy chunks and workers are not part of it; that is what makes them lazy.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

/** The budget for a first visit, in gzipped bytes. */
export const FIRST_LOAD_BUDGET = 250_000;

export interface LoadedFile {
  /** Relative to the build's folder. */
  readonly file: string;
  readonly bytes: number;
  readonly gzipped: number;
}

export interface FirstLoad {
  /** Largest first. */
  readonly files: readonly LoadedFile[];
  readonly gzipped: number;
}

/** Measures a build's folder; throws when it has no page, or the page names a file that is not there. */
export function firstLoad(dist: string): FirstLoad {
  const seen = new Map<string, LoadedFile>();
  const waiting = ['index.html'];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    const path = join(dist, file);
    if (!existsSync(path)) throw new Error(`the build has no ${file}: run "npm run build"`);
    const content = readFileSync(path);
    seen.set(file, { file, bytes: content.length, gzipped: gzipSync(content).length });
    for (const name of loadedBy(file, content)) waiting.push(posix.join(posix.dirname(file), name));
  }
  const files = [...seen.values()].sort((a, b) => b.gzipped - a.gzipped);
  return { files, gzipped: files.reduce((sum, { gzipped }) => sum + gzipped, 0) };
}

function loadedBy(file: string, content: Buffer): string[] {
  if (file.endsWith('.html')) return namedByPage(content.toString('utf8'));
  if (file.endsWith('.css')) return fontsOf(content.toString('utf8'));
  return file.endsWith('.js') ? staticImports(content.toString('utf8')) : [];
}

const LOADED_LINKS = /^(stylesheet|modulepreload|preload|icon|shortcut icon|apple-touch-icon|manifest)$/;

/** The build's own files that a page loads at once. */
export function namedByPage(html: string): string[] {
  const tags = html.replaceAll(/<!--[\s\S]*?-->/g, '').match(/<(?:script|link)\b[^>]*>/g) ?? [];
  const names = tags.map((tag) => {
    if (tag.startsWith('<script')) return attribute(tag, 'src');
    return LOADED_LINKS.test(attribute(tag, 'rel') ?? '') ? attribute(tag, 'href') : undefined;
  });
  return names
    .filter((name) => name !== undefined)
    .filter((name) => !/^(?:[a-z]+:|\/\/|#)/i.test(name))
    .map(plain);
}

/** The fonts a stylesheet names: the first words on the page ask for them. */
export function fontsOf(css: string): string[] {
  return [...css.matchAll(/url\(["']?([^"')]+\.woff2)["']?\)/g)].flatMap((match) => match[1] ?? []);
}

/** The relative files that a built module imports before it runs; `import(…)` is not among them. */
export function staticImports(script: string): string[] {
  const from = /(?:^|[;}\s])(?:import|export)\b(?:[\w$*{},\s]*?from)?\s*["'](\.{1,2}\/[^"']+)["']/g;
  return [...script.matchAll(from)].flatMap((match) => match[1] ?? []);
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(`\\s${name}=["']?([^"'\\s>]+)`).exec(tag)?.[1];
}

/** A name from the page, as a path in the build's folder. */
function plain(name: string): string {
  return decodeURI(name.replace(/[?#].*$/, '')).replace(/^\/+/, '');
}

/** The table that a person reads. */
export function sizeTable({ files, gzipped }: FirstLoad, budget = FIRST_LOAD_BUDGET): string {
  const number = (value: number) => value.toLocaleString('en-US').padStart(11);
  const rows = files.map(({ file, bytes, gzipped: small }) => `${number(bytes)} ${number(small)}  ${file}`);
  const share = `${((100 * gzipped) / budget).toFixed(1)} % of the ${budget.toLocaleString('en-US')} allowed`;
  const total = `${number(files.reduce((sum, { bytes }) => sum + bytes, 0))} ${number(gzipped)}  first load: ${share}`;
  return [`${'bytes'.padStart(11)} ${'gzipped'.padStart(11)}`, ...rows, total].join('\n');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const dist = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'dist');
  try {
    const measured = firstLoad(dist);
    console.log(sizeTable(measured));
    if (measured.gzipped > FIRST_LOAD_BUDGET) process.exitCode = 1;
  } catch (error) {
    console.log(`${relative(process.cwd(), dist)}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
