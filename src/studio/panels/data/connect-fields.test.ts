import { expect, it } from 'vitest';
import { sourceCard } from '../../../state/open-actions';
import { fieldsOf, guessAt, needsNothing, only } from './connect-fields';

it('asks for what the way to sign in needs, and sends nothing else', () => {
  const { params } = sourceCard('influxdb-1');
  expect(fieldsOf(params, {})).toEqual(['url', 'auth', 'username', 'password']);
  expect(fieldsOf(params, { auth: 'none' })).toEqual(['url', 'auth']);
  expect(fieldsOf(params, { auth: 'jwt' })).toEqual(['url', 'auth', 'jwt']);
  expect(fieldsOf(sourceCard('influxdb-2').params, {})).toEqual(['url', 'org', 'token']);
  expect(only({ url: 'a', auth: 'jwt', password: 'left over' }, fieldsOf(params, { auth: 'jwt' }))).toEqual({
    url: 'a',
    auth: 'jwt',
  });
});

it('opens at once what asks for no login', () => {
  expect(needsNothing({ id: 'influxdb-1', params: { url: 'a', username: '' } })).toBe(true);
  expect(needsNothing({ id: 'influxdb-1', params: { url: 'a', auth: 'none', username: 'u' } })).toBe(true);
  expect(needsNothing({ id: 'influxdb-1', params: { url: 'a', auth: 'jwt' } })).toBe(false);
  expect(needsNothing({ id: 'influxdb-1', params: { url: 'a', username: 'u' } })).toBe(false);
  expect(needsNothing({ id: 'influxdb-2', params: { url: 'a' } })).toBe(false);
  expect(guessAt('http://db:8181')).toBe('influxdb-3');
  expect(guessAt('http://db:8086')).toBe('influxdb-2');
});
