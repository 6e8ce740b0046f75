// The only file that runs before anything is installed: brings the dependencies in step with the lockfile, then runs
// the TypeScript command named first, with the rest as its arguments.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Undertone needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

const installed = 'node_modules/.package-lock.json';
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync('package-lock.json').mtimeMs) {
  console.error('Installing what is missing…');
  const npm = (...how) =>
    spawnSync('npm', [...how, '--loglevel=error'], { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
      .status;
  // A registry that lacks other systems' builds of a tool makes `npm ci` refuse where `npm install` does not.
  if (npm('ci') !== 0 && npm('install', '--no-save') !== 0) {
    console.error('The dependencies could not be installed. Mend what npm says above, then try again.');
    process.exit(1);
  }
}

const [command, ...rest] = process.argv.slice(2);
const run = spawnSync(process.execPath, ['--import', 'tsx', command ?? '', ...rest], { stdio: 'inherit' });
process.exit(run.status ?? 1);
