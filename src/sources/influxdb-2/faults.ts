import { StudioError } from '../../base/errors';

/** A Flux query's failure, from the server's words, which carry `@line:column-line:column` where they know it. */
export function runtimeFault(message: string): StudioError {
  const bucket = /could not find bucket "(.*?)"/.exec(message)?.[1] ?? /bucket "(.*?)" not found/.exec(message)?.[1];
  if (bucket !== undefined) {
    return new StudioError('not-found', `The server has no bucket “${bucket}” that this token may see.`, {
      next: 'Choose one that is in the catalogue, or create it in InfluxDB.',
      place: 'database',
      value: bucket,
    });
  }
  const org = /organization name "(.*?)" not found/.exec(message)?.[1];
  if (org !== undefined) {
    return new StudioError('not-found', `The server has no organisation “${org}” that this token may see.`, {
      next: 'Check its name: it is the one shown at the top left in InfluxDB.',
      place: 'org',
      value: org,
    });
  }
  const place = /@(\d+):(\d+)/.exec(message);
  const [first = '', ...more] = message.split(/\n\n+/);
  const words = first
    .replace(/^(compilation failed|runtime error|loc \S+):? ?/, '')
    .replace(/(?:error )?@\d+:\d+-\d+:\d+: /, '')
    .trim();
  const others = more.length === 0 ? '' : `, and ${more.length} more`;
  const where = (place === null ? '' : ` (line ${place[1]}, column ${place[2]})`) + others;
  return new StudioError('bad-query', `InfluxDB refused the query: ${words}${where}`, {
    next: 'Change the query, or take back your own text to have it built for you.',
    place: 'text',
    value: message,
  });
}

const TYPE_FAULT = /unsupported (aggregate column|input) type|has no implementation for type|cannot convert string/;

/** Whether a query failed because an aggregate met text or flags. */
export const isTypeFault = (error: unknown): error is StudioError =>
  error instanceof StudioError && TYPE_FAULT.test(error.value ?? '');

/** An answer of the client's that was no success. */
export interface Refusal {
  readonly statusCode: number;
  readonly body?: string | undefined;
}

/** What an answer other than a success means. */
export function refusal({ statusCode: status, body = '' }: Refusal, url: string): StudioError {
  const message = messageIn(body);
  if (status === 401 || status === 403) {
    return new StudioError(
      'unauthorised',
      status === 401
        ? 'The server does not accept this token.'
        : `This token may not do that: ${message ?? 'forbidden'}.`,
      {
        next:
          status === 401
            ? 'Enter an API token of this server (in InfluxDB: Load Data, API Tokens).'
            : 'Make a token that may read the bucket, and write to it if you want forecasts written back.',
        place: 'token',
      },
    );
  }
  if (message === undefined && status < 500) {
    return new StudioError('not-found', `What answers at ${url} is not InfluxDB 2.`, {
      next: 'Check the address and port, or choose InfluxDB 1.',
      place: 'url',
      value: url,
    });
  }
  if (message !== undefined && status < 500 && status !== 429) return runtimeFault(message);
  return new StudioError(
    'bad-response',
    `The server at ${url} failed (HTTP ${status}): ${message ?? 'no reason given'}.`,
    {
      next:
        status === 429
          ? 'It is asked too often; wait a little and try again.'
          : 'Try again, or look in the server’s log.',
      place: 'url',
      value: status,
    },
  );
}

/** What a refused write means. */
export function writeRefusal(refused: Refusal, url: string): StudioError {
  const fault = refusal(refused, url);
  if (fault.code === 'not-found' && fault.place === 'database') {
    return new StudioError('not-found', fault.message, {
      next: `Create the bucket first: influx bucket create --name '${fault.value}'`,
      place: 'database',
      value: fault.value,
    });
  }
  if (fault.code !== 'bad-query') return fault;
  const message = messageIn(refused.body ?? '') ?? '';
  return new StudioError('bad-input', `InfluxDB did not take the points: ${message}`, {
    next: /type conflict/.test(message)
      ? 'Write to another measurement or field.'
      : 'Check the measurement and its tags.',
    place: 'measurement',
    value: message,
  });
}

function messageIn(body: string): string | undefined {
  try {
    const answer: unknown = JSON.parse(body);
    const message: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'message') : undefined;
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined; // A page or nothing: not InfluxDB's words.
  }
}
