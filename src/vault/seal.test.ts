import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ITERATIONS, maySeal, seal, unseal } from './seal';

const refused = { code: 'unauthorised', place: 'passphrase' };
const flip = (bytes: Uint8Array<ArrayBuffer>, at: number) => bytes.with(at, (bytes[at] ?? 0) ^ 1);

describe('a sealed secret', () => {
  afterEach(() => vi.restoreAllMocks());

  it('opens with the passphrase it was sealed under, and no other', async () => {
    const sealed = await seal('töken ✓', 'correct horse', 'https://studio|a');
    expect(await unseal(sealed, 'correct horse', 'https://studio|a')).toBe('töken ✓');
    await expect(unseal(sealed, 'correct horsf', 'https://studio|a')).rejects.toMatchObject(refused);
    await expect(unseal(sealed, '', 'https://studio|a')).rejects.toMatchObject(refused);
  });

  it('opens only for the page, address and entry it belongs to', async () => {
    const sealed = await seal('token', 'correct horse', 'https://studio|a');
    await expect(unseal(sealed, 'correct horse', 'https://studio|b')).rejects.toMatchObject(refused);
    await expect(unseal(sealed, 'correct horse', 'https://evil|a')).rejects.toMatchObject(refused);
  });

  it('does not open once a bit of it was changed', async () => {
    const sealed = await seal('token', 'correct horse', 'a');
    const { salt, iv, bytes } = sealed;
    const changed = [
      { ...sealed, salt: flip(salt, 3) },
      { ...sealed, iv: flip(iv, 3) },
      { ...sealed, bytes: flip(bytes, 0) },
      { ...sealed, bytes: flip(bytes, bytes.length - 1) },
      { ...sealed, bytes: bytes.slice(0, -1) },
    ];
    for (const other of changed) await expect(unseal(other, 'correct horse', 'a')).rejects.toMatchObject(refused);
  });

  it('opens with the rounds it was made with, and says that it is damaged where no version makes so few or many', async () => {
    const derive = vi.spyOn(crypto.subtle, 'deriveKey');
    const how = { name: 'PBKDF2', hash: 'SHA-256', iterations: 700_000 };
    const salt = new Uint8Array(16);
    const iv = new Uint8Array(12);
    const typed = await crypto.subtle.importKey('raw', new TextEncoder().encode('correct horse'), 'PBKDF2', false, [
      'deriveKey',
    ]);
    const key = await crypto.subtle.deriveKey({ ...how, salt }, typed, { name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
    ]);
    const about = { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode('a') };
    const bytes = new Uint8Array(await crypto.subtle.encrypt(about, key, new TextEncoder().encode('token')));
    const sealed = { iterations: 700_000, salt, iv, bytes };
    expect(await unseal(sealed, 'correct horse', 'a')).toBe('token');
    derive.mockClear();
    for (const iterations of [1, 599_999, 600_000.5, 10_000_001, 1e12, Number.NaN]) {
      await expect(unseal({ ...sealed, iterations }, 'correct horse', 'a')).rejects.toMatchObject({ code: 'damaged' });
    }
    expect(derive).not.toHaveBeenCalled();
  });

  it('is made with 600,000 rounds, a 256 bit key that cannot be taken out, and fresh salt and IV', async () => {
    const derive = vi.spyOn(crypto.subtle, 'deriveKey');
    const [one, two] = [await seal('token', 'correct horse', 'a'), await seal('token', 'correct horse', 'a')];
    expect(ITERATIONS).toBe(600_000);
    expect(one).toMatchObject({ iterations: 600_000 });
    expect([one.salt.length, one.iv.length, one.bytes.length]).toEqual([16, 12, 'token'.length + 16]);
    for (const part of ['salt', 'iv', 'bytes'] as const) expect([...one[part]]).not.toEqual([...two[part]]);
    const [how, , kind, extractable] = derive.mock.calls[0] ?? [];
    expect(how).toMatchObject({ name: 'PBKDF2', hash: 'SHA-256', iterations: 600_000 });
    expect(kind).toMatchObject({ name: 'AES-GCM', length: 256 });
    expect(extractable).toBe(false);
  });

  it('refuses a short passphrase, and says why where a page may not encrypt', async () => {
    await expect(seal('token', 'seven77', 'a')).rejects.toMatchObject({ code: 'bad-input', place: 'passphrase' });
    const { getRandomValues } = crypto;
    vi.stubGlobal('crypto', { getRandomValues: getRandomValues.bind(crypto) });
    expect(maySeal()).toBe(false);
    await expect(seal('token', 'correct horse', 'a')).rejects.toMatchObject({ code: 'unsupported' });
    vi.unstubAllGlobals();
    expect(maySeal()).toBe(true);
  });

  it('holds any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const whole = text.toWellFormed();
        expect(await unseal(await seal(whole, 'correct horse', 'a'), 'correct horse', 'a')).toBe(whole);
      }),
      { numRuns: 8 },
    );
  });
});
