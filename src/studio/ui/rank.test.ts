import { expect, it } from 'vitest';
import { rank } from './rank';

const ranked = (typed: string, ...names: string[]): readonly string[] => rank(typed, names, (name) => name);

it('puts names that begin with what was typed before words of them that do, and short ones first', () => {
  expect(ranked('vien', 'Asia/Vientiane', 'Europe/Vienna', 'Vienna')).toEqual([
    'Vienna',
    'Europe/Vienna',
    'Asia/Vientiane',
  ]);
  expect(ranked('york', 'America/New_York', 'Yorkshire', 'Newyorker')).toEqual([
    'Yorkshire',
    'America/New_York',
    'Newyorker',
  ]);
});

it('keeps what holds the letters in their order, and drops the rest', () => {
  expect(ranked('vna', 'Oslo', 'Vienna')).toEqual(['Vienna']);
});
