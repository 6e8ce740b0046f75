import type { Choice } from '../base/definition';
import { StudioError } from '../base/errors';
import { defaults, type ParamSchema, withoutSecrets } from '../base/params';
import type { SeriesQuery } from '../frame/query';
import type { Backing, Transaction } from './backing';
import { compact, sizeOf } from './card';
import type { KeptFrames, Vault } from './types';
import type { Surroundings } from './vault';

/** What all kept reads may take up together. */
export const MOST_BYTES = 512 * 2 ** 20;

const lastUsedFirst = (a: KeptFrames, b: KeptFrames): number => b.usedAt - a.usedAt || (a.id < b.id ? -1 : 1);

/** Where was read from, without what is secret and complete with what was left at its default. */
function placeOf({ id, params }: Choice, schema: ParamSchema): Choice {
  const complete = withoutSecrets(schema, { ...defaults(schema), ...withoutSecrets(schema, params) });
  return { id, params: Object.fromEntries(Object.entries(complete).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** The same for the same question to the same place, over whatever time. */
const idOf = (source: Choice, { range: _, ...query }: SeriesQuery): string =>
  JSON.stringify([source, Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1))]);

const all = async (transaction: Transaction): Promise<readonly KeptFrames[]> =>
  (await transaction.all('frameCards')).map(([, card]) => card).sort(lastUsedFirst);

async function discard(transaction: Transaction, id: string): Promise<void> {
  await transaction.delete('frameCards', id);
  await transaction.delete('frames', id);
}

const isFull = (error: unknown): boolean =>
  error instanceof StudioError && error.cause instanceof Error && error.cause.name === 'QuotaExceededError';

/** What was read from databases, in a vault. */
export function frameShelf(
  backing: Backing,
  { now, announce }: Pick<Surroundings, 'now' | 'announce'>,
  mostBytes = MOST_BYTES,
): Vault['frames'] {
  const stores = ['frameCards', 'frames'] as const;
  return {
    list: () => backing.transact(['frameCards'], 'readonly', all),

    card: (source, schema, query) =>
      backing.transact(['frameCards'], 'readonly', (transaction) =>
        transaction.get('frameCards', idOf(placeOf(source, schema), query)),
      ),

    get: (source, schema, query) =>
      backing.transact(stores, 'readwrite', async (transaction) => {
        const id = idOf(placeOf(source, schema), query);
        const card = await transaction.get('frameCards', id);
        const result = await transaction.get('frames', id);
        if (card === undefined || result === undefined) return undefined;
        const used = { ...card, usedAt: now() };
        await transaction.put('frameCards', id, used);
        return { card: used, result };
      }),

    async keep(from, schema, query, answer, readAt) {
      const source = placeOf(from, schema);
      const id = idOf(source, query);
      const result = compact(answer);
      const bytes = sizeOf(result);
      if (bytes > mostBytes) return undefined;
      const card = { id, source, query, readAt, usedAt: now(), rows: result.rows, bytes };
      const put = (most: number): Promise<void> =>
        backing.transact(stores, 'readwrite', async (transaction) => {
          let held = bytes;
          for (const other of await all(transaction)) {
            if (other.id === id) continue;
            held += other.bytes;
            if (held > most) await discard(transaction, other.id);
          }
          await transaction.put('frameCards', id, card);
          await transaction.put('frames', id, result);
        });
      // Where the browser gives less room than that, the older ones make room.
      await put(mostBytes).catch((error: unknown) => {
        if (!isFull(error)) throw error;
        return put(bytes);
      });
      announce({ in: 'frames', id });
      return card;
    },

    async forget(of) {
      const place = of && JSON.stringify(placeOf(of.source, of.schema));
      const gone = await backing.transact(stores, 'readwrite', async (transaction) => {
        const cards = (await all(transaction)).filter(
          ({ source }) => of === undefined || JSON.stringify(placeOf(source, of.schema)) === place,
        );
        for (const { id } of cards) await discard(transaction, id);
        return cards;
      });
      for (const { id } of gone) announce({ in: 'frames', id });
      return gone.reduce((sum, { bytes }) => sum + bytes, 0);
    },
  };
}
