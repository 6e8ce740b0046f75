import type { Usage } from './types';

// `navigator.storage` is missing in Node and on plain-HTTP origins.
const storage = (): Partial<StorageManager> => globalThis.navigator?.storage ?? {};

/** Room used and room there is, as far as the browser says. */
export async function usage(): Promise<Usage> {
  const manager = storage();
  const [estimate, persisted] = await Promise.all([manager.estimate?.(), manager.persisted?.()]);
  return {
    ...(estimate?.usage !== undefined && { used: estimate.usage }),
    ...(estimate?.quota !== undefined && { quota: estimate.quota }),
    persisted: persisted ?? false,
  };
}

/** Asks the browser not to evict what is kept. False where it will not promise. */
export async function persist(): Promise<boolean> {
  return (await storage().persist?.()) ?? false;
}
