/** Chromium: the system's, Playwright's own, or installed on the spot; and the switches it is started with. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { installPackages } from './apt';
import { type Found, found, missing } from './found';
import { isExecutable, isRoot, onPath, shell, tail } from './shell';

/** Switches for every start: no chatter of the browser's own, and no sandbox for root, who cannot have one. @public */
export const CHROMIUM_FLAGS: readonly string[] = [
  ...(isRoot() ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--no-first-run',
  '--disable-sync',
];

/** Further switches that give WebGPU without a GPU: SwiftShader computes it on the processor. @public */
export const SOFTWARE_WEBGPU_FLAGS: readonly string[] = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
];

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'] as const;

/** The path of a Chromium that is already here and starts. */
async function findChromium(): Promise<Found<string>> {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted !== undefined && wanted !== '') {
    return (await starts(wanted)) ? found(wanted) : missing(`CHROMIUM_PATH names ${wanted}, which does not start`);
  }
  const candidates = ['/usr/bin/chromium', ...NAMES.map(onPath), playwrightsOwn()];
  for (const path of candidates) if (path !== undefined && (await starts(path))) return found(path);
  return missing(
    'no Chromium: neither CHROMIUM_PATH, nor chromium or google-chrome on the PATH, nor Playwright has one',
  );
}

/** A Chromium, installed if there is none: from the system's packages, else by Playwright. */
export async function ensureChromium(): Promise<Found<string>> {
  const here = await findChromium();
  if (here.ok || process.env.CHROMIUM_PATH) return here;
  const system = await installPackages(['chromium', 'fonts-dejavu-core']);
  if (system.ok) {
    const installed = await findChromium();
    if (installed.ok) return installed;
  }
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js');
  const own = await shell(process.execPath, [cli, 'install', 'chromium'], { timeoutMs: 600_000 });
  const installed = await findChromium();
  if (installed.ok) return installed;
  const why = system.ok ? 'the packaged one does not start' : system.reason;
  return missing(`no Chromium: ${why}; Playwright's own could not be had either: ${tail(own.output, 3)}`);
}

export interface LaunchOptions {
  /** Start with WebGPU computed in software. */
  readonly webgpu?: boolean;
  /** Further switches. */
  readonly flags?: readonly string[];
}

/** Starts a headless Chromium. The caller closes it. */
export function launchChromium(executablePath: string, options: LaunchOptions = {}): Promise<Browser> {
  const args = [...CHROMIUM_FLAGS, ...(options.webgpu ? SOFTWARE_WEBGPU_FLAGS : []), ...(options.flags ?? [])];
  return chromium.launch({ executablePath, headless: true, args });
}

async function starts(path: string): Promise<boolean> {
  if (!isExecutable(path)) return false;
  const { ok, stdout } = await shell(path, ['--version'], { timeoutMs: 30_000 });
  return ok && /chrom/i.test(stdout);
}

function playwrightsOwn(): string | undefined {
  try {
    return chromium.executablePath();
  } catch {
    return undefined; // Playwright throws on systems it has no build for.
  }
}
