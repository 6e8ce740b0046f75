import { type Fix, failed, passed, type Test, unknown } from './doctor';
import { quoted, shell, text } from './doctor-fixes';
import type { Wire } from './doctor-wire';

/** What a product's doctor adds to the first tests. */
export interface Habits {
  /** Its port where nobody chose another. */
  readonly port: number;
  /** A path that answers without a login. */
  readonly path: string;
  /** How one sees whether it runs, and starts it. */
  readonly start: Fix;
  /** How its server is made to speak https, and other ways past mixed content, the likeliest first. */
  readonly secure: readonly Fix[];
}

/** How near an address is, as far as it says itself: 0 this machine, 1 this network, 2 a name or a public address. */
export function distance(hostname: string): 0 | 1 | 2 {
  const host = hostname.toLowerCase().replace(/\.$/, '');
  if (host === 'localhost' || host.endsWith('.localhost') || /^127\./.test(host) || host === '[::1]') return 0;
  const near =
    /^10\.|^192\.168\.|^169\.254\.|^172\.(1[6-9]|2\d|3[01])\.|^\[f[cd][0-9a-f]{2}:|^\[fe[89ab][0-9a-f]:/.test(host);
  return near || host.endsWith('.local') ? 1 : 2;
}

/** The tests every product begins with: mixed content, permission for the local network, whether anything answers. */
export const networkTests = (wire: Wire, habits: Habits): readonly Test[] => [
  { id: 'mixed-content', run: () => mixedContent(wire, habits) },
  { id: 'local-network', run: () => localNetwork(wire, habits) },
  { id: 'reachable', run: () => reachable(wire, habits) },
];

function mixedContent({ url, page }: Wire, { secure }: Habits) {
  const { protocol, hostname } = new URL(url);
  if (!page.secure) return passed('This page did not come over https, so it may call http and https addresses.');
  if (protocol === 'https:') return passed('The page and the address are both https.');
  const far = distance(hostname);
  if (far === 0) return passed('An https page may call its own machine over http (in Safari it may not).');
  if (far === 1) {
    return unknown('Chrome and Edge let an https page call the local network over http once you agree; others do not.');
  }
  return failed(
    'The page is https, the address is http: the browser blocks the call before it leaves.',
    `This page came over https, and a browser lets such a page call only https addresses. ${url} is http.`,
    secure,
  );
}

/** What browsers have called the permission so far; a name a browser does not know is refused with a TypeError. */
const PERMISSIONS = {
  0: ['loopback-network', 'local-network-access'],
  1: ['local-network', 'local-network-access'],
  2: ['local-network', 'local-network-access'],
} as const;

async function permission(far: 0 | 1 | 2): Promise<PermissionState | undefined> {
  for (const name of PERMISSIONS[far]) {
    try {
      return (await globalThis.navigator?.permissions?.query({ name: name as PermissionName }))?.state;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  return undefined;
}

async function localNetwork({ url, page, stands }: Wire, { path }: Habits) {
  const far = distance(new URL(url).hostname);
  const from = URL.canParse(page.origin) ? distance(new URL(page.origin).hostname) : 0;
  if (from === 0 || from < far) return passed('Not needed: the page comes from this machine, or from nearer by.');
  const state = await permission(far);
  if (state === undefined) return unknown('This browser asks for no such permission, or does not say.');
  if (state === 'granted') return passed('The browser lets this page call the local network.');
  if (state === 'prompt') return unknown('The browser will ask whether this page may; say yes when it does.');
  if (far === 2) return unknown('It is denied, which matters only if this name leads to your own network.');
  // Where the page lies is known to the browser, by its address, and not to us, by its name.
  if ((await stands(url + path)) === 'answers') return passed('It is denied, yet not needed: the call gets through.');
  return failed(
    'It is denied for this page.',
    `The browser does not let this page call ${far === 0 ? 'programs on your own machine' : 'your local network'}, where ${url} is.`,
    [
      page.secure
        ? text(
            'Allow it in the browser',
            `Click the sign left of the address bar at ${page.origin}, open Site settings, set “Local network access” (or “Apps on device”) to Allow, and reload.`,
          )
        : text(
            'Open this page over https, or from localhost: browsers ask for no permission over plain http',
            page.origin.replace(/^http:/, 'https:'),
          ),
    ],
  );
}

const USUAL_PORTS = [8086, 8181];

async function reachable(wire: Wire, { path, start }: Habits) {
  const { url } = wire;
  const stand = await wire.stands(url + path);
  if (stand === 'answers') return passed(`Something answers at ${url}.`);
  const there = new URL(url);
  const others = [
    ...(there.protocol === 'https:' ? [url.replace(/^https:/, 'http:')] : [url.replace(/^http:/, 'https:')]),
    ...USUAL_PORTS.map((port) => `${there.protocol}//${there.hostname}:${port}`),
  ].filter((other) => new URL(other).origin !== there.origin);
  const stands = await Promise.all(others.map((other) => wire.stands(other + path, 1500)));
  const found = others.filter((_, i) => stands[i] === 'answers');
  const [other] = found;
  const slow = stand === 'slow';
  const seen = slow ? `No answer from ${there.host} in 3 seconds.` : `${there.host} takes no call.`;
  const addresses = found.map((address) => text('The address to try', address));
  const open = shell('Try it outside the browser', `curl -i ${quoted(url + path)}`);
  if (other !== undefined && new URL(other).host === there.host) {
    const spoken = new URL(other).protocol.slice(0, -1);
    return failed(
      `${there.host} answers over ${spoken}, not over ${there.protocol.slice(0, -1)}.`,
      `The server at ${there.host} speaks ${spoken}, and the address says ${there.protocol.slice(0, -1)}.`,
      addresses,
    );
  }
  if (other !== undefined) {
    return failed(seen, `Nothing answers at ${url}, but something does at ${other}: the port may be wrong.`, [
      ...addresses,
      open,
    ]);
  }
  const certificate =
    there.protocol === 'https:'
      ? [text('Open it in a tab: if the browser warns of the certificate, it refuses this page too', `${url}${path}`)]
      : [];
  return failed(
    seen,
    slow
      ? `Nothing came back from ${url} in time. The machine may be off, its name wrong, or a firewall in between.`
      : `Nothing answers at ${url}. The server is down, its port or name is wrong, or the browser may not call it.`,
    [start, open, ...certificate],
  );
}
