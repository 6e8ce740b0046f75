import type { IDBPDatabase, IDBPTransaction } from 'idb';

type Migration = (
  db: IDBPDatabase,
  transaction: IDBPTransaction<unknown, string[], 'versionchange'>,
) => void | Promise<void>;

/**
 * The steps from an empty database to today's, in order: the first makes `vault/1`, the second `vault/2`, and so on.
 * Once released a step is never changed; a new shape is a new step at the end, with a test on a snapshot of the shape
 * before it. A step awaits nothing but the transaction it is given.
 */
export const migrations: readonly Migration[] = [
  // vault/1: models (light cards apart from heavy bodies), recipes, settings.
  (db) => {
    for (const store of ['cards', 'bodies', 'recipes', 'settings']) db.createObjectStore(store);
  },
  // vault/2: last results, undo of deletes, checkpoints of training runs.
  (db) => {
    for (const store of ['results', 'trash', 'checkpoints']) db.createObjectStore(store);
  },
  // vault/3: queries that were read.
  (db) => {
    db.createObjectStore('queries');
  },
  // vault/4: databases that were connected to; the one remembered so far is the first, and leaves the settings.
  async (db, transaction) => {
    const kept = db.createObjectStore('connections');
    const settings: unknown = await transaction.objectStore('settings').get('settings');
    if (typeof settings !== 'object' || settings === null || !('connection' in settings)) return;
    const { connection: source, ...others } = settings;
    await transaction.objectStore('settings').put(others, 'settings');
    if (typeof source !== 'object' || source === null || !String(Reflect.get(source, 'id')).startsWith('influxdb'))
      return;
    const url = String(Reflect.get(Object(Reflect.get(source, 'params')), 'url') ?? '');
    await kept.put({ id: 'first', name: url.replace(/^https?:\/\//, ''), source, usedAt: 0 }, 'first');
  },
  // vault/5: what was read from databases, light cards apart from heavy frames.
  (db) => {
    for (const store of ['frameCards', 'frames']) db.createObjectStore(store);
  },
  // vault/6: versions of models, forecasts made before, jobs over many series and what each series gave.
  (db) => {
    for (const store of ['versions', 'pastForecasts', 'fleets', 'fleetSeries']) db.createObjectStore(store);
  },
];
