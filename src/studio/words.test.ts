import { describe, expect, it } from 'vitest';
import type { Phrase } from '../base/definition';
import type { ParamSchema } from '../base/params';
import { fileName, momentShown, rowWords, shownTable, tableCsv } from './chart-table';
import { allFaults } from './ParamForm';
import { pieces, sentenceText } from './sentence-words';
import { rank } from './ui/rank';
import { sortRows } from './ui/sort-rows';
import { type Branch, TOP, type TreeNode, treeRows } from './ui/tree-rows';

describe('the sentence', () => {
  const phrase = (text: string) => ({ text, params: ['p'] });
  const groups = [
    { id: 'query', parts: ['take ', phrase('demand'), ', ', phrase('mean'), ' every ', phrase('30 min')] },
    { id: 'model', parts: ['learn it with an ', phrase('LSTM')], after: ', and ' },
    { id: 'horizon', parts: ['forecast ', phrase('48 h')] },
  ];
  it('begins each sentence with a capital and ends each with its stop', () => {
    expect(sentenceText(groups)).toBe('Take demand, mean every 30 min. Learn it with an LSTM, and forecast 48 h.');
  });
  it('keeps punctuation with the phrase before it, and words apart from it', () => {
    const drawn = pieces(groups);
    expect(drawn[1]).toMatchObject({ kind: 'phrase', key: 'query-0', text: 'demand', tail: ',' });
    expect(drawn[2]).toEqual({ kind: 'words', text: ' ' });
    expect(drawn.at(-1)).toMatchObject({ kind: 'phrase', text: '48 h', tail: '.' });
    expect(drawn.some((piece) => piece.kind === 'words' && /^[.,;:]/.test(piece.text))).toBe(false);
  });
  it('keeps a phrase’s key when the words before it change', () => {
    const keys = (parts: Phrase) =>
      pieces([{ id: 'model', parts }]).flatMap((piece) => (piece.kind === 'phrase' ? piece.key : []));
    expect(keys(['draw on ', phrase('the line')])).toEqual(keys([phrase('repeat the season')]));
  });
  it('capitalises a phrase that opens a sentence, and leaves out what is empty', () => {
    expect(sentenceText([{ id: 'a', parts: [phrase('k-means'), '', ' groups them'] }])).toBe('K-means groups them.');
    expect(pieces([])).toEqual([]);
  });
});

describe('the faults of a form', () => {
  const schema: ParamSchema = {
    units: { kind: 'number', label: 'Units', initial: 32, min: 1, integer: true },
    rate: { kind: 'number', label: 'Rate', initial: 0.1 },
  };
  it('are those of the values, and over them what could not be read', () => {
    expect(allFaults(schema, { units: 0 }, {})).toEqual({ units: 'Units must be at least 1.' });
    expect(allFaults(schema, { units: 0 }, { units: 'Units must be a number.' })).toEqual({
      units: 'Units must be a number.',
    });
    expect(allFaults(schema, {}, {})).toEqual({});
  });
});

describe('a chart’s table', () => {
  const table = {
    columns: ['Time', 'a, b'],
    rows: [
      ['2000-01-01', 1.5],
      ['=1+1', Number.NaN],
      ['say "hi"', -2],
    ],
  };
  it('becomes CSV that quotes, leaves gaps empty and disarms formulas', () => {
    expect(tableCsv(table)).toBe('Time,"a, b"\r\n2000-01-01,1.5\r\n\'=1+1,\r\n"say ""hi""",-2\r\n');
    expect(tableCsv({ columns: ['x'], rows: [['-3.5'], ['-cmd']] })).toBe("x\r\n-3.5\r\n'-cmd\r\n");
  });
  it('is read row by row, without what is missing', () => {
    expect(rowWords(table, 0, String)).toBe('2000-01-01, a, b 1.5');
    expect(rowWords(table, 1, String)).toBe('=1+1');
    expect(rowWords(table, 9, String)).toBe('');
  });
  it('is saved under a plain name', () => {
    expect(fileName('How good is it?', 'csv')).toBe('how-good-is-it.csv');
    expect(fileName('???', 'png')).toBe('chart.png');
  });
});

describe('the palette’s order', () => {
  const titles = ['Open library', 'Go to Anomalies', 'Explore', 'Train'];
  it('takes letters in order, whole words first', () => {
    expect(rank('an', titles, (title) => title)[0]).toBe('Go to Anomalies');
    expect(rank('olb', titles, (title) => title)).toEqual(['Open library']);
    expect(rank('zzz', titles, (title) => title)).toEqual([]);
    expect(rank('', titles, (title) => title)).toEqual(titles);
  });
});

describe('sorted rows', () => {
  it('put unknown values last in both directions and read numbers within names', () => {
    const by = (values: readonly (string | number)[], direction: 'up' | 'down') =>
      sortRows(values, (value) => value, direction);
    expect(by([2, Number.NaN, 10, 1], 'up')).toEqual([1, 2, 10, Number.NaN]);
    expect(by([2, Number.NaN, 10, 1], 'down')).toEqual([10, 2, 1, Number.NaN]);
    expect(by(['host-10', '', 'host-2'], 'up')).toEqual(['host-2', 'host-10', '']);
  });
});

describe('a tree’s rows', () => {
  const node = (id: string, branch = false): TreeNode<null> => ({ id, label: id, branch, data: null });
  const branches = new Map<string, Branch<null>>([
    [TOP, { state: 'loaded', nodes: [node('energy', true), node('hosts', true)] }],
    ['energy', { state: 'loaded', nodes: [node('demand'), node('price')] }],
    ['hosts', { state: 'loading' }],
  ]);
  const ids = (opened: string[], search = '') => treeRows(branches, new Set(opened), search).map((row) => row.node.id);
  it('are those under open branches', () => {
    expect(ids([])).toEqual(['energy', 'hosts']);
    expect(ids(['energy', 'hosts'])).toEqual(['energy', 'demand', 'price', 'hosts']);
    expect(treeRows(branches, new Set(['energy']))[2]).toMatchObject({
      level: 2,
      parent: 'energy',
      place: 2,
      siblings: 2,
    });
  });
  it('with a search, are the hits and the way to them', () => {
    expect(ids([], 'PRI')).toEqual(['energy', 'price']);
    expect(ids([], 'host')).toEqual(['hosts']);
    expect(ids([], 'nothing')).toEqual([]);
  });
});

describe('moments in tables', () => {
  it('are on the clock of the zone, in doubt with their offset', () => {
    expect(momentShown('2026-06-01T00:00:00Z', 'UTC')).toBe('2026-06-01 00:00');
    expect(momentShown('2026-06-01T22:30:15.250Z', 'Europe/Vienna')).toBe('2026-06-02 00:30:15.250');
    expect(momentShown('2026-10-25T01:00:05Z', 'Europe/Vienna')).toBe('2026-10-25 02:00:05 UTC+1');
    expect(momentShown('anomaly', 'Europe/Vienna')).toBe('anomaly');
  });

  it('stay in UTC in files', () => {
    const table = { columns: ['time', 'v'], rows: [['2026-06-01T00:00:00Z', 1]] } as const;
    expect(shownTable(table, 'Asia/Kolkata').rows).toEqual([['2026-06-01 05:30', 1]]);
    expect(tableCsv(table)).toContain('2026-06-01T00:00:00Z');
  });
});
