/** The encodings a file may be in. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/**
 * The encoding of a file from its first bytes: its byte order mark; zero bytes in every other place (UTF-16 without a
 * mark); bytes that are valid UTF-8; else windows-1252. A file that is mostly UTF-8 with a few broken bytes stays UTF-8.
 */
export function encodingOf(head: Uint8Array): { readonly encoding: Encoding; readonly mark: boolean } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', mark: true };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', mark: true };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', mark: true };
  const zeros = [0, 0];
  for (let i = 0; i < head.length; i++) if (head[i] === 0) zeros[i % 2] = (zeros[i % 2] as number) + 1;
  const half = head.length / 2;
  if ((zeros[1] as number) > half * 0.4) return { encoding: 'utf-16le', mark: false };
  if ((zeros[0] as number) > half * 0.4) return { encoding: 'utf-16be', mark: false };
  const text = new TextDecoder('utf-8').decode(head, { stream: true });
  let broken = 0;
  let foreign = 0;
  for (const sign of text) {
    if (sign === '\uFFFD') broken++;
    else if (sign > '\x7f') foreign++;
  }
  return { encoding: broken > foreign ? 'windows-1252' : 'utf-8', mark: false };
}
