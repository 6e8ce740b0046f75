import { StudioError } from '../base/errors';
import type { SeriesFrame } from '../frame/frame';
import type { FleetForecast } from '../pipeline/fleet';
import type { Backing, Transaction } from './backing';
import { compact, sizeOf } from './card';
import type { FleetJob, KeptFleetRow, Vault } from './types';
import type { Surroundings } from './vault';

/** Series that take up more than this are not kept with their job: to go on with it, they are read again. */
const MOST_BYTES = 256 * 2 ** 20;

const newestFirst = (a: FleetJob, b: FleetJob): number => b.startedAt - a.startedAt || (a.id < b.id ? -1 : 1);

/** Of one job in `fleetSeries`: a line of its table, what was forecast, and the series it began with. */
const keys = {
  row: (id: string, index: number): string => `${id}/${index}`,
  forecast: (id: string, index: number): string => `${id}/${index}/forecast`,
  frames: (id: string): string => `${id}/frames`,
};

const stores = ['fleets', 'fleetSeries'] as const;

async function jobIn(transaction: Transaction, id: string): Promise<FleetJob> {
  const job = await transaction.get('fleets', id);
  if (job !== undefined) return job;
  throw new StudioError('not-found', 'This job is no longer kept here.', {
    next: 'It may have been deleted, here or in another tab. Start a new one.',
    value: id,
  });
}

/** All that lies in `fleetSeries` of a job that was deleted for good. */
export async function destroyFleet(transaction: Transaction, { id, names }: FleetJob): Promise<void> {
  await transaction.delete('fleetSeries', keys.frames(id));
  for (const index of names.keys()) {
    await transaction.delete('fleetSeries', keys.row(id, index));
    await transaction.delete('fleetSeries', keys.forecast(id, index));
  }
}

/** Jobs over many series in a vault, and each finished series of theirs. */
export function fleetShelf(
  backing: Backing,
  { now, newId, announce }: Pick<Surroundings, 'now' | 'newId' | 'announce'>,
): Vault['fleets'] {
  const changed = async <T>(id: string, body: (transaction: Transaction, job: FleetJob) => Promise<T>): Promise<T> => {
    const result = await backing.transact(stores, 'readwrite', async (transaction) =>
      body(transaction, await jobIn(transaction, id)),
    );
    announce({ in: 'fleets', id });
    return result;
  };
  const put = async (transaction: Transaction, job: FleetJob): Promise<FleetJob> => {
    const fresh = { ...job, updatedAt: now() };
    await transaction.put('fleets', job.id, fresh);
    return fresh;
  };
  return {
    list: () =>
      backing.transact(['fleets'], 'readonly', async (transaction) =>
        (await transaction.all('fleets')).map(([, job]) => job).sort(newestFirst),
      ),

    async start(goal, names, frames) {
      const at = now();
      const job: FleetJob = { ...goal, id: newId(), names, startedAt: at, updatedAt: at, done: 0, failed: 0 };
      const kept = sizeOf(frames) > MOST_BYTES ? undefined : compact(frames);
      await backing.transact(stores, 'readwrite', async (transaction) => {
        await transaction.put('fleets', job.id, job);
        if (kept !== undefined) await transaction.put('fleetSeries', keys.frames(job.id), kept);
      });
      announce({ in: 'fleets', id: job.id });
      return job;
    },

    get: (id) =>
      backing.transact(stores, 'readonly', async (transaction) => {
        const job = await jobIn(transaction, id);
        const rows: KeptFleetRow[] = [];
        for (const index of job.names.keys()) {
          const row = await transaction.get('fleetSeries', keys.row(id, index));
          if (row !== undefined) rows.push(row as KeptFleetRow);
        }
        return { job, rows };
      }),

    frames: (id) =>
      backing.transact(
        ['fleetSeries'],
        'readonly',
        async (transaction) =>
          (await transaction.get('fleetSeries', keys.frames(id))) as readonly SeriesFrame[] | undefined,
      ),

    forecast: (id, index) =>
      backing.transact(
        ['fleetSeries'],
        'readonly',
        async (transaction) =>
          (await transaction.get('fleetSeries', keys.forecast(id, index))) as FleetForecast | undefined,
      ),

    keep(id, finished) {
      const all = compact(finished);
      return changed(id, async (transaction, job) => {
        let { done, failed } = job;
        for (const { row, forecast } of all) {
          const before = (await transaction.get('fleetSeries', keys.row(id, row.index))) as KeptFleetRow | undefined;
          await transaction.put('fleetSeries', keys.row(id, row.index), row);
          if (forecast !== undefined) await transaction.put('fleetSeries', keys.forecast(id, row.index), forecast);
          done += before === undefined ? 1 : 0;
          failed += Number(row.failure !== undefined) - Number(before?.failure !== undefined);
        }
        // Once all are there, each forecast has its own history.
        if (done === job.names.length) await transaction.delete('fleetSeries', keys.frames(id));
        return put(transaction, { ...job, done, failed });
      });
    },

    amend: (id, patch, rows = []) =>
      changed(id, async (transaction, job) => {
        for (const row of rows) await transaction.put('fleetSeries', keys.row(id, row.index), compact(row));
        return put(transaction, { ...job, ...patch });
      }),

    async remove(id) {
      const token = newId();
      await backing.transact(['fleets', 'trash'], 'readwrite', async (transaction) => {
        const job = await jobIn(transaction, id);
        await transaction.put('trash', token, { kind: 'fleet', value: job, removedAt: now() });
        await transaction.delete('fleets', id);
      });
      announce({ in: 'fleets', id });
      return token;
    },
  };
}
