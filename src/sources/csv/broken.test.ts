import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CsvParams } from '.';
import { ctx, initial, looked, read } from './csv.testing';
import { csv } from './source';

describe('broken rows', () => {
  const broken = [
    'time,host,v',
    '2026-01-01,a,1',
    '2026-01-02,"b,2', // opened, not closed
    '2026-01-03,c,3',
    '2026-01-04,d', // too short
    'yesterday,e,5', // no time
    '2026-01-06,f,many', // no number
    '2026-01-07,"g"h,7', // broken quote
    '',
    '2026-01-08,"two',
    'lines",8',
    '2026-01-09,i,',
    '2026-01-10,j,10,11', // too long
    '2026-01-11,k,inf',
  ].join('\r\n');

  it('are counted, shown with line and reason, and skipped', async () => {
    const seen = await looked(broken);
    expect(seen).toMatchObject({ count: 6, skipped: 5, gaps: 1 });
    expect(seen.bad.map(({ place, reason }) => [place, reason])).toEqual([
      ['line 3', 'a quote is opened and not closed'],
      ['line 5', '2 cells where 3 are expected'],
      ['line 6', '“yesterday” is not a time'],
      ['line 7', '“many” in v is not a number'],
      ['line 8', 'a quote is broken'],
      ['line 13', '4 cells where 3 are expected'],
    ]);
    expect(seen.notes.join()).toMatch(/5 rows were skipped and 1 cell became a gap/);
  });

  it('say how many cells are marked as missing, not how many are empty', async () => {
    const { notes } = await looked(
      'time,v\n2026-01-01,1\n2026-01-02,n/a\n2026-01-03,\n2026-01-04,NULL\n2026-01-05,2\n',
    );
    expect(notes).toContain('2 cells (n/a, null or the like) were taken for missing.');
  });

  it('leave the good rows as they are', async () => {
    const { frames, notes } = await read(broken);
    expect([...(frames[0]?.columns[0]?.values ?? [])]).toEqual([1, 3, Number.NaN, 8, Number.NaN, Number.NaN]);
    expect(notes.join()).toMatch(/infinite/);
  });

  it('never make a whole file fail, whatever it holds', async () => {
    const piece = fc.constantFrom('a', '1', ',', '"', '\n', '\r\n', ';', ' ', '2026-01-01', '\0', 'é', '""', '\t');
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 60 }), async (pieces) => {
        const text = `time,v\n2026-01-01,1\n${pieces.join('')}`;
        const seen = await looked(text);
        expect(seen.count + seen.skipped).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });

  it('reads back every table that was written well, in pieces of any size', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'b', ',', '"', '\n', ' ', 'ü', ';'), maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, fc.integer()), { minLength: 1, maxLength: 30 }), async (rows) => {
        const quoted = (text: string) => `"x${text.replaceAll('"', '""')}"`;
        const lines = rows.map(([word, n], i) => `${1_767_225_600 + i},${quoted(word)},${n}`);
        const seen = await looked(`ts,word,n\n${lines.join('\n')}`, { delimiter: ',' });
        expect(seen.skipped).toBe(0);
        expect(seen.rows.map(([, word]) => word)).toEqual(rows.slice(0, 20).map(([word]) => `x${word}`));
      }),
      { numRuns: 150 },
    );
  });
});

describe('errors name the parameter to mend', () => {
  it.each<[string, string, Partial<CsvParams>, string]>([
    ['nothing in it', '', {}, 'file'],
    ['no such time column', 'time,v\n2026-01-01,1\n', { timeColumn: 'when' }, 'timeColumn'],
    ['a time column of words', 'time,v\nnever,1\nsoon,2\n', { timeColumn: 'time' }, 'timeFormat'],
    ['no such value column', 'time,v\n2026-01-01,1\n', { valueColumns: 'v, w' }, 'valueColumns'],
    ['no such zone', 'time,v\n2026-01-01,1\n', { timeZone: 'Mars/Base' }, 'timeZone'],
  ])('%s', async (_, text, params, place) => {
    await expect(looked(text, params)).rejects.toMatchObject({ name: 'StudioError', place, next: expect.any(String) });
  });

  it('no file', async () => {
    await expect(csv.connect({ params: initial }, ctx)).rejects.toMatchObject({ code: 'bad-input', place: 'file' });
  });
});
