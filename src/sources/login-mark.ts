/** Made anew by every worker: a mark says nothing to whoever finds it elsewhere. */
const SALT = crypto.getRandomValues(new Uint32Array(1))[0] as number;

/** A short mark that tells one login's reads from another's, and from which no secret can be had: salted FNV-1a. */
export function loginMark(...secrets: readonly (string | undefined)[]): string {
  let hash = 0x811c9dc5 ^ SALT;
  for (const byte of new TextEncoder().encode(JSON.stringify(secrets))) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(36);
}
