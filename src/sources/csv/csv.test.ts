import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { quietContext } from '../../base/job';
import { defaults } from '../../base/params';
import { seeded } from '../../base/random';
import type { SeriesQuery } from '../../frame/query';
import { type CsvParams, csv as card } from '.';
import { previewCsv } from './preview';
import { csv } from './source';
import { stampReader, type TimeFormat } from './stamps';

const ctx = quietContext(seeded(1));
const initial = defaults(card.params);
const file = (text: string | Uint8Array<ArrayBuffer>) => new File([text], 'my data.csv');
const preview = (text: string | Uint8Array<ArrayBuffer>, params: Partial<CsvParams> = {}) =>
  previewCsv(file(text), { ...initial, ...params }, ctx);

async function read(text: string | Blob, query: Partial<SeriesQuery> = {}, params: Partial<CsvParams> = {}) {
  const opening = { params: { ...initial, ...params }, file: typeof text === 'string' ? file(text) : text };
  const [measurement] = await csv.catalog(opening, { database: 'x' }, ctx);
  const nodes = await csv.catalog(opening, { database: 'x', measurement: measurement?.name ?? '' }, ctx);
  const fields = nodes.filter(({ kind }) => kind === 'field').map(({ name }) => name);
  const asked = { database: 'x', measurement: 'm', fields, aggregate: 'none', everyMs: 1, filters: [], groupBy: [] };
  return csv.query(opening, { ...asked, range: { start: -1e13, stop: 1e13 }, ...query }, ctx);
}

describe('recognising a file', () => {
  it.each([
    ['comma', 'time,a,b\n2026-01-01T00:00Z,1,2\n2026-01-02T00:00Z,3,4\n', ','],
    [
      'semicolon with decimal comma',
      'Zeit;Wert\n01.02.2026 10:00;1,5\n01.02.2026 11:00;2,5\n13.02.2026 12:00;2,25\n',
      ';',
    ],
    ['tab', 'date\tv\n2026-01-01\t1\n2026-01-02\t2\n', '\t'],
    ['bar', 'date|v\n2026-01-01|1\n2026-01-02|2\n', '|'],
    ['one column', '"Y"\n1\n2\n3\n', ','],
  ])('%s', async (_, text, delimiter) => {
    const seen = await preview(text);
    expect(seen).toMatchObject({ delimiter, header: true, badRows: 0, encoding: 'utf-8' });
    expect(seen.columns.at(-1)?.kind).toBe('value');
  });

  it('reads German numbers and days', async () => {
    const { frames } = await read(
      'Zeit;Wert\n01.02.2026 10:00;1.001,5\n01.02.2026 11:00;-2,5\n13.02.2026 12:00;2,25\n',
    );
    expect([...(frames[0]?.columns[0]?.values ?? [])]).toEqual([1001.5, -2.5, 2.25]);
    expect(frames[0]?.time[0]).toBe(Date.UTC(2026, 1, 1, 10));
  });

  it.each<[string, string[], TimeFormat]>([
    ['iso', ['2026-01-31 10:00', '2026-02-01 10:00:30.25'], 'iso'],
    ['year and month', ['1949-01', '1949-02'], 'iso'],
    ['epoch s', ['1767225600', '1767225660'], 'epoch-s'],
    ['epoch ms', ['1767225600000', '1767225660000'], 'epoch-ms'],
    ['epoch us', ['1767225600000000', '1767225660000000'], 'epoch-us'],
    ['epoch ns', ['1767225600000000000', '1767225660000000000'], 'epoch-ns'],
    ['day first', ['30/01/2026 10:00', '31/01/2026 10:00'], 'dmy'],
    ['month first', ['01/30/2026', '01/31/2026'], 'mdy'],
    ['month first by its order', ['01/01/2026', '01/02/2026', '01/03/2026', '01/04/2026'], 'mdy'],
    ['half days', ['1/30/2026 11:00 PM', '1/31/2026 12:30 AM'], 'mdy'],
    ['slashes', ['2026/01/30 10:00', '2026/01/31 10:00'], 'ymd'],
    ['digits', ['20260130', '20260131'], 'ymd'],
  ])('finds the time format: %s', async (_, stamps, format) => {
    const { time, badRows } = await preview(`when,v\n${stamps.map((stamp) => `${stamp},1`).join('\n')}\n`);
    expect({ time, badRows }).toEqual({ time: { name: 'when', format }, badRows: 0 });
  });

  it('says when day and month could be swapped', async () => {
    const { notes } = await preview('when,v\n01/02/2026 10:00,1\n01/02/2026 11:00,1\n');
    expect(notes.join()).toMatch(/day first or month first/);
  });

  it('takes columns of words for tags, and numbers that only count for no time', async () => {
    const { columns } = await preview('host,size,ts\na,1500000000,2026-01-01\nb,1400000000,2026-01-02\n');
    expect(columns.map(({ kind }) => kind)).toEqual(['tag', 'value', 'time']);
  });

  it('numbers the rows of a file without times, and says so', async () => {
    const { frames, notes } = await read('v\n1\n2\n3\n', {}, { stepSeconds: 60 });
    expect(frames[0]).toMatchObject({ stepMs: 60_000 });
    expect(notes.join()).toMatch(/No column holds times/);
  });

  it('reads a file without a header', async () => {
    const { header, columns, count } = await preview('2026-01-01,1\n2026-01-02,2\n');
    expect({ header, count, names: columns.map(({ name }) => name) }).toEqual({
      header: false,
      count: 2,
      names: ['column 1', 'column 2'],
    });
  });
});

describe('what stands before the table', () => {
  const table =
    'Datum;Temperatur (°C);Leistung kW;Anlage\n31.03.2025 00:00;17,1;947,4;Nord\n31.03.2025 01:00;18,2;914,5;Nord\n';
  const names = ['Datum', 'Temperatur (°C)', 'Leistung kW', 'Anlage'];
  it.each<[string, string, number]>([
    ['nothing', '', 0],
    ['a remark', '# export from SCADA\n', 1],
    ['remarks with cells, quotes and empty lines', '# "export; of; 4; cells\n\n// by hand\n', 3],
    ['a title', 'SCADA export\n', 1],
    ['a title and its facts', 'SCADA export\nStation;Nord\n\n', 3],
    ['a title filled up with empty cells', 'SCADA export;;;\n;;;\n', 2],
  ])('%s is skipped and said', async (_, before, lines) => {
    for (const text of [before + table, (before + table).replaceAll('\n', '\r\n')]) {
      const seen = await preview(text);
      expect(seen.columns.map(({ name }) => name)).toEqual(names);
      expect(seen).toMatchObject({ header: true, count: 2, badRows: 0, time: { name: 'Datum', format: 'dmy' } });
      expect(seen.notes.join()).toMatch(lines === 0 ? /^$/ : lines === 1 ? /The first line/ : `first ${lines} lines`);
    }
  });

  it('is skipped in files whose lines end as on old Macs', async () => {
    const seen = await preview(`# export\n${table}`.replaceAll('\n', '\r'));
    expect(seen).toMatchObject({ count: 2, badRows: 0 });
  });

  it('is the header when it names the columns and nothing else does', async () => {
    const { columns, header } = await preview('# made by hand\n#time,load,heat\n2026-01-01,1,2\n2026-01-02,3,4\n');
    expect({ header, names: columns.map(({ name }) => name) }).toEqual({
      header: true,
      names: ['time', 'load', 'heat'],
    });
  });

  it('may be told: so many lines, read or not', async () => {
    const text = `a,b\n1,2\n${'2026-01-01,1\n2026-01-02,2\n'}`;
    expect(await preview(text, { skip: 3 })).toMatchObject({ count: 1, header: false, badRows: 0, notes: [] });
    expect(await preview(`# time,v\n2026-01-01,1\n`, { skip: 0 })).toMatchObject({
      columns: [{ name: 'time' }, { name: 'v' }],
    });
    await expect(preview(text, { skip: 9 })).rejects.toMatchObject({ code: 'empty', place: 'skip', value: '9' });
  });

  it('keeps the lines’ numbers', async () => {
    const { bad } = await preview(`# export\n${table}31.03.2025 02:00;1\n`);
    expect(bad.map(({ line }) => line)).toEqual([5]);
  });

  it('is not a first column without a name, nor a first row of few values', async () => {
    const frame = await preview(';a;b\n0;1;2\n1;3;4\n');
    expect(frame.columns.map(({ name }) => name)).toEqual(['column 1', 'a', 'b']);
    expect(await preview('2026-01-01;;\n2026-01-02;1;2\n2026-01-03;1;2\n')).toMatchObject({ count: 3, notes: [] });
  });
});

describe('encodings', () => {
  const text = 'time,Köln °C\n2026-01-01,1\n2026-01-02,2\n';
  const utf16 = (little: boolean) => {
    const bytes = new Uint8Array(2 * text.length);
    for (let i = 0; i < text.length; i++) new DataView(bytes.buffer).setUint16(2 * i, text.charCodeAt(i), little);
    return bytes;
  };
  it.each<[string, Uint8Array<ArrayBuffer>, string]>([
    ['utf-8', new TextEncoder().encode(text), 'utf-8'],
    ['utf-8 with a mark', new TextEncoder().encode(`\uFEFF${text}`), 'utf-8'],
    ['utf-16le with a mark', Uint8Array.of(0xff, 0xfe, ...utf16(true)), 'utf-16le'],
    ['utf-16be with a mark', Uint8Array.of(0xfe, 0xff, ...utf16(false)), 'utf-16be'],
    ['utf-16le bare', utf16(true), 'utf-16le'],
    ['windows-1252', Uint8Array.from(text, (sign) => sign.charCodeAt(0)), 'windows-1252'],
  ])('%s', async (_, bytes, encoding) => {
    const seen = await preview(bytes);
    expect(seen).toMatchObject({ encoding, count: 2, badRows: 0 });
    expect(seen.columns.map(({ name }) => name)).toEqual(['time', 'Köln °C']);
  });

  it('skips a row with broken bytes in a file that is UTF-8', async () => {
    const good = new TextEncoder().encode('time,é,ü\n2026-01-01,1,2\n');
    const seen = await preview(Uint8Array.of(...good, ...new TextEncoder().encode('2026-01-02,'), 0xff, 44, 49, 10));
    expect(seen).toMatchObject({ encoding: 'utf-8', count: 1, badRows: 1 });
    expect(seen.bad[0]).toMatchObject({ line: 3, reason: expect.stringMatching(/encoding/) });
  });
});

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
    const seen = await preview(broken);
    expect(seen).toMatchObject({ count: 6, badRows: 5, badCells: 1 });
    expect(seen.bad.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'a quote is opened and not closed'],
      [5, '2 cells where 3 are expected'],
      [6, '“yesterday” is not a time'],
      [7, '“many” in v is not a number'],
      [8, 'a quote is broken'],
      [13, '4 cells where 3 are expected'],
    ]);
    expect(seen.notes.join()).toMatch(/5 rows were skipped and 1 cell became a gap \(line 3: /);
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
        const seen = await preview(text);
        expect(seen.count + seen.badRows).toBeGreaterThan(0);
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
        const seen = await preview(`ts,word,n\n${lines.join('\n')}`, { delimiter: ',' });
        expect(seen.badRows).toBe(0);
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
    await expect(preview(text, params)).rejects.toMatchObject({ name: 'StudioError', place, next: expect.any(String) });
  });

  it('no file', async () => {
    await expect(csv.connect({ params: initial }, ctx)).rejects.toMatchObject({ code: 'bad-input', place: 'file' });
  });
});

describe('times', () => {
  it('reads wall time with the clock going forward and back', () => {
    const read = stampReader('iso', 'Europe/Vienna');
    const at = (text: string) => new Date(read(text)).toISOString().slice(0, 16);
    expect(at('2026-01-15 12:00')).toBe('2026-01-15T11:00');
    expect(at('2026-03-29 01:30')).toBe('2026-03-29T00:30');
    expect(at('2026-03-29 02:30')).toBe('2026-03-29T01:30'); // does not exist: as if the clock had not changed
    expect(at('2026-03-29 03:30')).toBe('2026-03-29T01:30');
    expect(at('2026-10-25 02:00')).toBe('2026-10-25T00:00'); // the earlier of two
    expect(at('2026-10-25 02:30')).toBe('2026-10-25T00:30');
    expect(at('2026-10-25 02:00')).toBe('2026-10-25T01:00'); // the later: the earlier hour is over
    expect(at('2026-10-25 02:30')).toBe('2026-10-25T01:30');
    expect(at('2026-10-25 03:00')).toBe('2026-10-25T02:00');
    expect(at('2026-07-01T12:00+05:30')).toBe('2026-07-01T06:30');
  });

  it('gives back every UTC time that a zone’s wall clock tells', () => {
    for (const zone of ['America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/New_York']) {
      const show = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
      const read = stampReader('iso', zone);
      // January, and the days around the changes of the clock in 2025.
      for (const day of [1, 68, 95, 277, 306]) {
        const start = Date.UTC(2025, 0, day - 3);
        for (let t = start; t < start + 6 * 86_400_000; t += 1_800_000) expect(read(show.format(t))).toBe(t);
      }
    }
  });

  it('reads every millisecond back', () => {
    const read = stampReader('iso', 'UTC');
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0100-01-01'), max: new Date('9999-01-01'), noInvalidDate: true }),
        (date) => {
          expect(read(date.toISOString())).toBe(date.getTime());
          expect(read(`${date.toISOString().slice(0, -1)}999Z`)).toBe(date.getTime());
        },
      ),
    );
  });

  it('refuses days that are not', () => {
    const read = stampReader('dmy', 'UTC');
    expect(read('31/02/2026')).toBeNaN();
    expect(read('29/02/2028 25:00')).toBeNaN();
    expect(read('29/02/2028 13:00 PM')).toBeNaN();
    expect(read('29/02/28 12:00 PM')).toBe(Date.UTC(2028, 1, 29, 12));
  });
});

describe('queries', () => {
  const long =
    'time,host,v\n' +
    [0, 1, 2, 3]
      .flatMap((i) => ['a', 'b'].map((host) => `2026-01-01 0${i}:00,${host},${i + (host === 'b' ? 10 : 0)}`))
      .join('\n');

  it('group a long file by a column of words', async () => {
    const { frames } = await read(long, { groupBy: ['host'] });
    expect(frames.map((frame) => [frame.columns[0]?.labels.host, ...(frame.columns[0]?.values ?? [])])).toEqual([
      ['a', 0, 1, 2, 3],
      ['b', 10, 11, 12, 13],
    ]);
  });

  it('filter and aggregate', async () => {
    const { frames } = await read(long, { aggregate: 'mean', everyMs: 7_200_000 });
    expect([...(frames[0]?.columns[0]?.values ?? [])]).toEqual([5.5, 7.5]);
    const only = await read(long, { aggregate: 'sum', everyMs: 86_400_000, filters: [{ tag: 'host', values: ['b'] }] });
    expect([...(only.frames[0]?.columns[0]?.values ?? [])]).toEqual([46]);
  });

  it('stop when cancelled', async () => {
    const controller = new AbortController();
    const progress = () => controller.abort();
    const big = new Blob([`time,v\n${'2026-01-01,1\n'.repeat(20_000)}`]);
    const job = { ...ctx, signal: controller.signal, progress };
    await expect(csv.connect({ params: initial, file: big }, job)).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a file just read', () => {
  const text = (v: number) => `time,v\n${'2026-01-01,1\n'.repeat(2000)}2026-01-02,${v}\n`;
  /** A clone of a file as a worker is handed at each call; counts how often it is read from end to end. */
  const clone = (v: number, lastModified = 5) => {
    const made = new File([text(v)], 'a.csv', { lastModified });
    const stream = vi.spyOn(made, 'stream');
    return { last: async (params = {}) => (await read(made, {}, params)).frames[0]?.columns[0]?.values.at(-1), stream };
  };

  it('is not parsed again for each clone of it, one file at a time', async () => {
    const [once, again] = [clone(2), clone(2)];
    expect(await once.last()).toBe(2);
    expect(once.stream).toHaveBeenCalledTimes(1);
    expect(await again.last()).toBe(2);
    expect(again.stream).not.toHaveBeenCalled();
    await again.last({ timeZone: 'Europe/Vienna' });
    expect(again.stream).toHaveBeenCalledTimes(1);
    await once.last();
    expect(once.stream).toHaveBeenCalledTimes(2);
  });

  it('is another when it changed, even within the same millisecond and size', async () => {
    expect(await clone(2).last()).toBe(2);
    expect(await clone(3).last()).toBe(3);
    const later = clone(3, 6);
    expect(await later.last()).toBe(3);
    expect(later.stream).toHaveBeenCalledTimes(1);
  });

  it('says so when it is gone', async () => {
    const gone = new File(['time,v\n2026-01-01,1\n'], 'gone.csv');
    vi.spyOn(gone, 'slice').mockReturnValue({
      text: () => Promise.reject(new Error('NotReadable')),
    } as unknown as Blob);
    await expect(csv.connect({ params: initial, file: gone }, ctx)).rejects.toMatchObject({
      code: 'bad-input',
      place: 'file',
    });
  });
});

const classics = join(import.meta.dirname, '../../../../shared/data/classics');
describe.skipIf(!existsSync(classics))('the files at hand', () => {
  it.each([
    ['AirPassengers.csv', 144, ['#Passengers']],
    ['monthly-milk.csv', 168, ['Pounds per cow']],
    ['monthly-sunspots.csv', 2820, ['Sunspots']],
    ['taylor.csv', 4032, ['Y']],
    ['heart_rate.csv', 1800, ['Heart rate']],
  ])('%s', async (name, count, fields) => {
    const seen = await previewCsv(new File([readFileSync(join(classics, name))], name), initial, ctx);
    expect(seen.columns.filter(({ kind }) => kind === 'value').map((column) => column.name)).toEqual(fields);
    expect(Math.abs(seen.count - count)).toBeLessThanOrEqual(1);
  });

  it('every file of NAB reads without a bad row', async () => {
    const root = join(classics, '../nab/data');
    for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.csv'))) {
      const bytes = readFileSync(join(root, name));
      const seen = await previewCsv(new File([bytes], name), initial, ctx);
      expect(seen).toMatchObject({ badRows: 0, badCells: 0, time: { name: 'timestamp', format: 'iso' } });
      expect(seen.count).toBe(bytes.toString().trim().split('\n').length - 1);
    }
  });
});
