import { describe, expect, it } from 'vitest';
import type { TimeFormat } from '../stamps';
import { looked, read } from './csv.testing';

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
    const seen = await looked(text);
    expect(seen).toMatchObject({ delimiter, header: true, skipped: 0, encoding: 'utf-8' });
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
    const { time, skipped } = await looked(`when,v\n${stamps.map((stamp) => `${stamp},1`).join('\n')}\n`);
    expect({ time, skipped }).toEqual({ time: { name: 'when', format }, skipped: 0 });
  });

  it('says when day and month could be swapped', async () => {
    const { notes } = await looked('when,v\n01/02/2026 10:00,1\n01/02/2026 11:00,1\n');
    expect(notes.join()).toMatch(/day first or month first/);
  });

  it('takes columns of words for tags, and numbers that only count for no time', async () => {
    const { columns } = await looked('host,size,ts\na,1500000000,2026-01-01\nb,1400000000,2026-01-02\n');
    expect(columns.map(({ kind }) => kind)).toEqual(['tag', 'value', 'time']);
  });

  it('numbers the rows of a file without times, and says so', async () => {
    const { frames, notes } = await read('v\n1\n2\n3\n', {}, { stepSeconds: 60 });
    expect(frames[0]).toMatchObject({ stepMs: 60_000 });
    expect(notes.join()).toMatch(/No column holds times/);
  });

  it('reads a file without a header', async () => {
    const { header, columns, count } = await looked('2026-01-01,1\n2026-01-02,2\n');
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
      const seen = await looked(text);
      expect(seen.columns.map(({ name }) => name)).toEqual(names);
      expect(seen).toMatchObject({ header: true, count: 2, skipped: 0, time: { name: 'Datum', format: 'dmy' } });
      expect(seen.notes.join()).toMatch(lines === 0 ? /^$/ : lines === 1 ? /The first line/ : `first ${lines} lines`);
    }
  });

  it('is skipped in files whose lines end as on old Macs', async () => {
    const seen = await looked(`# export\n${table}`.replaceAll('\n', '\r'));
    expect(seen).toMatchObject({ count: 2, skipped: 0 });
  });

  it('is the header when it names the columns and nothing else does', async () => {
    const { columns, header } = await looked('# made by hand\n#time,load,heat\n2026-01-01,1,2\n2026-01-02,3,4\n');
    expect({ header, names: columns.map(({ name }) => name) }).toEqual({
      header: true,
      names: ['time', 'load', 'heat'],
    });
  });

  it('may be told: so many lines, read or not', async () => {
    const text = `a,b\n1,2\n${'2026-01-01,1\n2026-01-02,2\n'}`;
    expect(await looked(text, { skip: 3 })).toMatchObject({ count: 1, header: false, skipped: 0, notes: [] });
    expect(await looked(`# time,v\n2026-01-01,1\n`, { skip: 0 })).toMatchObject({
      columns: [{ name: 'time' }, { name: 'v' }],
    });
    await expect(looked(text, { skip: 9 })).rejects.toMatchObject({ code: 'empty', place: 'skip', value: '9' });
  });

  it('keeps the lines’ numbers', async () => {
    const { bad } = await looked(`# export\n${table}31.03.2025 02:00;1\n`);
    expect(bad.map(({ place }) => place)).toEqual(['line 5']);
  });

  it('is not a first column without a name, nor a first row of few values', async () => {
    const frame = await looked(';a;b\n0;1;2\n1;3;4\n');
    expect(frame.columns.map(({ name }) => name)).toEqual(['column 1', 'a', 'b']);
    expect(await looked('2026-01-01;;\n2026-01-02;1;2\n2026-01-03;1;2\n')).toMatchObject({ count: 3, notes: [] });
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
    const seen = await looked(bytes);
    expect(seen).toMatchObject({ encoding, count: 2, skipped: 0 });
    expect(seen.columns.map(({ name }) => name)).toEqual(['time', 'Köln °C']);
  });

  it('skips a row with broken bytes in a file that is UTF-8', async () => {
    const good = new TextEncoder().encode('time,é,ü\n2026-01-01,1,2\n');
    const seen = await looked(Uint8Array.of(...good, ...new TextEncoder().encode('2026-01-02,'), 0xff, 44, 49, 10));
    expect(seen).toMatchObject({ encoding: 'utf-8', count: 1, skipped: 1 });
    expect(seen.bad[0]).toMatchObject({ place: 'line 3', reason: expect.stringMatching(/encoding/) });
  });
});
