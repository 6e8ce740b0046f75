import { StudioError } from '../base/errors';
import { type Answer, fieldIn, type Wire } from './doctor-wire';

/** Which InfluxDB answers at an address. */
export interface Probed {
  /** The source to read it with. */
  readonly id: 'influxdb-1' | 'influxdb-2' | 'influxdb-3';
  /** Its name and, where a page may know it, version: `InfluxDB 1.6.7`. */
  readonly product: string;
  /** False where it shows a page nothing, as InfluxDB 3 does before it is given a token. */
  readonly sure: boolean;
  /** InfluxDB 2 only: it has no user or organisation yet. */
  readonly bare?: boolean;
}

const named = (version: string | undefined): Probed | undefined => {
  const major = /^v?([123])\b/.exec(version ?? '')?.[1];
  if (version === undefined || major === undefined) return undefined;
  return { id: `influxdb-${major as '1' | '2' | '3'}`, product: `InfluxDB ${shortly(version)}`, sure: true };
};

/** `v2.7.12` and `1.6.7~rc0` as people say them. */
const shortly = (version: string): string => version.replace(/^v|[~+].*$/g, '');

const versionIn = (answer: Answer | undefined): string | undefined => {
  const said = fieldIn(answer?.body ?? '', 'version');
  return answer?.version ?? (typeof said === 'string' ? said : undefined);
};

/** What an answer of `/api/v2/setup` says; only InfluxDB 2 knows that path. */
function asTwo(setup: Answer | undefined): Probed | undefined {
  const allowed = fieldIn(setup?.body ?? '', 'allowed');
  if (typeof allowed !== 'boolean') return undefined;
  const version = setup?.version === undefined ? '2' : shortly(setup.version);
  return { id: 'influxdb-2', product: `InfluxDB ${version}`, sure: true, ...(allowed && { bare: true }) };
}

/**
 * What a page may learn, unsigned, of the server at the end of a wire: by `/ping` (1.x, and 3.x without authorisation
 * there), `/api/v2/setup` and `/api/v2/buckets` (2.x, Cloud), `/health` (3.x). `other` = it may be read, but is no
 * InfluxDB; undefined = nothing may be read.
 */
export async function identify(wire: Wire): Promise<Probed | 'other' | undefined> {
  const [ping, setup] = await Promise.all([wire.ask('/ping'), wire.ask('/api/v2/setup')]);
  const known = asTwo(setup) ?? named(versionIn(ping));
  if (known !== undefined) return known;
  const [health, buckets] = await Promise.all([wire.ask('/health'), wire.ask('/api/v2/buckets?limit=1')]);
  if (buckets?.status === 401 && fieldIn(buckets.body, 'code') === 'unauthorized') {
    return { id: 'influxdb-2', product: 'InfluxDB 2', sure: true };
  }
  if (health?.body.trim() === 'OK') return { id: 'influxdb-3', product: 'InfluxDB 3', sure: true };
  return (
    named(versionIn(health)) ??
    ([ping, setup, health, buckets].some((answer) => answer !== undefined) ? 'other' : undefined)
  );
}

/**
 * Finds out which InfluxDB answers, without a login.
 * @throws StudioError `unreachable` at `url` when nothing answers, `not-found` when it is no InfluxDB.
 */
export async function probe(wire: Wire): Promise<Probed> {
  const found = await identify(wire);
  if (found === 'other') {
    throw new StudioError('not-found', `What answers at ${wire.url} is not InfluxDB.`, {
      next: 'Check the address and port.',
      place: 'url',
      value: wire.url,
    });
  }
  if (found !== undefined) return found;
  if ((await wire.stands(`${wire.url}/ping`)) === 'answers') {
    return { id: 'influxdb-3', product: 'a server that tells a page nothing', sure: false };
  }
  throw new StudioError('unreachable', `Nothing that a page may call answers at ${wire.url}.`, {
    next: 'The connection tests say what was tested, and what to do.',
    place: 'url',
    value: wire.url,
  });
}
