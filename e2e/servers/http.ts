/** The little of HTTP and JSON that talking to the test servers needs, typed without `any`. */

/** A database answered with an error, or not at all (`status` 0). */
export class ServerProblem extends Error {
  override readonly name = 'ServerProblem';
  readonly status: number;
  readonly body: string;

  constructor(what: string, status: number, body: string, cause?: unknown) {
    super(`${what}: ${status === 0 ? 'no answer' : `HTTP ${status}`} ${body.trim()}`.trim(), { cause });
    this.status = status;
    this.body = body;
  }
}

export interface RequestPlan {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The body's text; throws a ServerProblem unless the answer is a success. */
export async function requestText(what: string, url: string, request: RequestPlan = {}): Promise<string> {
  let response: Response;
  let body: string;
  try {
    response = await fetch(url, request);
    body = await response.text();
  } catch (error) {
    throw new ServerProblem(what, 0, error instanceof Error ? causeOf(error) : String(error), error);
  }
  if (!response.ok) throw new ServerProblem(what, response.status, body);
  return body;
}

export async function requestJson(what: string, url: string, request: RequestPlan = {}): Promise<unknown> {
  return JSON.parse(await requestText(what, url, request));
}

/** Reads a string at a path of keys and indices in parsed JSON. */
export function stringAt(value: unknown, ...path: readonly (string | number)[]): string {
  let here = value;
  for (const key of path) here = typeof here === 'object' && here !== null ? Reflect.get(here, key) : undefined;
  if (typeof here === 'string') return here;
  throw new Error(`expected a text at ${path.join('.')} of ${JSON.stringify(value).slice(0, 300)}`);
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
