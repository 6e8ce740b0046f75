import { type IDBPDatabase, openDB } from 'idb';
import { StudioError } from '../base/errors';
import type { Backing, Records, StoreName, Transaction } from './backing';
import { migrations } from './migrations';

/** What the page may want to tell its reader about other tabs and a lost connection. */
export interface Hooks {
  /** An older Undertone in another tab keeps this one from starting; it goes on once that tab is closed. */
  readonly onBlocked?: () => void;
  /** A newer Undertone was opened in another tab; this tab has let go of the library and needs a reload. */
  readonly onOutdated?: () => void;
  /** The browser closed the connection (storage cleared, a crash); the next call opens it again. */
  readonly onTerminated?: () => void;
}

const named = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

/** What a browser's storage fault means, in words. */
export function storageError(error: unknown): StudioError {
  if (error instanceof StudioError) return error;
  if (named(error, 'QuotaExceededError')) {
    return new StudioError('storage', 'This browser has no room left, so it was not saved.', {
      next: 'Delete models you no longer need or free space on the disk, then save again. What is open here is not lost.',
      cause: error,
    });
  }
  if (named(error, 'VersionError')) {
    return new StudioError('storage', 'The library in this browser was written by a newer Undertone.', {
      next: 'Reload the page to get the newer one.',
      cause: error,
    });
  }
  const what = error instanceof Error ? error.message : String(error);
  return new StudioError('storage', `This browser's storage did not answer as it should (${what}).`, {
    next: 'Try again; if it stays so, export what you need to keep and reload the page.',
    cause: error,
  });
}

const outdated = (): StudioError =>
  new StudioError('storage', 'A newer Undertone was opened in another tab, so this tab let go of the library.', {
    next: 'Reload this tab.',
  });

/** Records in IndexedDB, brought up to today's shape. @throws StudioError `storage` when it cannot be opened. */
export async function indexedBacking(name: string, hooks: Hooks = {}): Promise<Backing> {
  let db: IDBPDatabase | undefined;
  let state: 'open' | 'outdated' | 'closed' = 'open';

  async function connect(): Promise<IDBPDatabase> {
    const opened = await openDB(name, migrations.length, {
      async upgrade(upgraded, from, _to, transaction) {
        try {
          for (const migrate of migrations.slice(from)) await migrate(upgraded, transaction);
        } catch (error) {
          transaction.abort();
          throw error;
        }
      },
      blocked: () => hooks.onBlocked?.(),
      blocking: (_current, wanted) => {
        db?.close();
        db = undefined;
        if (wanted === null) return;
        state = 'outdated';
        hooks.onOutdated?.();
      },
      terminated: () => {
        db = undefined;
        hooks.onTerminated?.();
      },
    });
    return opened;
  }

  // Typed as 'readwrite' throughout, for `put` to exist; a readonly transaction is asked only to read.
  async function begin(stores: readonly StoreName[], mode: 'readonly' | 'readwrite') {
    const transaction = (on: IDBPDatabase) =>
      on.transaction([...stores], mode as 'readwrite', { durability: 'strict' });
    if (state === 'outdated') throw outdated();
    if (state === 'closed') throw new StudioError('storage', 'The library is closed.', { next: 'Reload the page.' });
    db ??= await connect();
    try {
      return transaction(db);
    } catch (error) {
      if (!named(error, 'InvalidStateError')) throw error;
      db = await connect();
      return transaction(db);
    }
  }

  async function transact<T>(
    stores: readonly StoreName[],
    mode: 'readonly' | 'readwrite',
    body: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    const idb = await begin(stores, mode);
    const settled = idb.done.then(
      () => undefined,
      (error: unknown) => error ?? new Error('the transaction was aborted'),
    );
    const store = (of: StoreName) => idb.objectStore(of);
    const transaction: Transaction = {
      get: <S extends StoreName>(of: S, key: string) => store(of).get(key) as Promise<Records[S] | undefined>,
      all: async <S extends StoreName>(of: S) => {
        const keys = await store(of).getAllKeys();
        const values = await store(of).getAll();
        return keys.map((key, i) => [String(key), values[i] as Records[S]] as const);
      },
      put: async (of, key, value) => {
        await store(of).put(value, key);
      },
      delete: async (of, key) => {
        await store(of).delete(key);
      },
    };
    try {
      const result = await body(transaction);
      const fault = await settled;
      if (fault !== undefined) throw fault;
      return result;
    } catch (error) {
      try {
        idb.abort();
      } catch (late) {
        if (!named(late, 'InvalidStateError')) throw late;
      }
      await settled;
      throw idb.error ?? error;
    }
  }

  try {
    db = await connect();
  } catch (error) {
    throw storageError(error);
  }
  return {
    transact: (stores, mode, body) =>
      transact(stores, mode, body).catch((error: unknown) => {
        throw storageError(error);
      }),
    close: () => {
      state = 'closed';
      db?.close();
    },
  };
}
