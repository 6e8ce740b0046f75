/** The harness itself: it must hear every kind of complaint, or "no complaints" in the other tests proves nothing. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../src/cli/serve';
import { needs, openStudio } from './harness';
import { freePort } from './servers/process';

const PAGE =
  '<!doctype html><html lang="en"><title>a page</title><link rel="icon" href="data:,"><p>Quiet.</p><script type="module" src="./page.js"></script>';
const WORKER = `console.error('the worker is unwell'); postMessage('done');`;
const SCRIPT = `
if (location.hash === '#loud') {
  console.error('something broke');
  console.warn('something is odd');
  setTimeout(() => { throw new Error('nobody caught this'); });
  Promise.reject(new Error('nobody awaited this'));
  const style = document.createElement('style');
  style.textContent = 'p { color: red }';
  document.head.append(style);
  const image = new Image();
  image.src = 'http://127.0.0.1:9/refused.png';
  fetch('./not-there.json');
  fetch('http://127.0.0.1:9/').catch(() => {});
  new Worker('./worker.js').onmessage = () => setTimeout(() => { document.title = 'done'; }, 500);
}
if (location.hash === '#download') {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(['a,b\\n1,2\\n']));
  link.download = 'table.csv';
  document.body.append(link);
  link.click();
}
if (location.hash === '#gpu') {
  const adapter = await navigator.gpu?.requestAdapter();
  document.title = adapter ? 'done ' + adapter.info.vendor + ' ' + adapter.info.architecture : 'done without';
}
localStorage.setItem('visits', String(1 + Number(localStorage.getItem('visits') ?? 0)));
`;

describe('a studio in Chromium', () => {
  needs('chromium');
  let folder = '';
  let server: Awaited<ReturnType<typeof serve>> | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'undertone-page-'));
    await writeFile(join(folder, 'index.html'), PAGE);
    await writeFile(join(folder, 'page.js'), SCRIPT);
    await writeFile(join(folder, 'worker.js'), WORKER);
    server = await serve({ root: folder, port: await freePort() });
  });
  afterAll(async () => {
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });
  const open = (path: string, webgpu = false) => openStudio({ address: server?.url ?? '', path, webgpu });
  const titled = (start: string) => document.title.startsWith(start);

  it('has nothing to complain of on a quiet page, screenshots and waiting included', async () => {
    const studio = await open('');
    await studio.until(titled, 'a page');
    await studio.shot('harness-quiet');
    expect(studio.complaints()).toEqual([]);
  });

  it('hears every kind of complaint', async () => {
    const studio = await open('#loud');
    await studio.until(titled, 'done');
    const heard = studio.complaints().join('\n');
    for (const expected of [
      /^console error: something broke/m,
      /^console warning: something is odd/m,
      /^page error: .*nobody caught this/m,
      /^page error: .*nobody awaited this/m,
      /^policy violation: style-src/m,
      /^policy violation: img-src/m,
      /^console error: .*404/m,
      /^failed request: .*127\.0\.0\.1:9/m,
      /^console error: the worker is unwell/m,
    ]) {
      expect(heard).toMatch(expected);
    }
    studio.forgive(/something (broke|is odd)/);
    expect(studio.complaints().join('\n')).not.toMatch(/something/);
  });

  it('catches a download', async () => {
    const studio = await open('');
    const { name, bytes } = await studio.download(() => studio.page.goto(`${studio.address}?again#download`));
    expect(name).toBe('table.csv');
    expect(new TextDecoder().decode(bytes)).toBe('a,b\n1,2\n');
  });

  it('keeps the profile when the tab is closed, and no longer', async () => {
    const visits = () => localStorage.getItem('visits');
    const first = await open('');
    await first.reopen();
    expect(await first.page.evaluate(visits)).toBe('2');
    const second = await open('');
    expect(await second.page.evaluate(visits)).toBe('1');
  });

  it('has WebGPU in software when asked', async () => {
    const studio = await open('#gpu', true);
    await studio.until(titled, 'done');
    expect(await studio.page.title()).toBe('done google swiftshader');
  });
});
