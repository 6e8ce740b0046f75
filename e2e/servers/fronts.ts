/** Servers that stand in front of others, or where others were expected: for tests of what keeps a page from its data. */
import { readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener, request } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from './process';
import { shell } from './shell';

export interface Front {
  readonly port: number;
  readonly url: string;
  stop(): Promise<void>;
}

/** Passes requests on to a server, but for what `strip` takes from its answers; `preflight` false answers OPTIONS 405. */
const passing =
  (to: string, strip: RegExp, preflight: boolean): RequestListener =>
  (asked, answer) => {
    if (asked.method === 'OPTIONS' && !preflight) {
      answer.writeHead(405).end();
      return;
    }
    const on = request(to + asked.url, { method: asked.method, headers: { ...asked.headers, host: new URL(to).host } });
    on.on('response', (came) => {
      const kept = Object.entries(came.headers).filter(([name]) => !strip.test(name));
      answer.writeHead(came.statusCode ?? 502, Object.fromEntries(kept));
      came.pipe(answer);
    });
    on.on('error', () => answer.destroy());
    asked.pipe(on);
  };

/** A proxy that forgets the CORS headers of the server behind it. */
export const withoutCors = (to: string): Promise<Front> => listen(passing(to, /^access-control-/i, true));

/** A proxy that lets answers through as they are, but refuses the question before them (OPTIONS). */
export const withoutPreflight = (to: string): Promise<Front> => listen(passing(to, /^$/, false));

/** Some other program: a web server with a page of its own. */
export const somethingElse = (): Promise<Front> =>
  listen((_, answer) => {
    answer.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Grafana</title>');
  });

/** The same server over https, with a certificate nobody signed. */
export async function overHttps(to: string, name: string): Promise<Front> {
  const folder = await temporaryFolder('certificate');
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const made = await shell('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert],
    ...['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`],
  ]);
  if (!made.ok) throw new Error(`openssl made no certificate: ${made.output}`);
  const identity = { key: await readFile(key), cert: await readFile(cert) };
  await rm(folder, { recursive: true });
  const server = createSecureServer(identity, passing(to, /^$/, true));
  return started(server, (port) => `https://${name}:${port}`);
}

const listen = (answer: RequestListener): Promise<Front> =>
  started(createServer(answer), (port) => `http://127.0.0.1:${port}`);

function started(server: ReturnType<typeof createServer>, urlOf: (port: number) => string): Promise<Front> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        port,
        url: urlOf(port),
        stop: () =>
          new Promise((done) => {
            server.closeAllConnections();
            server.close(() => done());
          }),
      });
    });
  });
}
