import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { cellTexts, LF, Scanner } from './scanner';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Records and bad lines of bytes handed over in pieces that end at `cuts`. */
function scanned(bytes: Uint8Array, cuts: readonly number[] = [], delimiter = ',') {
  const rows: { readonly line: number; readonly cells: readonly string[] }[] = [];
  const bad: { readonly line: number; readonly reason: string; readonly text: string }[] = [];
  const scanner = new Scanner({
    delimiter: delimiter.charCodeAt(0),
    lineEnd: LF,
    skip: 0,
    take: (cells, line) => rows.push({ line, cells: cellTexts(cells) }),
    bad: (line, reason, text) => bad.push({ line, reason, text }),
  });
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    scanner.push(bytes.subarray(from, cut));
    from = cut;
  }
  scanner.push(bytes.subarray(from));
  scanner.end();
  return { rows, bad };
}

const piece = fc.constantFrom('a', '1.5', ',', ',', '"', '\n', '\n', '\r\n', ' ', 'é', '""', '€', 'b c');
const soup = fc.array(piece, { maxLength: 80 }).map((pieces) => pieces.join(''));

describe('a scanner of rows', () => {
  it('gives the same whatever the pieces, also for broken text', () => {
    fc.assert(
      fc.property(soup, fc.array(fc.nat(160), { maxLength: 12 }), (text, cuts) => {
        const bytes = bytesOf(text);
        const places = cuts.filter((cut) => cut < bytes.length);
        expect(scanned(bytes, places)).toEqual(scanned(bytes));
      }),
      { numRuns: 800 },
    );
  });

  it('reads one byte at a time what it reads at once', () => {
    const bytes = bytesOf('t,w\r\n1,"a ""b"", c"\r\n2,"two\nlines"\n3,open"\n4,"x"y\n');
    expect(scanned(bytes, [...bytes.keys()])).toEqual(scanned(bytes));
  });

  it('cuts what Papa Parse wrote as Papa Parse does', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'ü', ' ', ';', '1'), maxLength: 5 });
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 12 }), (rows) => {
        const text = Papa.unparse(rows, { quotes: true, newline: '\n' });
        const { data } = Papa.parse<string[]>(text, { delimiter: ',', newline: '\n' });
        expect(scanned(bytesOf(text)).rows.map(({ cells }) => cells)).toEqual(data);
      }),
      { numRuns: 300 },
    );
  });

  it('loses one line to a quote that does not close, however far on the next one stands', () => {
    const lines = ['1,"open', ...Array.from({ length: 60 }, (_, i) => `${i + 2},fine`), '70,"also open'];
    const { rows, bad } = scanned(bytesOf(lines.join('\n')));
    expect(rows).toHaveLength(60);
    expect(bad.map(({ line }) => line)).toEqual([1, 62]);
  });

  it('refuses what has no lines', () => {
    const endless = new Uint8Array((1 << 24) + 10).fill(65);
    expect(() => scanned(endless)).toThrow(expect.objectContaining({ code: 'unsupported', place: 'file' }));
  });
});
