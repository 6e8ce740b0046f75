import type { Fix } from './doctor';
import type { Wire } from './doctor-wire';

/** A word as a POSIX shell takes it literally, whatever it holds. */
export const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

export const shell = (title: string, ...lines: readonly string[]): Fix => ({
  title,
  language: 'shell',
  text: lines.join('\n'),
});
export const text = (title: string, words: string): Fix => ({ title, language: 'text', text: words });

/** A command that shows what the server answers to this page, headers and words. `headers` name secrets, never hold them. */
export const lookAt = ({ url, page }: Wire, path: string, ...headers: readonly string[]): Fix =>
  shell(
    'See what answers there',
    ['curl -i', `-H ${quoted(`Origin: ${page.origin}`)}`, ...headers, quoted(url + path)].join(' '),
  );

const portOf = (url: URL): number => Number(url.port) || (url.protocol === 'https:' ? 443 : 80);

/**
 * An nginx server that stands before InfluxDB and lets this page read its answers. An address at InfluxDB's usual port is
 * taken for its own, any other for a proxy's that stands there already. `secure` = it is to speak https.
 */
export function nginx(wire: Wire, usualPort: number, secure: boolean): Fix {
  const url = new URL(wire.url);
  const direct = portOf(url) === usualPort || (secure && url.protocol === 'http:');
  const upstream = direct ? url.origin : `http://127.0.0.1:${usualPort}`;
  const listen = direct ? (secure ? 8443 : 8080) : portOf(url);
  const cross = [
    `add_header Access-Control-Allow-Origin "${wire.page.origin}" always;`,
    'add_header Access-Control-Expose-Headers "X-Influxdb-Version" always;',
    'add_header Vary Origin always;',
  ];
  const lines = [
    'server {',
    `  listen ${listen}${secure ? ' ssl' : ''};`,
    `  server_name ${url.hostname};`,
    ...(secure
      ? ['  ssl_certificate     /etc/nginx/influxdb.crt;', '  ssl_certificate_key /etc/nginx/influxdb.key;']
      : []),
    '  location / {',
    '    if ($request_method = OPTIONS) {',
    `      add_header Access-Control-Allow-Origin "${wire.page.origin}" always;`,
    '      add_header Access-Control-Allow-Methods "GET, POST, OPTIONS" always;',
    '      add_header Access-Control-Allow-Headers "Authorization, Content-Type, Accept" always;',
    '      add_header Access-Control-Max-Age 86400 always;',
    '      return 204;',
    '    }',
    `    proxy_pass ${upstream};`,
    '    proxy_hide_header Access-Control-Allow-Origin;',
    ...cross.map((line) => `    ${line}`),
    '    proxy_buffering off;',
    '  }',
    '}',
  ];
  const title = secure ? 'Put nginx with a certificate in front' : 'Let nginx in front allow this page';
  return { title, language: 'nginx', text: lines.join('\n') };
}

/** Lets InfluxDB 2 serve Undertone itself: page and data then come from one place, and neither CORS nor https matters. */
export const assetsPath = (wire: Wire): Fix =>
  shell(
    'Let InfluxDB 2 serve Undertone itself',
    'influxd --assets-path=/path/to/undertone/dist',
    `# then open ${new URL(wire.url).origin}/`,
  );
