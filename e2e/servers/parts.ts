/**
 * The three outside parts of the end-to-end tests, asked for by name. `npm test` prepares them while the unit tests
 * run and hands what could not be had to the tests in UNDERTONE_MISSING, so that nothing is tried twice.
 */
import { ensureChromium } from './chromium';
import { type Found, found, messageOf, missing } from './found';
import { ensureInfluxd1 } from './influx1';
import { ensureInflux2 } from './influx2';

export const PARTS = ['chromium', 'influx1', 'influx2'] as const;
export type PartName = (typeof PARTS)[number];

const ENSURE: Readonly<Record<PartName, () => Promise<Found<string>>>> = {
  chromium: ensureChromium,
  influx1: ensureInfluxd1,
  influx2: async () => {
    const way = await ensureInflux2();
    if (!way.ok) return way;
    return found(way.part.way === 'binary' ? way.part.path : way.part.way === 'docker' ? 'docker' : way.part.url);
  },
};

const asked = new Map<PartName, Promise<Found<string>>>();

/** Where a part is, after installing or building it if need be, or why it is not to be had. Asked once a process. */
export function ensurePart(name: PartName): Promise<Found<string>> {
  const reason = knownMissing()[name];
  if (reason !== undefined) return Promise.resolve(missing(reason));
  let answer = asked.get(name);
  if (answer === undefined) {
    answer = ENSURE[name]().catch((error) => missing(`${name}: ${messageOf(error)}`));
    asked.set(name, answer);
  }
  return answer;
}

/** On CI nothing may be missing: a test that lacks its part fails there instead of being skipped. */
export function nothingMayBeMissing(): boolean {
  return process.env.CI === 'true' || process.env.CI === '1';
}

/** The environment that tells child processes what is missing. */
export function missingEnvironment(reasons: Readonly<Partial<Record<PartName, string>>>): Record<string, string> {
  return { UNDERTONE_MISSING: JSON.stringify(reasons) };
}

function knownMissing(): Partial<Record<PartName, string>> {
  const parsed: unknown = JSON.parse(process.env.UNDERTONE_MISSING || '{}');
  const reasons: Partial<Record<PartName, string>> = {};
  for (const name of PARTS) {
    const reason: unknown = typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, name) : undefined;
    if (typeof reason === 'string') reasons[name] = reason;
  }
  return reasons;
}
