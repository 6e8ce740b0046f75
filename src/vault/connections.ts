import { StudioError } from '../base/errors';
import { defaults, withoutSecrets } from '../base/params';
import type { Backing, Transaction } from './backing';
import type { KeptConnection, Vault } from './types';
import type { Surroundings } from './vault';

const lastUsedFirst = (a: KeptConnection, b: KeptConnection): number => b.usedAt - a.usedAt || (a.id < b.id ? -1 : 1);

/** A text that is the same for the same place and the same person asking. */
const sameness = ({ source: { id, params } }: Pick<KeptConnection, 'source'>): string =>
  JSON.stringify([id, Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))]);

async function kept(transaction: Transaction, id: string): Promise<KeptConnection> {
  const connection = await transaction.get('connections', id);
  if (connection !== undefined) return connection;
  throw new StudioError('not-found', 'This connection is no longer kept here.', {
    next: 'It may have been removed in another tab. Connect to it anew.',
    value: id,
  });
}

/** The connections of a vault. */
export function connectionShelf(
  backing: Backing,
  { now, newId, announce }: Pick<Surroundings, 'now' | 'newId' | 'announce'>,
): Vault['connections'] {
  const change = async (id: string, into: (before: KeptConnection) => KeptConnection): Promise<void> => {
    await backing.transact(['connections'], 'readwrite', async (transaction) =>
      transaction.put('connections', id, into(await kept(transaction, id))),
    );
    announce({ in: 'connections', id });
  };
  const all = async (transaction: Transaction): Promise<KeptConnection[]> =>
    (await transaction.all('connections')).map(([, connection]) => connection);
  return {
    list: () =>
      backing.transact(['connections'], 'readonly', async (reading) => (await all(reading)).sort(lastUsedFirst)),

    async use(source, schema, name) {
      const complete = { ...defaults(schema), ...withoutSecrets(schema, source.params) };
      const own = { source: { id: source.id, params: withoutSecrets(schema, complete) } };
      const connection = await backing.transact(['connections'], 'readwrite', async (transaction) => {
        const known = (await all(transaction)).find((one) => {
          const whole = { ...defaults(schema), ...one.source.params };
          const asNow = { source: { id: one.source.id, params: withoutSecrets(schema, whole) } };
          return one.source.id === source.id && sameness(asNow) === sameness(own);
        });
        const used = { ...(known ?? { id: newId(), name }), ...own, usedAt: now() };
        await transaction.put('connections', used.id, used);
        return used;
      });
      announce({ in: 'connections', id: connection.id });
      return connection;
    },

    async rename(id, typed) {
      const name = typed.trim();
      if (name === '') {
        throw new StudioError('bad-input', 'A name is needed.', { next: 'Type at least one letter.', place: 'name' });
      }
      await change(id, (before) => ({ ...before, name }));
    },

    seal: (id, sealed) =>
      change(id, ({ sealed: _, ...before }) => (sealed === undefined ? before : { ...before, sealed })),

    async remove(id) {
      const token = newId();
      await backing.transact(['connections', 'trash'], 'readwrite', async (transaction) => {
        const value = await kept(transaction, id);
        await transaction.put('trash', token, { kind: 'connection', value, removedAt: now() });
        await transaction.delete('connections', id);
      });
      announce({ in: 'connections', id });
      return token;
    },
  };
}
