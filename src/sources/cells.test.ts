import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CellReader } from './cells';
import { StampReader } from './stamp-reader';
import { TIME_FORMATS, type TimeFormat } from './stamps';

const timeOf = (cell: unknown, format: TimeFormat) => new CellReader(new StampReader(format, 'UTC'), format).time(cell);

it('reads a millisecond back from every count of it, as a number and as text', () => {
  const times = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2100, 0, 1) });
  fc.assert(
    fc.property(times, (ms) => {
      const second = `${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, '0')}`;
      const written: readonly (readonly [TimeFormat, string])[] = [
        ['epoch-s', second],
        ['epoch-ms', String(ms)],
        ['epoch-us', `${ms}000`],
        ['epoch-ns', `${ms}000000`],
      ];
      for (const [format, text] of written) {
        expect([format, timeOf(Number(text), format)]).toEqual([format, ms]);
        expect([format, timeOf(text, format)]).toEqual([format, ms]);
      }
    }),
    { numRuns: 2000 },
  );
});

it('cuts what is finer than a millisecond off', () => {
  expect(timeOf(1767225600001_999, 'epoch-us')).toBe(1767225600001);
  expect(timeOf(Number('1767225600001900000'), 'epoch-ns')).toBe(1767225600001);
  expect(timeOf('1767225600001999999', 'epoch-ns')).toBe(1767225600001);
  expect(timeOf(-1, 'epoch-us')).toBe(-1);
});

it('finds no time in a number that counts none', () => {
  for (const format of TIME_FORMATS.filter((one) => !one.startsWith('epoch')))
    expect(timeOf(20260101, format)).toBeNaN();
});
