import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { securityHeaders } from './security';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/** A running static server. */
export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a folder of static files on 127.0.0.1 with the product's security headers. Port 0 takes a free one. Hashed
 * assets are cached for good, the page itself never.
 */
export function serve({ root, port }: { readonly root: string; readonly port: number }): Promise<Served> {
  const home = resolve(root);
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    const asked = decodePath(request.url ?? '/');
    const file = asked === undefined ? undefined : join(home, asked.endsWith('/') ? `${asked}index.html` : asked);
    if (
      file === undefined ||
      !(file === home || file.startsWith(home + sep)) ||
      !existsSync(file) ||
      !statSync(file).isFile()
    ) {
      response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('There is no such file here.\n');
      return;
    }
    const forGood = file.includes(`${sep}assets${sep}`);
    response.writeHead(200, {
      'Content-Type': types[extname(file)] ?? 'application/octet-stream',
      'Cache-Control': forGood ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
    createReadStream(file).pipe(response);
  });
  return new Promise((settle, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => {
      const { port: taken } = server.address() as AddressInfo;
      settle({
        url: `http://127.0.0.1:${taken}/`,
        close: () =>
          new Promise((done) => {
            server.closeAllConnections();
            server.close(() => done());
          }),
      });
    });
  });
}

function decodePath(url: string): string | undefined {
  try {
    return normalize(decodeURIComponent(url.split(/[?#]/)[0] ?? '/'));
  } catch {
    return undefined;
  }
}
