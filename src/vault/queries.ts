import type { Backing, Transaction } from './backing';
import type { KeptQuery, Vault } from './types';
import type { Surroundings } from './vault';

/** How many queries are kept; those with a star stay whatever comes after. */
const most = 200;

const lastReadFirst = (a: KeptQuery, b: KeptQuery): number => b.at - a.at || (a.id < b.id ? -1 : 1);

/** A text means the same again only to the same server and, where it names none, in the same database. */
const identity = ({ text, source, host, query }: Omit<KeptQuery, 'id' | 'at' | 'starred'>): string =>
  JSON.stringify([text, source, host, query.database]);

const all = async (transaction: Transaction): Promise<readonly KeptQuery[]> =>
  (await transaction.all('queries')).map(([, query]) => query).sort(lastReadFirst);

/** The history of queries in a vault. */
export function queryShelf(
  backing: Backing,
  { now, newId, announce }: Pick<Surroundings, 'now' | 'newId' | 'announce'>,
): Vault['queries'] {
  return {
    list: () => backing.transact(['queries'], 'readonly', all),

    async keep(query) {
      const kept = await backing.transact(['queries'], 'readwrite', async (transaction) => {
        const known = await all(transaction);
        const before = known.find((other) => identity(other) === identity(query));
        const fresh = { ...query, id: before?.id ?? newId(), at: now(), starred: before?.starred ?? false };
        await transaction.put('queries', fresh.id, fresh);
        const others = known.filter(({ id, starred }) => id !== fresh.id && !starred);
        const room = most - 1 - (known.length - others.length - (before === undefined ? 0 : 1));
        for (const { id } of others.slice(Math.max(0, room))) await transaction.delete('queries', id);
        return fresh;
      });
      announce({ in: 'queries', id: kept.id });
      return kept;
    },

    async star(id, starred) {
      await backing.transact(['queries'], 'readwrite', async (transaction) => {
        const query = await transaction.get('queries', id);
        if (query !== undefined) await transaction.put('queries', id, { ...query, starred });
      });
      announce({ in: 'queries', id });
    },

    async remove(ids) {
      const token = newId();
      await backing.transact(['queries', 'trash'], 'readwrite', async (transaction) => {
        const gone = (await all(transaction)).filter(({ id, starred }) => ids?.includes(id) ?? !starred);
        await transaction.put('trash', token, { kind: 'queries', value: gone, removedAt: now() });
        for (const { id } of gone) await transaction.delete('queries', id);
      });
      announce({ in: 'queries', id: '' });
      return token;
    },
  };
}
