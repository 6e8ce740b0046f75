import { StudioError } from '../../base/errors';

/** What an answer other than a success said, from JSON (`{"error", "data"}`) or the plain text most of them are. */
interface Said {
  readonly message: string;
  /** Lines that were not taken, of a write. */
  readonly lines: readonly { readonly number: number; readonly why: string }[];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function saidIn(body: string): Said {
  try {
    const answer: unknown = JSON.parse(body);
    if (!isObject(answer)) return { message: body.trim(), lines: [] };
    const data: unknown[] = Array.isArray(answer.data) ? answer.data : [answer.data];
    const lines = data
      .filter(isObject)
      .map((line) => ({ number: Number(line.line_number), why: String(line.error_message ?? '') }));
    return { message: typeof answer.error === 'string' ? answer.error : String(answer.message ?? ''), lines };
  } catch {
    return { message: /^\s*</.test(body) ? '' : body.trim(), lines: [] }; // A page is not InfluxDB's words.
  }
}

export const noDatabase = (name: string): StudioError =>
  new StudioError('not-found', `The server has no database “${name}” that this token may see.`, {
    next: 'Choose one that is in the catalogue.',
    place: 'database',
    value: name,
  });

const notInflux3 = (url: string): StudioError =>
  new StudioError('not-found', `What answers at ${url} is not InfluxDB 3 Core or Enterprise.`, {
    next: 'Check the address and port. InfluxDB Cloud Serverless and Dedicated answer a page only as InfluxDB 1 does: choose InfluxDB 1, with the token as the password.',
    place: 'url',
    value: url,
  });

const badToken = (message: string): StudioError =>
  new StudioError('unauthorised', message, {
    next: 'Enter a token of this server (influxdb3 create token), without spaces.',
    place: 'token',
  });

/** What the layers of the server put before the words that matter. */
const LAYERS =
  /^(?:(?:(?:query|datafusion|arrow|External|Schema) error|error while (?:planning|executing) \w+|Error during planning|error in InfluxQL statement): )+/;

/** A failed query, from DataFusion's words. */
function queryFault(message: string): StudioError {
  const words = message
    .replace(LAYERS, '')
    .replace(/^SQL error: ParserError\("(.*)"\)$/s, '$1')
    .trim();
  if (/exceed file limit/.test(message)) {
    return new StudioError('bad-query', `InfluxDB will not open that much of the table at once: ${words}`, {
      next: 'Take a shorter range, or start the server with a larger --query-file-limit.',
      place: 'range',
      value: message,
    });
  }
  const place = /Line: (\d+), Column:? (\d+)/i.exec(message);
  return new StudioError('bad-query', `InfluxDB refused the query: ${words}`, {
    next: 'Change the query, or take back your own text to have it built for you.',
    place: 'text',
    value: place === null ? message : `line ${place[1]}, column ${place[2]}`,
  });
}

/** What an answer other than a success means. `body` is the server's. */
export function refusal(status: number, body: string, url: string): StudioError {
  const { message } = saidIn(body);
  if (status === 401 || /header was malformed/.test(message)) return badToken('The server does not accept this token.');
  if (status === 403) {
    return new StudioError('unauthorised', `This token may not do that${message === '' ? '' : `: ${message}`}.`, {
      next: 'Take a token that may read the database, and write to it if you want forecasts written back.',
      place: 'token',
    });
  }
  const database =
    /database not found: (.*)$/s.exec(message)?.[1] ?? /Database does not exist: (.*)$/s.exec(message)?.[1];
  if (database !== undefined) return noDatabase(database);
  if (status === 404 || status === 405 || message === '') {
    return status < 500 ? notInflux3(url) : failed(status, 'no reason given', url);
  }
  // 3.x says 500 of a query it cannot plan.
  if (status < 500 && status !== 429) return queryFault(message);
  return status === 500 && /query|datafusion|InfluxQL|arrow/i.test(message)
    ? queryFault(message)
    : failed(status, message, url);
}

const failed = (status: number, message: string, url: string): StudioError =>
  new StudioError('bad-response', `The server at ${url} failed (HTTP ${status}): ${message}.`, {
    next:
      status === 429 || status === 503
        ? 'It is asked too much; wait a little and try again.'
        : 'Try again, or look in the server’s log.',
    place: 'url',
    value: status,
  });

/** What a refused write means. Nothing of a refused request was written. */
export function writeRefusal(status: number, body: string, url: string): StudioError {
  const { message, lines } = saidIn(body);
  if (status !== 400 && status !== 422) return refusal(status, body, url);
  if (/header was malformed/.test(message)) return refusal(status, body, url);
  const [first] = lines;
  const others = lines.length > 1 ? `, and ${lines.length - 1} more` : '';
  const why = first === undefined ? message : `${first.why} (line ${first.number}${others})`;
  return new StudioError('bad-input', `InfluxDB did not take the points: ${why}`, {
    next: /column type|type conflict/.test(why)
      ? 'Write to another measurement or field.'
      : 'Check the measurement and its tags.',
    place: 'measurement',
    value: why,
  });
}

/** Something answers, but shows a page nothing: so InfluxDB 3 does to a token it does not know. */
export const unread = (url: string): StudioError =>
  new StudioError(
    'unauthorised',
    `Something answers at ${url}, but lets this page read nothing. InfluxDB 3 does so when the token is missing or wrong; a server that allows no other origins (CORS) does so always.`,
    { next: 'Check the token first, then the address and port.', place: 'token' },
  );

/** The list of databases is not for this token. */
export const unlisted = (): StudioError =>
  new StudioError(
    'unauthorised',
    'The server does not let this token list its databases: it may not, or it is not a token of this server.',
    { next: 'Name the database here, or take another token.', place: 'database' },
  );

/** A query was refused, and 3.x shows a page no errors. */
export const unreadQuery = (text: string, database: string): StudioError =>
  new StudioError(
    'bad-query',
    'InfluxDB refused the query, and version 3 does not let a page read why: its errors carry no CORS headers.',
    {
      next: `Change the query, shorten its range, or take a token that may read “${database}”; the influxdb3 command shows the reason.`,
      place: 'text',
      value: text.slice(0, 200),
    },
  );

/** A write was refused, and 3.x shows a page no errors. */
export const unreadWrite = (database: string): StudioError =>
  new StudioError(
    'bad-input',
    'InfluxDB did not take the points, and version 3 does not let a page read why: its errors carry no CORS headers.',
    {
      next: `Most likely the token may not write to “${database}”, or a field of that name holds another type: try another measurement.`,
      place: 'measurement',
    },
  );
