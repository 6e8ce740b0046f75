import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GrowCodes, Words } from './words';

it('numbers words by their first coming, the empty one 0, and gives them back', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ maxLength: 6 }).map((text) => text.replace(/[\uD800-\uDFFF]/g, '')),
        { maxLength: 2000 },
      ),
      (texts) => {
        const words = new Words();
        const codes = texts.map((text) => {
          const bytes = new TextEncoder().encode(`<${text}>`);
          return words.codeOf(bytes, 1, bytes.length - 1);
        });
        const known = [...new Set(['', ...texts])];
        expect(words.list()).toEqual(known);
        expect(codes).toEqual(texts.map((text) => known.indexOf(text)));
      },
    ),
  );
});

it('holds many codes in order', () => {
  const codes = new GrowCodes();
  for (let i = 0; i < 700_000; i++) codes.push(i);
  expect(codes.length).toBe(700_000);
  const all = codes.taken();
  expect(all.every((code, i) => code === i)).toBe(true);
  expect(codes.length).toBe(0);
});
