import { expect, it } from 'vitest';
import { scaleWords, severitiesFrom } from './severity-words';

it('lists no severity that the threshold keeps out', () => {
  expect(severitiesFrom(25)).toEqual(['critical', 'major', 'minor']);
  expect(severitiesFrom(49)).toEqual(['critical', 'major', 'minor']);
  expect(severitiesFrom(50)).toEqual(['critical', 'major']);
  expect(severitiesFrom(75)).toEqual(['critical']);
  expect(severitiesFrom(100)).toEqual(['critical']);
});

it('says from which score on anomalies are listed', () => {
  expect(scaleWords(50)).toMatch(/Listed from 50 on; lower/);
  expect(scaleWords(25)).toMatch(/Listed from 25 on\.$/);
});
