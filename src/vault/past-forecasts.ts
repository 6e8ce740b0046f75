import type { Backing, Transaction } from './backing';
import { compact, sizeOf } from './card';
import type { PastForecast, PastForecasts, Vault } from './types';
import type { Surroundings } from './vault';

/** How many forecasts of one series are kept, and what they may take up together. */
export const MOST_FORECASTS = 30;
export const MOST_FORECAST_BYTES = 4 * 2 ** 20;
/** Of how many series. */
export const MOST_SERIES = 200;

const lastMade = ({ forecasts }: PastForecasts): number => forecasts.at(-1)?.madeAt ?? 0;

const sameValues = (a: Float64Array, b: Float64Array): boolean =>
  a.length === b.length && a.every((value, i) => Object.is(value, b[i]));

const isSame = (a: Omit<PastForecast, 'id' | 'madeAt'>, b: Omit<PastForecast, 'id' | 'madeAt'>): boolean =>
  a.origin === b.origin && a.modelTitle === b.modelTitle && sameValues(a.forecast.point, b.forecast.point);

/** The newest that fit, oldest first. */
function newest(forecasts: readonly PastForecast[]): readonly PastForecast[] {
  const kept: PastForecast[] = [];
  let bytes = 0;
  for (const one of forecasts.toReversed()) {
    bytes += sizeOf(one);
    if (kept.length > 0 && (kept.length >= MOST_FORECASTS || bytes > MOST_FORECAST_BYTES)) break;
    kept.push(one);
  }
  return kept.reverse();
}

/** Series not forecast for longest make room for a new one. */
async function makeRoom(transaction: Transaction): Promise<void> {
  const all = (await transaction.all('pastForecasts')).map(([, one]) => one).sort((a, b) => lastMade(b) - lastMade(a));
  for (const { of } of all.slice(MOST_SERIES - 1)) await transaction.delete('pastForecasts', of);
}

/** Forecasts that were made, by the series they are of, in a vault. */
export function pastForecastShelf(
  backing: Backing,
  { now, newId, announce }: Pick<Surroundings, 'now' | 'newId' | 'announce'>,
): Vault['pastForecasts'] {
  const stores = ['pastForecasts'] as const;
  return {
    list: (of) =>
      backing.transact(stores, 'readonly', async (transaction) => [
        ...((await transaction.get('pastForecasts', of))?.forecasts ?? []),
      ]),

    async keep(of, made) {
      const fresh = { ...compact(made), id: newId(), madeAt: now() };
      const kept = await backing.transact(stores, 'readwrite', async (transaction) => {
        const before = await transaction.get('pastForecasts', of);
        const known = before?.forecasts.find((one) => isSame(one, fresh));
        if (known !== undefined) return known;
        if (before === undefined) await makeRoom(transaction);
        await transaction.put('pastForecasts', of, { of, forecasts: newest([...(before?.forecasts ?? []), fresh]) });
        return fresh;
      });
      if (kept === fresh) announce({ in: 'forecasts', id: of });
      return kept;
    },

    async forget(of, id) {
      await backing.transact(stores, 'readwrite', async (transaction) => {
        const before = await transaction.get('pastForecasts', of);
        const forecasts = before?.forecasts.filter((one) => one.id !== id) ?? [];
        if (forecasts.length === 0) await transaction.delete('pastForecasts', of);
        else await transaction.put('pastForecasts', of, { of, forecasts });
      });
      announce({ in: 'forecasts', id: of });
    },
  };
}
