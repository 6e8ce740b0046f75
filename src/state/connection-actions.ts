import { type Choice, memberOf } from '../base/definition';
import { sources } from '../sources';
import type { Source } from '../sources/types';
import type { KeptConnection } from '../vault/types';
import { type Deps, say, sayFailure } from './deps';

const cardOf = (id: string) => memberOf<Source>(sources, id);

/** What a connection is called until someone gives it a name: its address, and the organisation where there is one. */
export function nameOf({ params }: Choice): string {
  const url = String(params.url ?? '').replace(/^https?:\/\//, '');
  return params.org === undefined || params.org === '' ? url : `${url}, ${params.org}`;
}

/** Remembers a connection that answered, its secrets left out. That this failed is worth words, not the connection. */
export async function rememberConnection(deps: Deps, source: Choice): Promise<void> {
  try {
    await (await deps.vault).connections.use(source, cardOf(source.id).params, nameOf(source));
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** Gives a connection a name. True when it took. */
export async function renameConnection(deps: Deps, { id }: KeptConnection, name: string): Promise<boolean> {
  try {
    await (await deps.vault).connections.rename(id, name);
    return true;
  } catch (error) {
    sayFailure(deps, error);
    return false;
  }
}

/** Removes a connection and the data kept from it; the notice that says so can bring the connection back, not the data. */
export async function removeConnection(deps: Deps, { id, name, source }: KeptConnection): Promise<void> {
  try {
    const vault = await deps.vault;
    const token = await vault.connections.remove(id);
    const forgotten = await vault.frames.forget({ source, schema: cardOf(source.id).params });
    const data = forgotten > 0 ? ' and the data kept from it. Undo brings back the connection alone' : '';
    say(deps, `Removed “${name}”${data}.`, { undo: { model: token } });
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** Follows the kept connections, the last used first: at once, and after every change here or in another tab. Gives the way to stop. */
export function followConnections(deps: Deps, tell: (connections: readonly KeptConnection[]) => void): () => void {
  let stopped = false;
  let stop = (): void => {};
  const read = async (): Promise<void> => {
    try {
      const list = await (await deps.vault).connections.list();
      if (!stopped) tell(list);
    } catch (error) {
      sayFailure(deps, error);
    }
  };
  void deps.vault.then((vault) => {
    if (stopped) return;
    stop = vault.subscribe((change) => {
      if (change.in === 'connections') void read();
    });
    void read();
  });
  return () => {
    stopped = true;
    stop();
  };
}
