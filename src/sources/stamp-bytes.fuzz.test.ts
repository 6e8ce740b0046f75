import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StampReader } from './stamp-reader';
import { TIME_FORMATS } from './stamps';

const two = (n: number) => String(n).padStart(2, '0');
const part = fc.nat(61).map(two);
const sign = fc.constantFrom('-', '/', '.', '-');
const written = fc
  .tuple(
    fc.oneof(
      fc.tuple(
        fc.integer({ min: 1, max: 9999 }).map((y) => String(y).padStart(4, '0')),
        sign,
        part,
        sign,
        part,
      ),
      fc.tuple(
        part,
        sign,
        part,
        sign,
        fc.integer({ min: 0, max: 9999 }).map((y) => String(y).padStart(4, '0')),
      ),
    ),
    fc.constantFrom('', 'T', ' ', '  '),
    fc.oneof(fc.constant(''), fc.tuple(part, fc.constant(':'), part)),
    fc.oneof(
      fc.constant(''),
      fc.tuple(fc.constant(':'), part),
      fc.tuple(fc.constant(':'), part, fc.constantFrom('.5', '.123456789', ',25', '.')),
    ),
    fc.constantFrom('', '', 'Z', '+02:00', '-0330', ' PM', 'x'),
  )
  .map((parts) => parts.flat(3).join(''));

describe('stamps in bytes', () => {
  it('are read as their text is', () => {
    const stamp = fc.oneof(
      { weight: 4, arbitrary: written },
      fc.integer({ min: -1e3, max: 2e9 }).map(String),
      fc.bigInt({ min: 0n, max: 2n ** 63n }).map(String),
      fc.string({ maxLength: 24 }),
      fc
        .date({ min: new Date('0100-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
        .map((d) => d.toISOString()),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...TIME_FORMATS),
        fc.constantFrom('UTC', 'Europe/Vienna'),
        fc.array(stamp),
        (format, zone, stamps) => {
          const [quick, careful] = [new StampReader(format, zone), new StampReader(format, zone)];
          for (const text of stamps.map((one) => one.trim())) {
            const bytes = new TextEncoder().encode(`x${text}y`);
            const read = text === '' ? Number.NaN : quick.bytes(bytes, 1, bytes.length - 1);
            expect([text, read]).toEqual([text, text === '' ? Number.NaN : careful.text(text)]);
          }
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('count what the clock of a zone skips and shows twice', () => {
    const reader = new StampReader('iso', 'Europe/Vienna');
    for (const stamp of ['2026-03-29 02:30', '2026-10-25 02:00', '2026-10-25 02:30', '2026-10-25 02:00'])
      reader.text(stamp);
    expect(reader.notes()).toEqual([
      expect.stringMatching(/^1 time cannot be on a clock in Europe\/Vienna/),
      expect.stringMatching(/^3 times are shown twice by a clock in Europe\/Vienna/),
    ]);
    expect(new StampReader('iso', 'UTC').notes()).toEqual([]);
  });

  it('lose no millisecond of nanoseconds', () => {
    const reader = new StampReader('epoch-ns', 'UTC');
    fc.assert(
      fc.property(fc.integer({ min: 1e12, max: 9e12 }), fc.nat(999_999), (ms, ns) => {
        const bytes = new TextEncoder().encode(`${ms}${String(ns).padStart(6, '0')}`);
        expect(reader.bytes(bytes, 0, bytes.length)).toBe(ms);
        expect(reader.text(new TextDecoder().decode(bytes))).toBe(ms);
      }),
    );
  });
});
