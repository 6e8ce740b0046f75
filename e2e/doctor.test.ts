/** The doctor of connections, in Chromium: every fault is a real one, on real servers, and the fix names what to do. */
import { createHmac } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../src/cli/serve';
import { emptyQuery } from '../src/frame/query';
import { fleetLines, needs, openStudio, type Studio, useInflux1, useInflux2, writeLines } from './harness';
import { type Front, overHttps, somethingElse, withoutCors, withoutPreflight } from './servers/fronts';
import { startStandIn } from './servers/influx3';
import { freePort } from './servers/process';
import { DIST } from './studio';
import { choose, fillConnection, lineOf, walkLink } from './walk';

const FROM = Date.UTC(2026, 0, 5);
const HOUR = 3_600_000;
const SECRET = 'a shared secret';
const NAMES = ['--host-resolver-rules=MAP db.test 127.0.0.1,MAP studio.test 127.0.0.1', '--ignore-certificate-errors'];

const fronts: Front[] = [];
const front = async (made: Promise<Front>): Promise<Front> => {
  const one = await made;
  fronts.push(one);
  return one;
};
afterAll(() => Promise.all(fronts.map((one) => one.stop())));

/** What the browser says of calls that fail on purpose. */
const forgiving = (studio: Studio): Studio => {
  studio.forgive(/CORS|ERR_|40[0-9]|Mixed Content|Failed to load resource/);
  return studio;
};

interface Diagnosed {
  /** Verdicts by test, in order, as `mixed-content passed`. */
  readonly verdicts: readonly string[];
  readonly words: string;
  readonly fixes: string;
  readonly seconds: number;
}

/** Waits until the tests are over. */
async function diagnosed(page: Page): Promise<Diagnosed> {
  const from = performance.now();
  const tests = page.getByRole('region', { name: 'Connection tests' });
  await tests.getByRole('button', { name: 'Test again' }).and(page.locator(':enabled')).waitFor({ timeout: 20_000 });
  const lines = await tests.getByRole('list', { name: 'Connection tests' }).getByRole('listitem').all();
  const verdicts = await Promise.all(
    lines.map(async (line) => (await line.locator('span').allTextContents()).filter((text) => text !== '').join(': ')),
  );
  const outcome = await tests.getByRole('status').innerText();
  const fixes = await tests.getByRole('status').locator('pre').allTextContents();
  return { verdicts, words: outcome, fixes: fixes.join('\n'), seconds: (performance.now() - from) / 1000 };
}

/** The one test that failed. */
const failing = ({ verdicts }: Diagnosed) => verdicts.filter((line) => line.endsWith(': failed'));

const token = (claims: object, secret = SECRET): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
};
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

describe('nothing, or something else, at the address', () => {
  const influx = useInflux2({ store: 'memory' });

  it('a server that is down: nothing answers, and how to start it', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const studio = forgiving(await openStudio());
    await fillConnection(studio, '2.x', { Address: url, Organisation: 'o', Token: 'tok-secret' });
    const seen = await diagnosed(studio.page);
    expect(failing(seen)).toEqual(['Something answers there: failed']);
    expect(seen.words).toContain(`Nothing answers at ${url}`);
    expect(seen.fixes).toMatch(/systemctl start influxdb/);
    expect(seen.fixes).toContain(`curl -i '${url}/api/v2/setup'`);
    expect(JSON.stringify(seen)).not.toContain('tok-secret');
    await studio.shot('doctor-down');
    await studio.page.getByRole('button', { name: 'Copy: Try it outside the browser' }).click();
    await studio.page.getByText(/^(Copied|Chosen: copy it by key)$/).waitFor();
  });

  it('another program at the port: it answers, but lets no page read', async () => {
    const { url } = await front(somethingElse());
    const studio = forgiving(await openStudio());
    for (const [product, fields] of [
      ['1.x', {}],
      ['2.x', { Organisation: 'o', Token: 't' }],
    ] as const) {
      await fillConnection(studio, product, { Address: url, ...fields });
      const seen = await diagnosed(studio.page);
      expect(failing(seen)).toEqual(['This page may read the answers: failed']);
      expect(seen.words).toMatch(/no page of http:\/\/127.* may read it[\s\S]*another program/);
      expect(seen.fixes).toMatch(/curl -i -H 'Origin: http:\/\/127/);
    }
  });

  it('another version: it is named, and taken at a click; https where http is spoken', async () => {
    const { url } = influx();
    const studio = forgiving(await openStudio());
    const { page } = studio;
    await fillConnection(studio, '1.x', { Address: url });
    const seen = await diagnosed(page);
    expect(seen.words).toContain(`answers at ${url}, and InfluxDB 1 was chosen`);
    await page.getByRole('button', { name: 'Take InfluxDB 2' }).click();
    expect(await page.getByLabel('Address').inputValue()).toBe(url);
    await fillConnection(studio, '2.x', { Address: url.replace('http:', 'https:'), Organisation: 'o', Token: 't' });
    const secure = await diagnosed(page);
    expect(secure.words).toContain('speaks http, and the address says https');
    expect(secure.fixes).toBe(url);
  });

  it('finds the version by itself, from the address alone', async () => {
    const studio = forgiving(await openStudio());
    const { page } = studio;
    await page.getByRole('button', { name: 'InfluxDB' }).first().click();
    const form = page.getByRole('form', { name: 'Connect to InfluxDB' });
    expect(await form.getByRole('radio', { name: 'Found by itself' }).isChecked()).toBe(true);
    await form.getByLabel('Address').fill(influx().url);
    await form.getByRole('button', { name: 'Connect' }).click();
    await form.getByText(/InfluxDB 2\S* answers here/).waitFor();
    await form.getByLabel('Organisation').fill(influx().org);
    await form.getByLabel('Token', { exact: true }).fill(influx().token);
    await studio.shot('doctor-found');
    await form.getByRole('button', { name: 'Connect' }).click();
    await lineOf(page, influx().bucket).waitFor();
  });
});

describe('a real InfluxDB 2', () => {
  const influx = useInflux2({ store: 'memory', assets: DIST });
  const login = () => ({ Address: influx().url, Organisation: influx().org, Token: influx().token });

  it('a wrong token, a wrong organisation', async () => {
    const studio = forgiving(await openStudio());
    await fillConnection(studio, '2.x', { ...login(), Token: 'wrong-token' });
    const wrong = await diagnosed(studio.page);
    expect(failing(wrong)).toEqual(['The login is taken: failed']);
    expect(wrong.words).toContain('does not know this token');
    expect(wrong.fixes).toContain(`influx auth create --host '${influx().url}' --org '${influx().org}'`);
    expect(wrong.fixes).not.toContain('wrong-token');
    expect(wrong.seconds).toBeLessThan(10);
    await studio.shot('doctor-token');
    await fillConnection(studio, '2.x', { ...login(), Organisation: 'nobodys' });
    const org = await diagnosed(studio.page);
    expect(failing(org)).toEqual(['The organisation is there: failed']);
    expect(org.words).toContain(`It sees “${influx().org}”`);
  });

  it('a wrong bucket, and a token that may read but not write', async () => {
    await writeLines({ server: influx() }, fleetLines({ hosts: 1, from: FROM, stepMs: HOUR, count: 48 }));
    const held = () =>
      influx().query(
        `from(bucket: "${influx().bucket}") |> range(start: 0, stop: 2030-01-01T00:00:00Z) |> group() |> count()`,
      );
    const before = await held();
    const walk = (bucket: string) =>
      walkLink('data', {
        source: { id: 'influxdb-2', params: { url: influx().url, org: influx().org } },
        query: {
          ...emptyQuery,
          database: bucket,
          measurement: 'cpu',
          fields: ['usage_user'],
          everyMs: HOUR,
          range: { start: FROM, stop: FROM + 48 * HOUR },
        },
      });
    const studio = forgiving(await openStudio({ path: walk('no-such-bucket') }));
    await studio.page.getByLabel('Token', { exact: true }).fill(influx().token);
    await studio.page.getByRole('button', { name: 'Connect' }).click();
    await studio.page.getByRole('button', { name: 'Test the connection' }).click();
    const bucket = await diagnosed(studio.page);
    expect(failing(bucket)).toEqual(['The data may be read: failed']);
    expect(bucket.words).toContain('no bucket “no-such-bucket”');
    expect(bucket.fixes).toContain(`influx bucket create --host '${influx().url}'`);
    await studio.shot('doctor-bucket');

    const reader = forgiving(await openStudio({ path: walk(influx().bucket) }));
    await reader.page.getByLabel('Token', { exact: true }).fill(await influx().readOnlyToken());
    await reader.page.getByRole('button', { name: 'Connect' }).click();
    await reader.page.getByRole('button', { name: 'Test the connection' }).click();
    const scope = await diagnosed(reader.page);
    expect(failing(scope)).toEqual([]);
    expect(scope.words).toContain('To write as well');
    expect(scope.fixes).toMatch(/--read-bucket "\$id" --write-bucket "\$id"/);
    expect(await held()).toBe(before); // Nothing was written by the tests.
  });

  it('a proxy in front that drops CORS, or refuses to be asked', async () => {
    const bare = await front(withoutCors(influx().url));
    const studio = forgiving(await openStudio());
    await fillConnection(studio, '2.x', { ...login(), Address: bare.url });
    const closed = await diagnosed(studio.page);
    expect(failing(closed)).toEqual(['This page may read the answers: failed']);
    expect(closed.fixes).toContain('influxd --assets-path=');
    expect(closed.fixes).toContain(`Access-Control-Allow-Origin "${new URL(studio.address).origin}"`);
    expect(closed.fixes).toContain(`listen ${bare.port};`);
    await studio.shot('doctor-cors');
    const mute = await front(withoutPreflight(influx().url));
    await fillConnection(studio, '2.x', { ...login(), Address: mute.url });
    const unasked = await diagnosed(studio.page);
    expect(failing(unasked)).toEqual(['This page may read the answers: failed']);
    expect(unasked.words).toContain('OPTIONS');
  });

  it('an https page and a http server; the same at localhost is let through', async () => {
    const plain = await serve({ root: DIST, port: await freePort() });
    const page = await front(overHttps(plain.url.replace(/\/$/, ''), 'studio.test'));
    const studio = forgiving(await openStudio({ address: page.url, flags: NAMES }));
    const there = influx().url.replace('127.0.0.1', 'db.test');
    await fillConnection(studio, '2.x', { ...login(), Address: there });
    const mixed = await diagnosed(studio.page);
    expect(failing(mixed)).toEqual(['Secure page, plain address: failed']);
    expect(mixed.words).toContain(`${there} is http`);
    expect(mixed.fixes).toMatch(/--assets-path=[\s\S]*--tls-cert=[\s\S]*listen 8443 ssl/);
    expect(mixed.fixes).toContain(`Access-Control-Allow-Origin "${page.url}"`);
    await studio.shot('doctor-mixed');
    await fillConnection(studio, '2.x', { ...login(), Address: influx().url, Token: 'wrong' });
    const local = await diagnosed(studio.page);
    expect(local.verdicts.slice(0, 2)).toEqual([
      'Secure page, plain address: passed',
      'Permission for the local network: not known',
    ]);
    expect(failing(local)).toEqual(['The login is taken: failed']);
    // The database over https works from there.
    const secure = await front(overHttps(influx().url, 'db.test'));
    await fillConnection(studio, '2.x', { ...login(), Address: secure.url });
    await lineOf(studio.page, influx().bucket).waitFor();

    // Over plain http, and not from localhost, browsers offer neither encryption nor a clipboard.
    const open = forgiving(await openStudio({ address: plain.url.replace('127.0.0.1', 'studio.test'), flags: NAMES }));
    await fillConnection(open, '2.x', { ...login(), Token: 'wrong' });
    await diagnosed(open.page);
    await open.page.getByText('browsers offer no encryption').waitFor();
    expect(await open.page.getByRole('switch').count()).toBe(0);
    await open.page.getByRole('button', { name: /^Copy: Make a token/ }).click();
    await open.page.getByText('Chosen: copy it by key').waitFor();
    const chosen = await open.page.evaluate(() => String(window.getSelection()));
    expect(chosen).toContain('influx auth create');
    await plain.close();
  });

  it('a page from the internet that the browser keeps from the local network', async () => {
    const plain = await serve({ root: DIST, port: await freePort() });
    const page = await front(overHttps(plain.url.replace(/\/$/, ''), 'studio.test'));
    const flags = [...NAMES, `--ip-address-space-overrides=127.0.0.1:${page.port}=public`];
    const studio = forgiving(await openStudio({ address: page.url, flags }));
    await fillConnection(studio, '2.x', { ...login(), Token: 'wrong' }); // Nobody is there to say yes.
    const denied = await diagnosed(studio.page);
    expect(failing(denied)).toEqual(['Permission for the local network: failed']);
    expect(denied.words).toContain('does not let this page call programs on your own machine');
    expect(denied.fixes).toContain(page.url);
    await studio.shot('doctor-local-network');
    await studio.context.grantPermissions(['local-network-access'], { origin: page.url });
    await studio.reopen();
    await fillConnection(studio, '2.x', { ...login(), Token: 'wrong' });
    const granted = await diagnosed(studio.page);
    expect(granted.verdicts).toContain('Permission for the local network: passed');
    expect(failing(granted)).toEqual(['The login is taken: failed']);
    await plain.close();
  });

  it('serves Undertone itself, and then answers in InfluxQL', async () => {
    await writeLines({ server: influx() }, fleetLines({ hosts: 1, from: FROM, stepMs: HOUR, count: 48 }));
    const studio = forgiving(await openStudio({ address: influx().url }));
    await fillConnection(studio, '1.x', { Address: influx().url, User: 'undertone', Password: influx().token });
    await choose(studio, influx().bucket, 'cpu', 'usage_user');
    await studio.page.getByText('48', { exact: true }).first().waitFor();
    await studio.page.getByRole('button', { name: 'Test the connection' }).click();
    const seen = await diagnosed(studio.page);
    expect(failing(seen)).toEqual([]);
    await studio.shot('doctor-assets');
  });
});

describe('a real InfluxDB 1 with logins', () => {
  const influx = useInflux1({ auth: true, sharedSecret: SECRET });

  it('no login, a wrong password, a proxy without CORS', async () => {
    const { url, user = '', password = '' } = influx();
    const studio = forgiving(await openStudio());
    await fillConnection(studio, '1.x', { Address: url });
    const nobody = await diagnosed(studio.page);
    expect(failing(nobody)).toEqual(['The login is taken: failed']);
    expect(nobody.fixes).toContain('CREATE USER "undertone"');
    await fillConnection(studio, '1.x', { User: user, Password: 'not-this' });
    const wrong = await diagnosed(studio.page);
    expect(wrong.words).toContain(`does not know the user “${user}” with this password`);
    expect(JSON.stringify(wrong)).not.toContain('not-this');
    const bare = await front(withoutCors(url));
    await fillConnection(studio, '1.x', { Address: bare.url, User: user, Password: password });
    expect(failing(await diagnosed(studio.page))).toEqual(['This page may read the answers: failed']);
  });

  it('a JSON Web Token: expired, wrongly signed, right', async () => {
    const studio = forgiving(await openStudio());
    const { page } = studio;
    await page.getByRole('button', { name: 'InfluxDB' }).first().click();
    await page.getByRole('radio', { name: 'InfluxDB 1.x' }).check();
    await page.getByRole('radio', { name: 'By JWT' }).check();
    expect(await page.getByLabel('Password', { exact: true }).count()).toBe(0);
    const tried = async (jwt: string) => {
      await fillConnection(studio, '1.x', { Address: influx().url, 'JSON Web Token': jwt });
    };
    await tried(token({ username: 'admin', exp: inSeconds(-60) }));
    await page.getByRole('alert').getByText('This token has run out.').waitFor();
    expect((await diagnosed(page)).words).toContain('This token has run out.');
    await tried(token({ username: 'admin', exp: inSeconds(600) }, 'another secret'));
    await page.getByRole('alert').getByText('not signed with the server’s shared-secret').waitFor();
    const wrong = await diagnosed(page);
    expect(wrong.fixes).toContain('shared-secret = ');
    await studio.shot('doctor-jwt');
    await influx().query('CREATE DATABASE tele');
    await tried(token({ username: 'admin', exp: inSeconds(600) }));
    await lineOf(page, 'tele').waitFor();
  });

  it('a wrong database, and a user who may only read', async () => {
    await influx().query(
      `CREATE DATABASE tele; CREATE USER reader WITH PASSWORD 'reads only'; GRANT READ ON tele TO reader`,
    );
    const walk = (database: string) =>
      walkLink('data', {
        source: { id: 'influxdb-1', params: { url: influx().url, auth: 'basic', username: 'reader' } },
        query: { ...emptyQuery, database, measurement: 'm', fields: ['f'], range: { start: FROM, stop: FROM + HOUR } },
      });
    for (const [database, failed, words] of [
      ['elsewhere', ['The data may be read: failed'], /may not read the database “elsewhere”/],
      ['tele', [], /To write as well[\s\S]*GRANT WRITE ON "tele" TO "reader"/],
    ] as const) {
      const studio = forgiving(await openStudio({ path: walk(database) }));
      await studio.page.getByLabel('Password', { exact: true }).fill('reads only');
      await studio.page.getByRole('button', { name: 'Connect' }).click();
      await studio.page.getByRole('button', { name: 'Test the connection' }).click();
      const seen = await diagnosed(studio.page);
      expect(failing(seen)).toEqual(failed);
      expect(seen.words).toMatch(words);
    }
  });

  it('keeps a connection, and its login only under a passphrase', async () => {
    const { url, user = '', password = '' } = influx();
    const studio = forgiving(await openStudio());
    await fillConnection(studio, '1.x', { Address: url, User: user, Password: 'not-this' });
    await diagnosed(studio.page);
    await studio.page.getByRole('switch', { name: /encrypted under a passphrase/ }).check();
    await fillConnection(studio, '1.x', { Password: password, Passphrase: 'correct horse' });
    await studio.page.getByText(/is kept here, encrypted/).waitFor();
    const page = await studio.reopen();
    await page.getByRole('button', { name: new URL(url).host }).click();
    await page.getByLabel('Passphrase').fill('wrong horse');
    await page.getByRole('button', { name: 'Connect' }).click();
    await page.getByText(/does not open what is kept here/).waitFor();
    await studio.shot('doctor-passphrase');
    await page.getByLabel('Passphrase').fill('correct horse');
    await page.getByRole('button', { name: 'Connect' }).click();
    await page.getByRole('button', { name: 'Disconnect' }).click();

    await page.getByRole('button', { name: 'InfluxDB' }).first().click();
    await page.getByRole('button', { name: `Actions for ${new URL(url).host}` }).click();
    await studio.shot('doctor-saved');
    await page.getByRole('menuitem', { name: 'Forget secrets' }).click();
    await page.getByLabel('Password', { exact: true }).waitFor();
    await page.getByRole('button', { name: `Actions for ${new URL(url).host}` }).click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Plant');
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('button', { name: 'Actions for Plant' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: /^Plant/ }).waitFor();
  });
});

describe('an InfluxDB 3, which hides its refusals', () => {
  needs('chromium');
  let server: Awaited<ReturnType<typeof startStandIn>>;
  beforeAll(async () => {
    server = await startStandIn();
  });
  afterAll(() => server.stop());

  it('a wrong token: most likely, with the command that shows it', async () => {
    const studio = forgiving(await openStudio());
    await fillConnection(studio, '3.x', { Address: server.url, Token: 'wrong-token' });
    const wrong = await diagnosed(studio.page);
    expect(wrong.verdicts).toContain('This page may read the answers: not known');
    expect(failing(wrong)).toEqual(['The login is taken: failed']);
    expect(wrong.words).toContain('Most likely the token is wrong');
    expect(wrong.fixes).toContain('Authorization: Bearer $INFLUXDB3_AUTH_TOKEN');
    expect(wrong.fixes).not.toContain('wrong-token');
    await studio.shot('doctor-influx3');
    await fillConnection(studio, '3.x', { Token: server.token });
    await lineOf(studio.page, server.database).waitFor();
    await studio.page.getByRole('button', { name: 'Test the connection' }).click();
    expect(failing(await diagnosed(studio.page))).toEqual([]);
    await studio.page.getByRole('button', { name: 'Close' }).first().click();
    await studio.page.getByRole('button', { name: 'Disconnect' }).click();
    await fillConnection(studio, '3.x', { Token: server.token, Database: 'no-such-database' });
    const database = await diagnosed(studio.page);
    expect(failing(database)).toEqual(['The data may be read: failed']);
    expect(database.words).toContain(`It shows “${server.database}”`);
    expect(database.fixes).toContain("influxdb3 create database --host '");
  });
});
