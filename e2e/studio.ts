/**
 * One open Undertone in a real Chromium, for the end-to-end tests and the benches: serves `dist`, opens it in a fresh
 * browser profile, and keeps everything the page complains of.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, ConsoleMessage, Page } from 'playwright-core';
import { serve } from '../src/cli/serve';
import { launchChromium } from './servers/chromium';
import { need } from './servers/found';
import { ensurePart } from './servers/parts';
import { freePort } from './servers/process';

const HERE = dirname(fileURLToPath(import.meta.url));
/** The build under test; UNDERTONE_DIST names one elsewhere. */
export const DIST = process.env.UNDERTONE_DIST ?? join(HERE, '..', 'dist');
const SCREENSHOTS = join(HERE, 'screenshots');

export interface StudioOptions {
  /** What follows the address, such as `#/explore` or `?demo=fleet`. */
  readonly path?: string;
  /** Start Chromium with WebGPU computed in software. */
  readonly webgpu?: boolean;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  /** The reader's time zone, such as `America/St_Johns`; the machine's by default. */
  readonly timezone?: string;
  /** The address of another server that serves the studio, such as one under a sub-path. */
  readonly address?: string;
  /** Further switches of the browser, such as names it is to resolve in its own way. */
  readonly flags?: readonly string[];
}

/** Something the browser found fault with. */
interface Complaint {
  readonly kind: 'console error' | 'console warning' | 'page error' | 'policy violation' | 'failed request' | 'crash';
  readonly text: string;
  readonly where: string;
}

interface Download {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Studio {
  /** The page now open; another one after `reopen`. */
  readonly page: Page;
  readonly context: BrowserContext;
  /** The studio's address, without a path. */
  readonly address: string;
  /** Everything complained of so far, in words, less what was forgiven. */
  complaints(): string[];
  /** Expects complaints that match: a test of a wrong password gets the browser's "401" line. */
  forgive(pattern: RegExp): void;
  /** Stores `e2e/screenshots/NAME.png` and answers its path. */
  shot(name: string): Promise<string>;
  /** Does something that downloads one file, and gives that file. */
  download(act: () => Promise<unknown>): Promise<Download>;
  /** Waits until a function is true in the page. Never a text: the studio's security policy forbids evaluating it. */
  until<Argument>(test: (argument: Argument) => unknown, argument: Argument, timeoutMs?: number): Promise<void>;
  /** Closes the tab and opens a new one of the same profile, as a person who comes back. */
  reopen(path?: string): Promise<Page>;
  /** Closes the profile with all it stored. */
  close(): Promise<void>;
}

let served: Promise<{ url: string; close(): Promise<unknown> }> | undefined;
const browsers = new Map<string, Promise<Browser>>();

/** Opens the studio in a new profile; throws MissingPart when there is no Chromium. */
export async function openStudio(options: StudioOptions = {}): Promise<Studio> {
  const [browser, server] = await Promise.all([
    sharedBrowser(options.webgpu ?? false, options.flags ?? []),
    options.address === undefined ? sharedServer() : { url: options.address },
  ]);
  const address = server.url.replace(/\/?$/, '/');
  const context = await browser.newContext({
    viewport: options.viewport ?? { width: 1440, height: 900 },
    colorScheme: options.colorScheme ?? 'light',
    ...(options.timezone === undefined ? {} : { timezoneId: options.timezone }),
    locale: 'en-GB',
    acceptDownloads: true,
  });
  const listed: Complaint[] = [];
  const forgiven: RegExp[] = [];
  await listen(context, (complaint) => listed.push(complaint));

  const visit = async (path: string) => {
    const page = await context.newPage();
    await page.goto(address + path, { waitUntil: 'load' });
    return page;
  };
  let page = await visit(options.path ?? '');
  return {
    get page() {
      return page;
    },
    context,
    address,
    complaints: () => listed.map(inWords).filter((line) => !forgiven.some((pattern) => pattern.test(line))),
    forgive: (pattern) => forgiven.push(pattern),
    shot: async (name) => {
      await mkdir(SCREENSHOTS, { recursive: true });
      const path = join(SCREENSHOTS, `${name.replaceAll(/[^\w.-]+/g, '-')}.png`);
      await page.screenshot({ path, animations: 'disabled' });
      return path;
    },
    download: async (act) => {
      const [download] = await Promise.all([page.waitForEvent('download'), act()]);
      const path = await download.path();
      return { name: download.suggestedFilename(), bytes: new Uint8Array(await readFile(path)) };
    },
    until: async (test, argument, timeoutMs = 30_000) => {
      // The function is shipped as its source; the cast only spares Playwright's generic unwrapping of handles.
      const shipped = test as (argument: unknown) => unknown;
      await page.waitForFunction(shipped, argument, { timeout: timeoutMs });
    },
    reopen: async (path = '') => {
      await page.close();
      page = await visit(path);
      return page;
    },
    close: () => context.close(),
  };
}

/** Ends the browsers and the server that `openStudio` shares within a process. */
export async function closeStudios(): Promise<void> {
  const open = [...browsers.values()];
  browsers.clear();
  await Promise.allSettled(open.map(async (browser) => (await browser).close()));
  const server = served;
  served = undefined;
  await (await server?.catch(() => undefined))?.close();
}

function sharedBrowser(webgpu: boolean, flags: readonly string[]): Promise<Browser> {
  const key = JSON.stringify([webgpu, flags]);
  let browser = browsers.get(key);
  if (browser === undefined) {
    browser = ensurePart('chromium').then((path) => launchChromium(need(path), { webgpu, flags }));
    browsers.set(key, browser);
  }
  return browser;
}

function sharedServer(): Promise<{ url: string }> {
  served ??= (async () => {
    if (!existsSync(join(DIST, 'index.html')))
      throw new Error('there is no dist/index.html: run "npm run build" first');
    return serve({ root: DIST, port: await freePort() });
  })();
  return served;
}

/** Everything the browser reports of a profile's pages and their workers. */
async function listen(context: BrowserContext, complain: (complaint: Complaint) => void): Promise<void> {
  context.on('console', (message: ConsoleMessage) => {
    const type = message.type();
    if (type !== 'error' && type !== 'warning') return;
    const { url, lineNumber } = message.location();
    complain({ kind: `console ${type}`, text: message.text(), where: `${url}:${lineNumber + 1}` });
  });
  context.on('weberror', (problem) => {
    const error = problem.error();
    complain({ kind: 'page error', text: error.stack ?? error.message, where: problem.page()?.url() ?? '' });
  });
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'failed';
    // A request the page itself gave up (a cancelled query, a closed tab) is no fault.
    if (reason !== 'net::ERR_ABORTED') complain({ kind: 'failed request', text: reason, where: request.url() });
  });
  context.on('page', (page) => {
    page.on('crash', () => complain({ kind: 'crash', text: 'the page crashed', where: page.url() }));
  });
  await context.exposeBinding('__undertoneViolation', (_source, text: unknown, where: unknown) => {
    complain({ kind: 'policy violation', text: String(text), where: String(where) });
  });
  // tsx names the functions it ships with a helper that the page does not have.
  await context.addInitScript({ content: 'globalThis.__name ??= (thing) => thing;' });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report: unknown = Reflect.get(globalThis, '__undertoneViolation');
      const what = `${event.violatedDirective} blocked ${event.blockedURI} ${event.sample}`;
      if (typeof report === 'function') report(what, `${event.sourceFile}:${event.lineNumber}`);
    });
  });
}

function inWords({ kind, text, where }: Complaint): string {
  return where === '' ? `${kind}: ${text}` : `${kind}: ${text} (${where})`;
}
