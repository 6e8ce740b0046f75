import { type Failure, StudioError, toFailure } from '../base/errors';
import type { Backing } from './backing';
import { type Hooks, indexedBacking } from './indexed';
import { memoryBacking } from './memory';
import { openNotices } from './notices';
import type { Vault } from './types';
import { createVault } from './vault';

export interface VaultOptions extends Hooks {
  /** The database's name. */
  readonly name?: string;
  /** Old trash could not be emptied; the vault works all the same. */
  readonly onTrouble?: (failure: Failure) => void;
  /** Epoch milliseconds; for tests. */
  readonly now?: () => number;
  /** Unique ids; for tests. */
  readonly newId?: () => string;
}

/** How long a delete can be undone across a start: another tab may still offer it. */
const trashAgeMs = 60 * 60 * 1000;

/**
 * The vault of this browser. Never rejects: where the browser keeps nothing (some private windows, blocked storage,
 * a library of a newer version) it is one in memory, `ephemeral`, that says why. Old trash is emptied on the way.
 */
export async function openVault(options: VaultOptions = {}): Promise<Vault> {
  const { name = 'undertone', now = Date.now, newId = randomId } = options;
  let backing: Backing;
  let why: string | undefined;
  try {
    if (typeof indexedDB === 'undefined') throw new StudioError('storage', 'This browser has no storage for pages.');
    backing = await indexedBacking(name, options);
  } catch (error) {
    why = `${toFailure(error).message} What you save stays only until this tab is closed; export what you want to keep.`;
    backing = memoryBacking();
  }
  const ephemeral = why !== undefined;
  const notices = openNotices(ephemeral ? undefined : `vault:${name}`);
  const vault = createVault(backing, { now, newId, ephemeral, ...(why !== undefined && { why }), ...notices });
  await vault.purge(trashAgeMs).catch((error: unknown) => options.onTrouble?.(toFailure(error)));
  return vault;
}

/** 32 random hex digits; `crypto.randomUUID` is missing on plain-HTTP origins. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
