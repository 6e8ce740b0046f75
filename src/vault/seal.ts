import { StudioError } from '../base/errors';

/** A secret under a passphrase. All of it may be seen; without the passphrase it says nothing but its length. */
export interface Sealed {
  readonly iterations: number;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Rounds of PBKDF2-SHA-256 that every guess has to go through; OWASP's figure of 2023. */
export const ITERATIONS = 600_000;
/** More than this no version asks for: opening would take minutes. */
const MOST_ITERATIONS = 10_000_000;
const SALT_BYTES = 16;
const IV_BYTES = 12;
const SHORTEST = 8;

/** Whether this page may encrypt at all: browsers offer it on https and localhost only. */
export const maySeal = (): boolean => globalThis.crypto?.subtle !== undefined;

function subtle(): SubtleCrypto {
  if (maySeal()) return crypto.subtle;
  throw new StudioError(
    'unsupported',
    'This page came over plain http, and browsers let such a page encrypt nothing.',
    {
      next: 'Open Undertone over https or from localhost to keep secrets; until then they stay in memory.',
    },
  );
}

async function keyOf(passphrase: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<CryptoKey> {
  const typed = new TextEncoder().encode(passphrase.normalize('NFKC'));
  const base = await subtle().importKey('raw', typed, 'PBKDF2', false, ['deriveKey']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations };
  return subtle().deriveKey(how, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

const method = (iv: Uint8Array<ArrayBuffer>, about: string) => ({
  name: 'AES-GCM',
  iv,
  additionalData: new TextEncoder().encode(about),
});

/**
 * Encrypts a text: AES-GCM-256 under a key from PBKDF2-SHA-256, salt and IV fresh each time. `about` says what it belongs
 * to; it is no secret, but opening asks for the very same.
 * @throws StudioError `bad-input` at `passphrase` when that is short, `unsupported` in a page that may not encrypt.
 */
export async function seal(text: string, passphrase: string, about: string): Promise<Sealed> {
  if (passphrase.length < SHORTEST) {
    throw new StudioError('bad-input', `A passphrase has at least ${SHORTEST} signs.`, {
      next: 'Take a few words that nobody would guess.',
      place: 'passphrase',
    });
  }
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const key = await keyOf(passphrase, salt, ITERATIONS);
  const bytes = await subtle().encrypt(method(iv, about), key, new TextEncoder().encode(text));
  return { iterations: ITERATIONS, salt, iv, bytes: new Uint8Array(bytes) };
}

/**
 * The text that was sealed.
 * @throws StudioError `unauthorised` at `passphrase` when it is another, or the bytes or what they belong to were changed;
 * `damaged` when its rounds are fewer or more than any version makes.
 */
export async function unseal(sealed: Sealed, passphrase: string, about: string): Promise<string> {
  const { iterations, salt, iv, bytes } = sealed;
  const wrong = (cause?: unknown) =>
    new StudioError('unauthorised', 'This passphrase does not open what is kept here.', {
      next: 'Type it again. If it is lost, forget the secrets and enter them anew.',
      place: 'passphrase',
      cause,
    });
  if (!(Number.isInteger(iterations) && iterations >= ITERATIONS && iterations <= MOST_ITERATIONS)) {
    throw new StudioError('damaged', 'What is kept of these secrets is damaged: no passphrase opens it.', {
      next: 'Forget the secrets and enter them anew.',
      value: iterations,
    });
  }
  const key = await keyOf(passphrase, salt, iterations);
  try {
    return new TextDecoder().decode(await subtle().decrypt(method(iv, about), key, bytes));
  } catch (cause) {
    throw wrong(cause);
  }
}
