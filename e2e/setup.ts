/** Runs once before the end-to-end tests: says when they are about to test an old build. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DIST } from './studio';

export default function setup(): void {
  const page = join(DIST, 'index.html');
  if (!existsSync(page)) {
    console.warn('There is no dist/index.html: tests that open the studio will fail. Run "npm run build" first.');
    return;
  }
  const built = statSync(page).mtimeMs;
  const source = join(import.meta.dirname, '..', 'src');
  const newer = readdirSync(source, { recursive: true, encoding: 'utf8' }).find(
    (name) =>
      /\.(ts|tsx|css|html)$/.test(name) && !name.includes('.test.') && statSync(join(source, name)).mtimeMs > built,
  );
  if (newer !== undefined) console.warn(`The build in dist is older than src/${newer}: run "npm run build" first.`);
}
