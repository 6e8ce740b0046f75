import { StudioError } from '../../base/errors';
import type { Influx1Params } from '.';

/**
 * The header that signs a request; none where the server asks for nobody, or no user is named.
 * @throws StudioError `bad-input` at `jwt` when the token is missing or holds signs that no token has.
 */
export function signed({ auth, username, password, jwt }: Influx1Params): Record<string, string> {
  if (auth === 'jwt') return { Authorization: `Bearer ${tokenOf(jwt)}` };
  if (auth === 'none' || username === '') return {};
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return { Authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` };
}

function tokenOf(jwt: string): string {
  const token = jwt.trim().replace(/^Bearer\s+/i, '');
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return token;
  throw new StudioError('bad-input', 'This is not a JSON Web Token: that has three parts with points between.', {
    next: 'Copy the whole token, without spaces or line breaks.',
    place: 'jwt',
  });
}

/** What InfluxDB 1 says of a token it does not take, in words; undefined of any other message. */
export function tokenFault(message: string): string | undefined {
  if (/token is expired/i.test(message)) return 'This token has run out.';
  if (/expiration required/.test(message))
    return 'This token does not say when it runs out (exp), and InfluxDB asks for that.';
  if (/signature is invalid/.test(message)) return 'This token was not signed with the server’s shared-secret.';
  if (/bearer auth disabled/i.test(message))
    return 'This server takes no tokens: its configuration has no shared-secret.';
  if (/token|segments|signing method|user not found|username in token/i.test(message))
    return `The server does not accept this token: ${message.trim()}.`;
  return undefined;
}
