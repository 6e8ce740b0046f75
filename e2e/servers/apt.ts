/** Debian packages, installed when this is root on a system that has apt. One installation at a time. */
import { type Found, found, missing } from './found';
import { isRoot, onPath, shell, tail } from './shell';

let queue: Promise<unknown> = Promise.resolve();
let listsAreFresh = false;

/** Installs packages; the answer says what came of it. Calls made at the same time wait for each other. */
export function installPackages(names: readonly string[]): Promise<Found<readonly string[]>> {
  const turn = queue.then(() => install(names));
  queue = turn;
  return turn;
}

async function install(names: readonly string[]): Promise<Found<readonly string[]>> {
  const list = names.join(' ');
  if (onPath('apt-get') === undefined) return missing(`there is no apt here to install ${list} with`);
  if (!isRoot()) return missing(`only root can install ${list}: run "sudo apt-get install ${list}" once`);
  // RUNLEVEL=1 keeps a package such as influxdb from starting its own service.
  const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const patience = ['-o', 'DPkg::Lock::Timeout=600', '-q'];
  if (!listsAreFresh) {
    const update = await shell('apt-get', [...patience, 'update'], { env, timeoutMs: 600_000 });
    if (!update.ok) return missing(`"apt-get update" failed: ${tail(update.output, 4)}`);
    listsAreFresh = true;
  }
  const args = [...patience, 'install', '-y', '--no-install-recommends', ...names];
  const outcome = await shell('apt-get', args, { env, timeoutMs: 1_200_000 });
  return outcome.ok ? found(names) : missing(`"apt-get install ${list}" failed: ${tail(outcome.output, 4)}`);
}
