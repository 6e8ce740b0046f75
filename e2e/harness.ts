/**
 * What the end-to-end tests import: a studio in Chromium and real InfluxDB servers, started when first needed and
 * gone after the test file. A part that cannot be had skips the test with the reason; with CI=true it fails the test.
 */
import { afterAll, beforeAll, beforeEach, onTestFinished } from 'vitest';
import { MissingPart } from './servers/found';
import { type Influx1, type Influx1Options, startInflux1 } from './servers/influx1';
import { type Influx2, type Influx2Options, startInflux2 } from './servers/influx2';
import { ensurePart, nothingMayBeMissing, type PartName } from './servers/parts';
import * as studio from './studio';

export { fleetLines } from './servers/lines';
export { SeedProblem, writeLines } from './servers/seed';
/** @public */
export type { Studio, StudioOptions } from './studio';

afterAll(studio.closeStudios);

/** To be called inside a test: the studio closes with the test, and a failed test leaves a `failed-…` screenshot. */
export async function openStudio(options: studio.StudioOptions = {}): Promise<studio.Studio> {
  const opened = await studio.openStudio(options);
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') await opened.shot(`failed-${task.name}`).catch(() => undefined);
    await opened.close();
  });
  return opened;
}

/** To be called in a file or a `describe`: its tests need these parts. */
export function needs(...parts: readonly PartName[]): void {
  let reason: string | undefined;
  beforeAll(async () => {
    const answers = await Promise.all(parts.map(ensurePart));
    for (const answer of answers) if (!answer.ok) reason ??= answer.reason;
    if (reason !== undefined) console.warn(`The tests that need ${parts.join(', ')} do not run. ${reason}`);
  });
  beforeEach((context) => {
    if (reason === undefined) return;
    if (nothingMayBeMissing()) throw new MissingPart(reason);
    context.skip(reason);
  });
}

/** To be called in a file or a `describe`: an InfluxDB 1 of its tests' own. The answer gives it inside a test. */
export function useInflux1(options: Influx1Options = {}): () => Influx1 {
  return useServer('influx1', () => startInflux1(options));
}

/** To be called in a file or a `describe`: an InfluxDB 2 of its tests' own. The answer gives it inside a test. */
export function useInflux2(options: Influx2Options = {}): () => Influx2 {
  return useServer('influx2', () => startInflux2(options));
}

function useServer<Server extends { stop(): Promise<void> }>(part: PartName, start: () => Promise<Server>) {
  needs(part);
  let server: Server | undefined;
  beforeAll(async () => {
    if ((await ensurePart(part)).ok) server = await start();
  });
  afterAll(async () => {
    await server?.stop();
  });
  return (): Server => {
    if (server === undefined) throw new MissingPart(`${part} is only there inside a test that was not skipped`);
    return server;
  };
}
