import { expect, it } from 'vitest';
import { signed, tokenFault } from './auth';

const params = { url: 'http://db:8086', auth: 'basic', username: '', password: 'pa55', jwt: '' };

it('signs as a user, by a token, or not at all', () => {
  expect(signed(params)).toEqual({});
  expect(signed({ ...params, username: 'u' })).toEqual({ Authorization: `Basic ${btoa('u:pa55')}` });
  expect(signed({ ...params, username: 'u', auth: 'none' })).toEqual({});
  const jwt = { ...params, auth: 'jwt', username: 'u', jwt: ' Bearer aa.bb-_.cc ' };
  expect(signed(jwt)).toEqual({ Authorization: 'Bearer aa.bb-_.cc' });
  for (const bad of ['', 'aa.bb', 'aa.bb.cc.dd', 'aa bb.cc.dd', 'aa.bb.cc\nX-Other: 1']) {
    expect(() => signed({ ...jwt, jwt: bad })).toThrow(expect.objectContaining({ code: 'bad-input', place: 'jwt' }));
  }
});

// What a real 1.6.7 says, see e2e/doctor.test.ts.
it.each([
  ['Token is expired', /has run out/],
  ['token expiration required', /does not say when/],
  ['signature is invalid', /not signed with the server’s shared-secret/],
  ['user not found', /does not accept this token/],
  ['token contains an invalid number of segments', /does not accept this token/],
  ['bearer auth disabled', /has no shared-secret/],
])('says of “%s” what it means', (message, words) => expect(tokenFault(message)).toMatch(words));

it.each(['authorization failed', 'unable to parse authentication credentials', 'username required'])(
  'leaves “%s” to users and passwords',
  (message) => expect(tokenFault(message)).toBeUndefined(),
);
