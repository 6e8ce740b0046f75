import { StudioError } from '../base/errors';
import type { Artifact } from '../pipeline/results';
import type { Backing, StoreName, Transaction, Trashed } from './backing';
import { cardOf, compact } from './card';
import { connectionShelf } from './connections';
import { destroyFleet, fleetShelf } from './fleets';
import { frameShelf } from './frames';
import { queryShelf } from './queries';
import { persist, usage } from './room';
import type { Change, ModelCard, NamedRecipe, Results, Settings, StoredResult, Vault } from './types';
import { destroyVersion, destroyVersions, restoreVersion, setAside, versionShelf, versionStores } from './versions';

/** What a vault takes from the world around it; tests hand in their own. */
export interface Surroundings {
  /** Epoch milliseconds. */
  now(): number;
  newId(): string;
  /** Called after every change this vault made. */
  announce(change: Omit<Change, 'elsewhere'>): void;
  subscribe(listener: (change: Change) => void): () => void;
  close(): void;
  readonly ephemeral: boolean;
  readonly why?: string;
}

const kinds: readonly (keyof Results)[] = ['forecast', 'anomalies', 'clustering'];
const initialSettings: Settings = { theme: 'system' };
const settingsKey = 'settings';
const resultKey = (kind: keyof Results, of: string): string => `${kind}:${of}`;

const gone = (what: string, id: string): StudioError =>
  new StudioError('not-found', `This ${what} is no longer in the library.`, {
    next: 'It may have been deleted, here or in another tab. Look through the library again.',
    value: id,
  });

function cleanName(name: string): string {
  const trimmed = name.trim();
  if (trimmed !== '') return trimmed;
  throw new StudioError('bad-input', 'A name is needed.', { next: 'Type at least one letter.', place: 'name' });
}

/** The card, if it is still the one the caller saw. */
async function agreed(transaction: Transaction, id: string, revision: number): Promise<ModelCard> {
  const card = await transaction.get('cards', id);
  if (card === undefined) throw gone('model', id);
  if (card.revision === revision) return card;
  throw new StudioError('storage', `“${card.name}” was changed in another tab after you opened it here.`, {
    next: 'Open it again from the library to see what changed, then repeat your change, or save yours under a new name.',
    value: revision,
  });
}

/** The card of a model once it has another artifact; its name, birth and parent stay. */
function cardWith({ learnedFrom: _, ...before }: ModelCard, artifact: Artifact): ModelCard {
  const modelTitle = before.modelId === artifact.recipe.model.id ? before.modelTitle : artifact.recipe.model.id;
  return { ...before, ...cardOf(artifact, { ...before, modelTitle }), revision: before.revision + 1 };
}

/** The vault's logic over any backing: one code for IndexedDB and for memory. */
export function createVault(backing: Backing, around: Surroundings): Vault {
  const { now, newId, announce } = around;

  async function write<T>(
    stores: readonly StoreName[],
    change: (result: T) => Omit<Change, 'elsewhere'>,
    body: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    const result = await backing.transact(stores, 'readwrite', body);
    announce(change(result));
    return result;
  }

  /** Nothing of it is needed before a first forecast. */
  const pastForecasts = async () => (await import('./past-forecasts')).pastForecastShelf(backing, around);

  const inModels = ({ id }: ModelCard) => ({ in: 'models', id }) as const;

  async function discard(transaction: Transaction, token: string, trashed: Trashed): Promise<void> {
    await transaction.delete('trash', token);
    if (trashed.kind === 'version') await destroyVersion(transaction, trashed.value);
    if (trashed.kind === 'fleet') await destroyFleet(transaction, trashed.value);
    if (trashed.kind !== 'model') return;
    await destroyVersions(transaction, trashed.value.id);
    await transaction.delete('bodies', trashed.value.id);
    await transaction.delete('checkpoints', trashed.value.id);
    for (const kind of kinds) await transaction.delete('results', resultKey(kind, trashed.value.id));
  }

  const writeSettings = (change: (settings: Settings) => Settings): Promise<void> =>
    write(
      ['settings'],
      () => ({ in: 'settings', id: settingsKey }),
      async (transaction) => {
        const settings = (await transaction.get('settings', settingsKey)) ?? initialSettings;
        await transaction.put('settings', settingsKey, change(settings));
      },
    );

  return {
    ephemeral: around.ephemeral,
    ...(around.why !== undefined && { why: around.why }),

    list: () =>
      backing.transact(['cards'], 'readonly', async (transaction) =>
        (await transaction.all('cards')).map(([, card]) => card).sort(lastChangedFirst),
      ),

    get: (id) =>
      backing.transact(['cards', 'bodies'], 'readonly', async (transaction) => {
        const card = await transaction.get('cards', id);
        const artifact = await transaction.get('bodies', id);
        if (card === undefined || artifact === undefined) throw gone('model', id);
        return { card, artifact };
      }),

    async put(artifact, about) {
      const at = now();
      const named = { ...about, name: cleanName(about.name) };
      const card = { ...cardOf(artifact, named), id: newId(), createdAt: at, updatedAt: at, revision: 1 };
      const body = compact(artifact);
      return write(['cards', 'bodies'], inModels, async (transaction) => {
        await transaction.put('cards', card.id, card);
        await transaction.put('bodies', card.id, body);
        return card;
      });
    },

    async replace(id, artifact: Artifact, revision) {
      const body = compact(artifact);
      return write(
        versionStores,
        ({ card }) => inModels(card),
        async (transaction) => {
          const before = await agreed(transaction, id, revision);
          const at = now();
          const { next, gone } = await setAside(transaction, before);
          const card = {
            ...cardWith(before, artifact),
            version: { number: next, createdAt: at },
            updatedAt: at,
          };
          await transaction.put('cards', id, card);
          await transaction.put('bodies', id, body);
          return { card, gone };
        },
      );
    },

    async rename(id, name, revision) {
      const clean = cleanName(name);
      return write(['cards'], inModels, async (transaction) => {
        const before = await agreed(transaction, id, revision);
        const card = { ...before, name: clean, updatedAt: now(), revision: revision + 1 };
        await transaction.put('cards', id, card);
        return card;
      });
    },

    remove: (id) =>
      write(
        ['cards', 'trash'],
        () => ({ in: 'models', id }),
        async (transaction) => {
          const card = await transaction.get('cards', id);
          if (card === undefined) throw gone('model', id);
          const token = newId();
          await transaction.put('trash', token, { kind: 'model', value: card, removedAt: now() });
          await transaction.delete('cards', id);
          return token;
        },
      ),

    async restore(token) {
      await write(
        ['cards', 'recipes', 'queries', 'connections', 'versions', 'fleets', 'trash'],
        placeOf,
        async (transaction) => {
          const trashed = await transaction.get('trash', token);
          if (trashed === undefined) {
            throw new StudioError('not-found', 'It cannot be brought back: the trash has been emptied since.', {
              next: 'Import it from an exported file, if you have one.',
              value: token,
            });
          }
          if (trashed.kind === 'model') await transaction.put('cards', trashed.value.id, trashed.value);
          else if (trashed.kind === 'recipe') await transaction.put('recipes', trashed.value.id, trashed.value);
          else if (trashed.kind === 'version') await restoreVersion(transaction, trashed.value);
          else if (trashed.kind === 'fleet') await transaction.put('fleets', trashed.value.id, trashed.value);
          else if (trashed.kind === 'connection') await transaction.put('connections', trashed.value.id, trashed.value);
          else for (const query of trashed.value) await transaction.put('queries', query.id, query);
          await transaction.delete('trash', token);
          return trashed;
        },
      );
    },

    purge: (ageMs = 0) =>
      backing.transact(
        ['trash', 'bodies', 'results', 'checkpoints', 'versions', 'fleetSeries'],
        'readwrite',
        async (transaction) => {
          const latest = now() - ageMs;
          const old = (await transaction.all('trash')).filter(([, { removedAt }]) => removedAt <= latest);
          for (const [token, trashed] of old) await discard(transaction, token, trashed);
          return old.length;
        },
      ),

    recipes: {
      list: () =>
        backing.transact(['recipes'], 'readonly', async (transaction) =>
          (await transaction.all('recipes')).map(([, recipe]) => recipe).sort(lastChangedFirst),
        ),
      async put(recipe, name, id) {
        const clean = cleanName(name);
        return write(
          ['recipes'],
          (kept: NamedRecipe) => ({ in: 'recipes', id: kept.id }),
          async (transaction) => {
            const before = id === undefined ? undefined : await transaction.get('recipes', id);
            const at = now();
            const kept = {
              id: id ?? newId(),
              name: clean,
              createdAt: before?.createdAt ?? at,
              updatedAt: at,
              recipe,
            };
            await transaction.put('recipes', kept.id, kept);
            return kept;
          },
        );
      },
      remove: (id) =>
        write(
          ['recipes', 'trash'],
          () => ({ in: 'recipes', id }),
          async (transaction) => {
            const recipe = await transaction.get('recipes', id);
            if (recipe === undefined) throw gone('recipe', id);
            const token = newId();
            await transaction.put('trash', token, { kind: 'recipe', value: recipe, removedAt: now() });
            await transaction.delete('recipes', id);
            return token;
          },
        ),
    },

    versions: versionShelf(backing, around, agreed, cardWith),
    pastForecasts: {
      list: async (of) => (await pastForecasts()).list(of),
      keep: async (of, made) => (await pastForecasts()).keep(of, made),
      forget: async (of, id) => (await pastForecasts()).forget(of, id),
    },
    queries: queryShelf(backing, around),
    connections: connectionShelf(backing, around),
    frames: frameShelf(backing, around),
    fleets: fleetShelf(backing, around),

    results: {
      get: <K extends keyof Results>(kind: K, of: string) =>
        backing.transact(
          ['results'],
          'readonly',
          (transaction) => transaction.get('results', resultKey(kind, of)) as Promise<StoredResult<K> | undefined>,
        ),
      async put(kind, of, value) {
        const result = { kind, of, savedAt: now(), value: compact(value) };
        await write(
          ['results'],
          () => ({ in: 'results', id: of }),
          (transaction) => transaction.put('results', resultKey(kind, of), result),
        );
      },
      clear: (of) =>
        write(
          ['results'],
          () => ({ in: 'results', id: of }),
          async (transaction) => {
            for (const kind of kinds) await transaction.delete('results', resultKey(kind, of));
          },
        ),
    },

    settings: {
      read: () =>
        backing.transact(
          ['settings'],
          'readonly',
          async (transaction) => (await transaction.get('settings', settingsKey)) ?? initialSettings,
        ),
      write: (patch) => writeSettings((settings) => ({ ...settings, ...patch })),
    },

    async saveCheckpoint(checkpoint) {
      const kept = { ...compact(checkpoint), savedAt: now() };
      await write(
        ['checkpoints'],
        () => ({ in: 'checkpoints', id: checkpoint.key }),
        (transaction) => transaction.put('checkpoints', checkpoint.key, kept),
      );
    },
    loadCheckpoint: (key) =>
      backing.transact(['checkpoints'], 'readonly', (transaction) => transaction.get('checkpoints', key)),
    clearCheckpoint: (key) =>
      write(
        ['checkpoints'],
        () => ({ in: 'checkpoints', id: key }),
        (transaction) => transaction.delete('checkpoints', key),
      ),
    listCheckpoints: () =>
      backing.transact(['checkpoints'], 'readonly', async (transaction) =>
        (await transaction.all('checkpoints')).map(([, kept]) => kept).sort((a, b) => b.savedAt - a.savedAt),
      ),

    usage,
    persist: around.ephemeral ? async () => false : persist,
    subscribe: around.subscribe,
    close() {
      around.close();
      backing.close();
    },
  };
}

/** Where what was deleted comes back to. */
function placeOf(trashed: Trashed): Omit<Change, 'elsewhere'> {
  if (trashed.kind === 'queries') return { in: 'queries', id: '' };
  if (trashed.kind === 'version') return { in: 'models', id: trashed.value.model };
  return { in: shelves[trashed.kind], id: trashed.value.id };
}

const shelves = { model: 'models', recipe: 'recipes', connection: 'connections', fleet: 'fleets' } as const;

const lastChangedFirst = (a: { updatedAt: number; id: string }, b: { updatedAt: number; id: string }): number =>
  b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1);
