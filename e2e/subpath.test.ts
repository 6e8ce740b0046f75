/** The built studio as a folder of files: under any path, with its headers, and its links followed by others. */
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../src/cli/serve';
import { needs, openStudio } from './harness';
import { freePort } from './servers/process';
import { DIST } from './studio';
import { chooseModel, energyWalk, expectQuiet, press, rowsOf, setBehind, verdict } from './walk';

describe('the studio under a path of its own', () => {
  needs('chromium');
  let folder = '';
  let server: Awaited<ReturnType<typeof serve>> | undefined;
  const address = () => `${server?.url ?? ''}some/path/`;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'undertone-subpath-'));
    await mkdir(join(folder, 'some'));
    await symlink(DIST, join(folder, 'some', 'path'));
    server = await serve({ root: folder, port: await freePort() });
  });
  afterAll(async () => {
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is served with the headers that keep others out', async () => {
    const page = await fetch(address());
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy') ?? '';
    for (const rule of [
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "style-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]) {
      expect(policy).toContain(rule);
    }
    expect(policy).not.toMatch(/unsafe-inline|unsafe-eval(?<!wasm-unsafe-eval)/);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('permissions-policy')).toContain('camera=()');
    const html = await page.text();
    expect(html).toContain('http-equiv="Content-Security-Policy"');
    expect(html).not.toMatch(/style="|<style|<script(?![^>]*src=)/);
    const script = /src="([^"]+\.js)"/.exec(html)?.[1] ?? '';
    const asset = await fetch(new URL(script, address()));
    expect(asset.headers.get('cache-control')).toContain('immutable');
    expect(asset.headers.get('content-type')).toMatch(/javascript/);
    expect((await fetch(`${address()}../../../../etc/passwd`)).status).toBe(404);
    expect((await fetch(`${server?.url ?? ''}some/path/..%2f..%2f..%2fetc%2fpasswd`)).status).toBe(404);
  });

  it('opens the demo data and forecasts', async () => {
    const studio = await openStudio({ address: address() });
    const { page } = studio;
    await page.getByRole('button', { name: /explore city sensors/i }).click();
    await page.getByRole('img', { name: /^How it repeats/ }).waitFor();
    await page.goto(`${address()}${energyWalk('forecast')}`);
    await press(studio, 'Train');
    await verdict(studio);
    expectQuiet(studio);
  });

  it('hands a recipe on as a link', async () => {
    const mine = await openStudio({ address: address(), path: energyWalk('forecast', { horizon: 36 }) });
    await chooseModel(mine, 'Seasonal naive');
    await setBehind(mine, /^36 h$/, { 'Look ahead': 30 });
    await press(mine, 'Forecast');
    await verdict(mine);
    await mine.page.getByRole('button', { name: 'Share' }).click();
    const link = await mine.page.getByLabel('Link').inputValue();
    expect(link).toContain('/some/path/#r=');
    await mine.shot('share');
    await mine.page.getByRole('button', { name: 'Close' }).click();

    const theirs = await openStudio({ address: address(), path: new URL(link).hash });
    await press(theirs, 'Forecast');
    await verdict(theirs);
    expect(await rowsOf(theirs, 'Forecast')).toEqual(await rowsOf(mine, 'Forecast'));
    expectQuiet(mine);
    expectQuiet(theirs);
  });

  it('says that a link is damaged, and shows the doors', async () => {
    const whole = energyWalk('forecast');
    const studio = await openStudio({ address: address(), path: whole.slice(0, 60) });
    await studio.page.getByText('The link could not be read; a part of it may be missing.').waitFor();
    await studio.page.getByRole('button', { name: 'Demo data' }).first().waitFor();
    await studio.shot('damaged-link');
    expectQuiet(studio);
  });
});
