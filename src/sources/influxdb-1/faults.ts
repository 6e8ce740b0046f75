import { StudioError } from '../../base/errors';
import { tokenFault } from './auth';

/** What a failed statement means, from the server's own words. */
export function statementFault(message: string): StudioError {
  const missing = /^(database|retention policy) not found: "?(.*?)"?$/.exec(message);
  if (missing !== null) {
    const [, what = '', name = ''] = missing;
    return new StudioError('not-found', `The server has no ${what} “${name}”.`, {
      next: 'Choose one that is in the catalogue.',
      place: 'database',
      value: name,
    });
  }
  if (message === 'database name required') {
    return new StudioError('bad-input', 'No database is chosen.', {
      next: 'Choose one in the catalogue.',
      place: 'database',
    });
  }
  if (/not authorized/.test(message)) return forbidden(message);
  const parsing = /^error parsing query: (.*) at line (\d+), char (\d+)$/s.exec(message);
  if (parsing !== null) {
    const [, what, line, char] = parsing;
    return new StudioError('bad-query', `InfluxDB cannot read the query: ${what} (line ${line}, character ${char}).`, {
      next: 'Mend the query at that place.',
      place: 'text',
      value: `line ${line}, character ${char}`,
    });
  }
  return new StudioError('bad-query', `InfluxDB refused the query: ${message.trim()}`, {
    next: 'Change the query, or take back your own text to have it built for you.',
    place: 'text',
    value: message,
  });
}

/** Whether a query failed because an aggregate met text or flags. */
export const isTypeFault = (error: unknown): error is StudioError =>
  error instanceof StudioError && error.code === 'bad-query' && /unsupported \w+ iterator type/.test(error.value ?? '');

function forbidden(message: string): StudioError {
  return new StudioError('unauthorised', `This user may not do that: ${message.trim()}`, {
    next: 'Sign in as a user who may read this database.',
    place: 'username',
  });
}

/** What an answer other than a success means. `body` is the server's. */
export function refusal(status: number, body: string, url: string): StudioError {
  const message = errorText(body);
  if (status === 401) {
    const token = tokenFault(message ?? '');
    if (token !== undefined) {
      return new StudioError('unauthorised', token, {
        next: 'Enter a token signed with the server’s shared-secret that has not run out.',
        place: 'jwt',
      });
    }
    const unsigned = message === undefined || /parse authentication|required/.test(message);
    return new StudioError(
      'unauthorised',
      unsigned ? 'This server asks for a user name and password.' : 'The server does not know this user and password.',
      { next: 'Enter the user name and password of a database user.', place: unsigned ? 'username' : 'password' },
    );
  }
  if (status === 403) return forbidden(message ?? 'the server forbids it');
  if (message === undefined && (status === 404 || status === 405)) {
    return new StudioError('not-found', `What answers at ${url} is not InfluxDB 1.`, {
      next: 'Check the address and port, or choose InfluxDB 2.',
      place: 'url',
      value: url,
    });
  }
  if (message !== undefined && status < 500) return statementFault(message);
  return new StudioError(
    'bad-response',
    `The server at ${url} failed (HTTP ${status}): ${message ?? 'no reason given'}.`,
    {
      next: 'Try again, or look in the server’s log.',
      place: 'url',
      value: status,
    },
  );
}

/** What a refused write means. */
export function writeRefusal(status: number, body: string, url: string): StudioError {
  const message = errorText(body);
  const database = /database not found: "?(.*?)"?$/.exec(message ?? '')?.[1];
  if (database !== undefined) {
    return new StudioError('not-found', `The server has no database “${database}” to write to.`, {
      next: `Create it first: CREATE DATABASE "${database.replace(/["\\]/g, '\\$&')}"`,
      place: 'database',
      value: database,
    });
  }
  if (message === undefined || status !== 400) return refusal(status, body, url);
  return new StudioError('bad-input', `InfluxDB did not take the points: ${message.trim()}`, {
    next: /type conflict/.test(message)
      ? 'Write to another measurement or field.'
      : 'Check the measurement and its tags.',
    place: 'measurement',
    value: message,
  });
}

function errorText(body: string): string | undefined {
  try {
    const answer: unknown = JSON.parse(body);
    const error: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'error') : undefined;
    return typeof error === 'string' ? error : undefined;
  } catch {
    return undefined; // A page or nothing: not InfluxDB's words.
  }
}
