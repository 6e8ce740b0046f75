/**
 * The lab: a bare page in a real Chromium that can load every module of the neural engine, for tests and benches that
 * need a browser (WebAssembly as Chromium compiles it, WebGPU, workers) and no studio. Built from source, served with
 * the studio's security policy.
 */
import { rm } from 'node:fs/promises';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { serve } from '../../src/cli/serve';
import { CHROMIUM_FLAGS, SOFTWARE_WEBGPU_FLAGS } from '../servers/chromium';
import { need } from '../servers/found';
import { ensurePart } from '../servers/parts';
import { temporaryFolder } from '../servers/process';

export interface LabOptions {
  /** WebGPU computed in software (true), or by the machine's GPU, if it has one (`hardware`). */
  readonly webgpu?: boolean | 'hardware';
  /** Further switches for Chromium. */
  readonly flags?: readonly string[];
}

export interface Lab {
  /** The page, with `window.lab` in place. Errors it does not catch are on stderr. */
  readonly page: Page;
  close(): Promise<void>;
}

/** Switches that give WebGPU and WebGL on a GPU without a screen. */
const GPU_FLAGS = [
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  '--use-angle=vulkan',
  '--ignore-gpu-blocklist',
];

/** Opens the lab in a browser of its own; throws MissingPart when there is no Chromium. */
export async function openLab({ webgpu = false, flags: more = [] }: LabOptions = {}): Promise<Lab> {
  const [path, root] = await Promise.all([ensurePart('chromium'), builtLab()]);
  const flags = webgpu === 'hardware' ? GPU_FLAGS : webgpu ? SOFTWARE_WEBGPU_FLAGS : [];
  const server = await serve({ root, port: 0 });
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await server.close();
    await leave();
  };
  try {
    browser = await chromium.launch({
      executablePath: need(path),
      headless: true,
      args: [...CHROMIUM_FLAGS, ...flags, ...more],
    });
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(error));
    // tsx and vitest name the functions they ship with a helper that the page does not have.
    await page.addInitScript({ content: 'globalThis.__name ??= (thing) => thing;' });
    await page.goto(server.url, { waitUntil: 'load' });
    await page.waitForFunction(() => window.lab !== undefined);
    return { page, close };
  } catch (error) {
    await close();
    throw error;
  }
}

let built: Promise<string> | undefined;
let open = 0;

/** The folder with the built page: built when the first lab opens, gone when the last one closes. */
async function builtLab(): Promise<string> {
  open++;
  built ??= buildLab();
  try {
    return await built;
  } catch (error) {
    open--;
    built = undefined;
    throw error;
  }
}

async function leave(): Promise<void> {
  open--;
  if (open > 0 || built === undefined) return;
  const going = built;
  built = undefined;
  await rm(await going, { recursive: true, force: true });
}

async function buildLab(): Promise<string> {
  const outDir = await temporaryFolder('lab');
  try {
    await build({
      configFile: false,
      root: import.meta.dirname,
      base: './',
      logLevel: 'error',
      worker: { format: 'es' },
      build: { outDir, target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
    });
  } catch (error) {
    await rm(outDir, { recursive: true, force: true });
    throw error;
  }
  return outDir;
}
