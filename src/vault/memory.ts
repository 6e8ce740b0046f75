import type { Backing, Records, StoreName, Transaction } from './backing';

type Shelves = { readonly [S in StoreName]: Map<string, Records[S]> };

// Values are never changed in place, so a copy shares them.
const copyOf = (shelves?: Shelves): Shelves => ({
  cards: new Map(shelves?.cards),
  bodies: new Map(shelves?.bodies),
  recipes: new Map(shelves?.recipes),
  results: new Map(shelves?.results),
  settings: new Map(shelves?.settings),
  trash: new Map(shelves?.trash),
  checkpoints: new Map(shelves?.checkpoints),
  queries: new Map(shelves?.queries),
  connections: new Map(shelves?.connections),
  frameCards: new Map(shelves?.frameCards),
  frames: new Map(shelves?.frames),
  versions: new Map(shelves?.versions),
  pastForecasts: new Map(shelves?.pastForecasts),
  fleets: new Map(shelves?.fleets),
  fleetSeries: new Map(shelves?.fleetSeries),
});

/** Records in memory, with the ways of IndexedDB: values are cloned, transactions wait for each other and roll back. */
export function memoryBacking(): Backing {
  let kept = copyOf();
  let last: Promise<unknown> = Promise.resolve();

  async function transact<T>(body: (transaction: Transaction) => Promise<T>): Promise<T> {
    const draft = copyOf(kept);
    const result = await body({
      get: async (store, key) => structuredClone(draft[store].get(key)),
      all: async (store) => [...draft[store]].map(([key, value]) => [key, structuredClone(value)] as const),
      put: async (store, key, value) => {
        draft[store].set(key, structuredClone(value));
      },
      delete: async (store, key) => {
        draft[store].delete(key);
      },
    });
    kept = draft;
    return result;
  }

  return {
    transact(_stores, _mode, body) {
      const turn = last.then(
        () => transact(body),
        () => transact(body),
      );
      last = turn;
      return turn;
    },
    close: () => {
      kept = copyOf();
    },
  };
}
