import { StudioError } from '../base/errors';
import type { Artifact } from '../pipeline/results';
import type { Backing, ModelVersions, Transaction } from './backing';
import { sizeOf } from './card';
import type { ModelCard, Vault, VersionCard } from './types';
import type { Surroundings } from './vault';

/** How many older versions of one model are kept, pinned ones counted. */
export const MOST_VERSIONS = 20;
/** What the older versions of one model may take up together. */
export const MOST_VERSION_BYTES = 64 * 2 ** 20;

/** Where the artifact of a version lies among the bodies; the results kept with it bear the same name. */
const bodyKey = (model: string, number: number): string => `${model}/${number}`;

const none: ModelVersions = { last: 1, kept: [] };

const forecastKey = (of: string): string => `forecast:${of}`;

/** What the functions below touch. */
export const versionStores = ['cards', 'bodies', 'results', 'versions'] as const;

/** The number a model's current version has. */
export const currentNumber = ({ version }: ModelCard): number => version?.number ?? 1;

const gone = (id: string, number: number): StudioError =>
  new StudioError('not-found', `Version ${number} of this model is no longer kept.`, {
    next: 'It may have been deleted, or have made room for newer ones. Look at the list again.',
    value: `${id} ${number}`,
  });

/** The same figures as on the model's card, for its list of versions. */
export function versionOf(card: ModelCard, bytes: number): VersionCard {
  const { id, modelId, backend, metrics, seconds, points, horizon, learnedFrom } = card;
  return {
    model: id,
    number: currentNumber(card),
    createdAt: card.version?.createdAt ?? card.createdAt,
    modelId,
    backend,
    metrics,
    seconds,
    points,
    horizon,
    bytes,
    ...(learnedFrom !== undefined && { learnedFrom }),
    ...(card.version?.pinned === true && { pinned: true }),
  };
}

async function move(transaction: Transaction, from: string, to: string): Promise<void> {
  const body = await transaction.get('bodies', from);
  const forecast = await transaction.get('results', forecastKey(from));
  if (body !== undefined) await transaction.put('bodies', to, body);
  if (forecast === undefined) await transaction.delete('results', forecastKey(to));
  else await transaction.put('results', forecastKey(to), { ...forecast, of: to });
  await transaction.delete('bodies', from);
  await transaction.delete('results', forecastKey(from));
}

async function destroy(transaction: Transaction, id: string, number: number): Promise<void> {
  await transaction.delete('bodies', bodyKey(id, number));
  await transaction.delete('results', forecastKey(bodyKey(id, number)));
}

/**
 * Sets the model's current artifact aside as a version, with the forecast kept of it. Where that is one version or some
 * bytes too many, the oldest that is not pinned goes for good.
 * @returns the number for what comes in its place, and the versions that made room
 */
export async function setAside(
  transaction: Transaction,
  card: ModelCard,
): Promise<{ readonly next: number; readonly gone: readonly VersionCard[] }> {
  const { last, kept } = (await transaction.get('versions', card.id)) ?? none;
  const forecast = await transaction.get('results', forecastKey(card.id));
  const aside = versionOf(card, card.bytes + sizeOf(forecast?.value ?? null));
  await move(transaction, card.id, bodyKey(card.id, aside.number));
  const all = [...kept, aside].sort((a, b) => a.number - b.number);
  const left: VersionCard[] = [];
  let [count, bytes] = [all.length, all.reduce((sum, version) => sum + version.bytes, 0)];
  const out: VersionCard[] = [];
  for (const version of all) {
    const over = count > MOST_VERSIONS || bytes > MOST_VERSION_BYTES;
    if (over && version.pinned !== true && version !== aside) {
      out.push(version);
      count--;
      bytes -= version.bytes;
      await destroy(transaction, card.id, version.number);
    } else left.push(version);
  }
  const next = Math.max(last, aside.number) + 1;
  await transaction.put('versions', card.id, { last: next, kept: left });
  return { next, gone: out };
}

/** Destroys all versions of a model that is gone for good. */
export async function destroyVersions(transaction: Transaction, id: string): Promise<void> {
  const { kept } = (await transaction.get('versions', id)) ?? none;
  for (const { number } of kept) await destroy(transaction, id, number);
  await transaction.delete('versions', id);
}

/** Puts a deleted version back among its model's. @throws StudioError `not-found` when the model is gone. */
export async function restoreVersion(transaction: Transaction, version: VersionCard): Promise<void> {
  if ((await transaction.get('cards', version.model)) === undefined) {
    throw new StudioError('not-found', 'This version’s model is no longer in the library.', {
      next: 'Bring the model back first.',
      value: version.model,
    });
  }
  const { last, kept } = (await transaction.get('versions', version.model)) ?? none;
  const all = [...kept, version].sort((a, b) => a.number - b.number);
  await transaction.put('versions', version.model, { last, kept: all });
}

/** Frees what a deleted version took up. */
export const destroyVersion = (transaction: Transaction, { model, number }: VersionCard): Promise<void> =>
  destroy(transaction, model, number);

/** The older versions of models, in a vault. `agreed` = the card, if it is still the one the caller saw. */
export function versionShelf(
  backing: Backing,
  { now, newId, announce }: Pick<Surroundings, 'now' | 'newId' | 'announce'>,
  agreed: (transaction: Transaction, id: string, revision: number) => Promise<ModelCard>,
  cardWith: (before: ModelCard, artifact: Artifact) => ModelCard,
): Vault['versions'] {
  /** A version that is there, and the others of its model. */
  async function found(transaction: Transaction, id: string, number: number) {
    const { last, kept } = (await transaction.get('versions', id)) ?? none;
    const version = kept.find((one) => one.number === number);
    if (version === undefined) throw gone(id, number);
    return { last, version, others: kept.filter((one) => one !== version) };
  }

  return {
    list: (id) =>
      backing.transact(['versions'], 'readonly', async (transaction) =>
        [...((await transaction.get('versions', id)) ?? none).kept].reverse(),
      ),

    get: (id, number) =>
      backing.transact(['versions', 'bodies'], 'readonly', async (transaction) => {
        await found(transaction, id, number);
        const artifact = await transaction.get('bodies', bodyKey(id, number));
        if (artifact === undefined) throw gone(id, number);
        return artifact;
      }),

    async goBack(id, number, revision) {
      const card = await backing.transact(versionStores, 'readwrite', async (transaction) => {
        const before = await agreed(transaction, id, revision);
        const { last, version, others } = await found(transaction, id, number);
        const artifact = await transaction.get('bodies', bodyKey(id, number));
        if (artifact === undefined) throw gone(id, number);
        const forecast = await transaction.get('results', forecastKey(id));
        const aside = versionOf(before, before.bytes + sizeOf(forecast?.value ?? null));
        await move(transaction, id, bodyKey(id, aside.number));
        await move(transaction, bodyKey(id, number), id);
        const { createdAt, pinned } = version;
        const own = { number, createdAt, ...(pinned === true && { pinned }) };
        const card = { ...cardWith(before, artifact), version: own, updatedAt: now() };
        await transaction.put('cards', id, card);
        const kept = [...others, aside].sort((a, b) => a.number - b.number);
        await transaction.put('versions', id, { last: Math.max(last, aside.number), kept });
        return card;
      });
      announce({ in: 'models', id });
      return card;
    },

    async remove(id, number) {
      const token = newId();
      await backing.transact(['versions', 'trash'], 'readwrite', async (transaction) => {
        const { last, version, others } = await found(transaction, id, number);
        await transaction.put('trash', token, { kind: 'version', value: version, removedAt: now() });
        await transaction.put('versions', id, { last, kept: others });
      });
      announce({ in: 'models', id });
      return token;
    },

    async pin(id, number, pinned) {
      await backing.transact(['versions'], 'readwrite', async (transaction) => {
        const { last, version, others } = await found(transaction, id, number);
        const { pinned: _, ...loose } = version;
        const kept = [...others, pinned ? { ...loose, pinned } : loose].sort((a, b) => a.number - b.number);
        await transaction.put('versions', id, { last, kept });
      });
      announce({ in: 'models', id });
    },
  };
}
