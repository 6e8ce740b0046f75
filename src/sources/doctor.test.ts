import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type JobContext, type Progress, quietContext } from '../base/job';
import { nginx, quoted } from './doctor-fixes';
import { distance } from './doctor-network';
import { wireTo } from './doctor-wire';
import { diagnose as one } from './influxdb-1/doctor';
import { diagnose as two } from './influxdb-2/doctor';
import { diagnose as three } from './influxdb-3/doctor';
import { probe } from './probe';
import type { Diagnosis, Page } from './types';

/** A server as a browser meets it: what it answers, and what of it a page of another origin may read. */
interface Host {
  readonly cors?: (path: string, status: number) => boolean;
  readonly preflight?: boolean;
  /** Takes calls and answers none. */
  readonly hangs?: boolean;
  readonly answer?: (path: string, login: string) => { status?: number; body?: string; version?: string };
}

const sent: { readonly origin: string; readonly login: string }[] = [];

/** Puts a network in place of the real one: origins that are not in it refuse calls. */
function network(hosts: Readonly<Record<string, Host>>): void {
  vi.stubGlobal('fetch', async (asked: string, init: RequestInit = {}) => {
    const { origin, pathname } = new URL(asked);
    const host = hosts[origin];
    const login = new Headers(init.headers).get('Authorization') ?? '';
    sent.push({ origin, login });
    if (host === undefined) throw new TypeError('Failed to fetch');
    if (host.hangs) {
      await new Promise((_, reject) => init.signal?.addEventListener('abort', () => reject(init.signal?.reason)));
    }
    const { status = 200, body = '', version } = host.answer?.(pathname, login) ?? { status: 404 };
    if (init.mode === 'no-cors') return new Response(null);
    if (login !== '' && host.preflight === false) throw new TypeError('Failed to fetch');
    if (host.cors?.(pathname, status) !== true) throw new TypeError('Failed to fetch');
    const headers = version === undefined ? {} : { 'X-Influxdb-Version': version };
    return new Response(status === 204 ? null : body, { status, headers });
  });
}

const page: Page = { origin: 'https://studio.example', secure: false };
const ctx = quietContext(() => 0.5);
const at = 'http://db:8086';

/** The answers of each product, as the real ones gave them. */
const influx1: Host = {
  cors: (path) => path === '/ping' || path === '/query' || path === '/write',
  answer: (path, login) => {
    if (path === '/ping') return { status: 204, version: '1.6.7~rc0' };
    if (path === '/write') return { status: 204 };
    if (path !== '/query') return { status: 404 };
    if (login !== `Basic ${btoa('u:pa55word')}`) return { status: 401, body: '{"error":"authorization failed"}' };
    return { body: '{"results":[{"series":[{"columns":["name"],"values":[["tele"]]}]}]}' };
  },
};
const influx2: Host = {
  cors: (path) => path.startsWith('/api/v2/'),
  answer: (path, login) => {
    if (path === '/api/v2/setup') return { body: '{"allowed":false}' };
    if (path === '/ping') return { status: 204, version: 'v2.7.12' };
    if (login !== 'Token t0ken')
      return { status: 401, body: '{"code":"unauthorized","message":"unauthorized access"}' };
    if (path === '/api/v2/write') return { status: 204 };
    return { body: '{"buckets":[{"type":"user","name":"tests"}],"orgs":[{"name":"o"}]}' };
  },
};
const influx3: Host = {
  cors: (_, status) => status < 400,
  answer: (path, login) => {
    if (login !== 'Bearer t0ken') return { status: 401 };
    if (path === '/ping') return { body: '{"version":"3.9.6"}' };
    return { body: '[{"iox::database":"tele"}]' };
  },
};

const asked = {
  one: (url = at, password = 'pa55word', ofPage = page, context: JobContext = ctx) =>
    one({ params: { url, auth: 'basic', username: 'u', password, jwt: '' } }, ofPage, context, 'tele'),
  two: (url = at, token = 't0ken', ofPage = page) => two({ params: { url, org: 'o', token } }, ofPage, ctx, 'tests'),
  three: (url = at, token = 't0ken', ofPage = page) => three({ params: { url, token, database: '' } }, ofPage, ctx),
};

const verdicts = ({ checks }: Diagnosis) => Object.fromEntries(checks.map(({ id, verdict }) => [id, verdict]));
const failing = ({ checks }: Diagnosis) => checks.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id);

beforeEach(() => {
  sent.length = 0;
});
afterEach(() => vi.unstubAllGlobals());

describe('how near an address is', () => {
  it.each([
    [0, ['localhost', 'a.localhost', 'LOCALHOST.', '127.0.0.1', '127.8.9.1', '[::1]']],
    [
      1,
      ['10.1.2.3', '192.168.0.9', '172.16.0.1', '172.31.255.1', '169.254.1.1', 'nas.local', '[fe80::1]', '[fd00::1]'],
    ],
    [2, ['db', 'db.example', '172.32.0.1', '172.15.0.1', '11.0.0.1', '8.8.8.8', '192.169.0.1', '[2001:db8::1]']],
  ] as const)('%i', (far, hosts) => expect(hosts.map(distance)).toEqual(hosts.map(() => far)));
});

describe('the doctor', () => {
  it('finds nothing wrong where nothing is', async () => {
    network({ [at]: influx1 });
    expect(await asked.one()).toMatchObject({ fixes: [] });
    expect((await asked.one()).wrong).toBeUndefined();
    network({ [at]: influx2 });
    const { wrong, checks } = await asked.two();
    expect([wrong, checks.map(({ verdict }) => verdict)]).toEqual([
      undefined,
      ['passed', 'unknown', 'passed', 'passed', 'passed', 'passed', 'passed'],
    ]);
    network({ [at]: influx3 });
    expect(failing(await asked.three())).toEqual([]);
  });

  it('tells each test as it begins, with the verdicts before it', async () => {
    network({ [at]: influx1 });
    const told: Progress[] = [];
    await asked.one(at, 'pa55word', page, { ...ctx, progress: (report) => told.push(report) });
    const order = ['mixed-content', 'local-network', 'reachable', 'cors', 'auth', 'database'];
    expect(told.map(({ part, done, total }) => [part, done, total])).toEqual(order.map((id, i) => [id, i, 6]));
    expect(told.map(({ checkpoint }) => (checkpoint as unknown[]).length)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('ends the row at the first failure', async () => {
    network({});
    expect(verdicts(await asked.two())).toEqual({
      'mixed-content': 'passed',
      'local-network': 'unknown',
      reachable: 'failed',
      cors: 'skipped',
      auth: 'skipped',
      org: 'skipped',
      database: 'skipped',
    });
  });

  const secure = { ...page, secure: true };
  it.each([
    ['http://db.example:8086', 'failed'],
    ['https://db.example:8086', 'passed'],
    ['http://localhost:8086', 'passed'],
    ['http://127.0.0.1:8086', 'passed'],
    ['http://192.168.1.7:8086', 'unknown'],
    ['http://nas.local:8086', 'unknown'],
  ])('an https page and %s: %s', async (url, verdict) => {
    network({});
    expect(verdicts(await asked.two(url, 't', secure))['mixed-content']).toBe(verdict);
    expect(verdicts(await asked.two(url, 't', page))['mixed-content']).toBe('passed');
  });

  it.each([
    ['http://127.0.0.1:8086', 'denied', 'loopback-network', 'failed'],
    ['http://192.168.1.7:8086', 'denied', 'local-network', 'failed'],
    ['http://192.168.1.7:8086', 'granted', 'local-network-access', 'passed'],
    ['http://192.168.1.7:8086', 'prompt', 'local-network', 'unknown'],
    ['http://db.example:8086', 'denied', 'local-network', 'unknown'],
    ['http://192.168.1.7:8086', 'denied', 'a name nobody asks for', 'unknown'],
  ])('%s where the browser says %s of %s', async (url, state, known, verdict) => {
    network({});
    const query = ({ name }: { name: string }) =>
      name === known ? Promise.resolve({ state }) : Promise.reject(new TypeError('not a permission'));
    vi.stubGlobal('navigator', { permissions: { query } });
    expect(verdicts(await asked.two(url))['local-network']).toBe(verdict);
    network({ [url]: influx2 });
    expect(verdicts(await asked.two(url))['local-network']).not.toBe('failed');
    const near = { origin: 'http://localhost:5173', secure: false };
    expect(verdicts(await asked.two(url, 't', near))['local-network']).toBe('passed');
  });

  it('finds the port, and the scheme, that answers', async () => {
    network({ 'http://db:8086': influx2 });
    const port = await asked.two('http://db:8087');
    expect([failing(port), port.fixes[0]?.text]).toEqual([['reachable'], 'http://db:8086']);
    const scheme = await asked.two('https://db:8086');
    expect([failing(scheme), scheme.fixes[0]?.text]).toEqual([['reachable'], 'http://db:8086']);
    expect(scheme.wrong).toMatch(/speaks http/);
    network({ 'https://db:8086': influx2 });
    expect((await asked.two('http://db:8086')).wrong).toMatch(/speaks https/);
  });

  it.each([
    ['InfluxDB 1', influx1, ['influxdb-2', 'influxdb-3']],
    ['InfluxDB 2', influx2, ['influxdb-1', 'influxdb-3']],
  ] as const)('knows %s where another was chosen', async (title, host, others) => {
    network({ [at]: host });
    for (const chosen of others) {
      const ask = chosen === 'influxdb-1' ? asked.one : chosen === 'influxdb-2' ? asked.two : asked.three;
      const found = await ask();
      expect(failing(found)).toEqual(['cors']);
      expect(found.wrong).toContain(title);
      expect(found.product).toMatch(/^influxdb-[12]$/);
    }
  });

  it('takes another program, a lost header and a refused question apart', async () => {
    network({ [at]: { ...influx2, cors: () => false } });
    const closed = await asked.two();
    expect(failing(closed)).toEqual(['cors']);
    expect(closed.fixes.map(({ language }) => language)).toEqual(['shell', 'shell', 'nginx']);
    network({ [at]: { ...influx2, preflight: false } });
    expect((await asked.two()).wrong).toMatch(/OPTIONS/);
    network({ [at]: { cors: () => true, answer: () => ({ body: '<title>Grafana</title>' }) } });
    for (const ask of [asked.one, asked.two, asked.three]) expect((await ask()).wrong).toMatch(/no InfluxDB/);
  });

  it('blames the token, not the connection, where it is none', async () => {
    network({ [at]: influx1 });
    const found = await one({ params: { url: at, auth: 'jwt', username: '', password: '', jwt: 'half' } }, page, ctx);
    expect([verdicts(found).cors, failing(found)]).toEqual(['passed', ['auth']]);
    expect(found.wrong).toMatch(/JSON Web Token/);
  });

  it('takes no answer of InfluxDB 3 for proof of a wrong token, unless it may read something', async () => {
    network({ [at]: influx3 });
    const hidden = await asked.three(at, 'wrong');
    expect([verdicts(hidden).cors, failing(hidden)]).toEqual(['unknown', ['auth']]);
    expect(hidden.wrong).toMatch(/Most likely the token is wrong/);
    const open: Host = {
      cors: influx3.cors as NonNullable<Host['cors']>,
      answer: (path, login) => (path === '/health' ? { body: 'OK' } : (influx3.answer?.(path, login) ?? {})),
    };
    network({ [at]: open });
    const sure = await asked.three(at, 'wrong');
    expect([verdicts(sure).cors, sure.wrong]).toEqual(['passed', expect.stringMatching(/does not take this token/)]);
  });

  it('says what an address is that is none', async () => {
    network({});
    expect(await asked.one('http://a b')).toMatchObject({
      checks: [{ id: 'reachable', verdict: 'failed' }],
      wrong: expect.stringContaining('not an address'),
    });
  });

  it('ends in about ten seconds, whatever hangs, and stops when it is cancelled', async () => {
    const began = performance.now();
    network({ [at]: { hangs: true } });
    expect((await asked.two()).wrong).toMatch(/in time/);
    expect(performance.now() - began).toBeLessThan(6000);
    const answers: Host = { ...influx1, hangs: false };
    let calls = 0;
    network({ [at]: answers });
    const fast = globalThis.fetch;
    // It answers the first call, and none after.
    vi.stubGlobal('fetch', (input: string, init: RequestInit) => {
      if (calls++ === 0) return fast(input, init);
      return new Promise((_, reject) => init.signal?.addEventListener('abort', () => reject(init.signal?.reason)));
    });
    const again = performance.now();
    expect((await asked.one()).wrong).toMatch(/does not answer within seconds/);
    expect(performance.now() - again).toBeLessThan(11_000);
    const stopping = new AbortController();
    const cancelledRun = asked.one(at, 'p', page, { ...ctx, signal: stopping.signal });
    stopping.abort();
    await expect(cancelledRun).rejects.toMatchObject({ code: 'cancelled' });
  }, 30_000);

  it('sends a login to the address it was typed for alone, and repeats it nowhere', async () => {
    const secret = 'S3CRETt0ken';
    const hosts: Record<string, Host>[] = [
      {},
      { [at]: influx1 },
      { [at]: influx2 },
      { [at]: influx3 },
      { [at]: { ...influx2, cors: () => false } },
      { 'https://db:8086': influx2, 'http://db:8181': influx3 },
    ];
    for (const each of hosts) {
      network(each);
      for (const ask of [asked.one, asked.two, asked.three]) {
        expect(JSON.stringify(await ask(at, secret))).not.toMatch(/S3CRET|UzNDUk/);
        expect(JSON.stringify(await ask(`${at}1`, secret))).not.toMatch(/S3CRET|UzNDUk/);
      }
    }
    const signed = sent.filter(({ login }) => /S3CRET/.test(login) || login.includes(btoa(`u:${secret}`)));
    expect(signed.length).toBeGreaterThan(5);
    expect([...new Set(signed.map(({ origin }) => origin))]).toEqual([at]);
  });
});

describe('which InfluxDB answers', () => {
  const found = (host: Host | undefined) => {
    network(host === undefined ? {} : { [at]: host });
    return probe(wireTo(at, page, ctx));
  };

  it('is found without a login', async () => {
    expect(await found(influx1)).toEqual({ id: 'influxdb-1', product: 'InfluxDB 1.6.7', sure: true });
    expect(await found(influx2)).toEqual({ id: 'influxdb-2', product: 'InfluxDB 2', sure: true });
    expect(await found(influx3)).toMatchObject({ id: 'influxdb-3', sure: false });
    const bare: Host = { ...influx2, answer: () => ({ body: '{"allowed":true}' }) };
    expect(await found(bare)).toMatchObject({ id: 'influxdb-2', bare: true });
    const cloud: Host = { cors: () => true, answer: () => ({ status: 401, body: '{"code":"unauthorized"}' }) };
    expect(await found(cloud)).toMatchObject({ id: 'influxdb-2', sure: true });
    const three: Host = {
      cors: () => true,
      answer: (path) => (path === '/ping' ? { body: '{"version":"3.10.0"}' } : {}),
    };
    expect(await found(three)).toMatchObject({ id: 'influxdb-3', product: 'InfluxDB 3.10.0', sure: true });
    expect(sent.every(({ login }) => login === '')).toBe(true);
  });

  it('is said to be none in words', async () => {
    await expect(found(undefined)).rejects.toMatchObject({ code: 'unreachable', place: 'url' });
    const other: Host = { cors: () => true, answer: () => ({ body: '<html>' }) };
    await expect(found(other)).rejects.toMatchObject({ code: 'not-found', place: 'url' });
  });
});

describe('what is there to copy', () => {
  it('quotes any word so that a shell gives it back', () => {
    const words = fc.array(fc.string({ unit: 'binary' }), { minLength: 50, maxLength: 50 });
    fc.assert(
      fc.property(words, (drawn) => {
        const whole = [...drawn, 'it\'s; $(rm) `x` \\ \n"'].map((word) => word.toWellFormed().replaceAll('\0', ''));
        const said = execFileSync('sh', ['-c', `printf '%s\\0' ${whole.map(quoted).join(' ')}`], { encoding: 'utf8' });
        expect(said.split('\0').slice(0, -1)).toEqual(whole);
      }),
      { numRuns: 5 },
    );
  });

  it('puts nginx before InfluxDB itself, or takes the place of the proxy that is there', () => {
    const standing = (url: string, secure: boolean) => nginx(wireTo(url, page, ctx), 8086, secure).text;
    expect(standing('http://db:8086', true)).toMatch(/listen 8443 ssl;[\s\S]*proxy_pass http:\/\/db:8086;/);
    expect(standing('http://db:8086', false)).toMatch(/listen 8080;[\s\S]*proxy_pass http:\/\/db:8086;/);
    expect(standing('https://db', true)).toMatch(/listen 443 ssl;[\s\S]*proxy_pass http:\/\/127.0.0.1:8086;/);
    expect(standing('http://db:9000', false)).toMatch(/listen 9000;[\s\S]*server_name db;/);
    const text = standing('http://db:8086', true);
    expect(text.split('{').length).toBe(text.split('}').length);
  });
});
