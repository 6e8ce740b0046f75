import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Influx3, startInflux3 } from '../../e2e/servers/influx3';
import { checked, defaults, type ParamValues } from '../base/params';
import { sources } from '.';
import { context, type Ground, sourceContract } from './contract.testing';
import { csv as csvSource } from './csv';
import { type Fake, fake1, fake2, LINES, startFake } from './fake-influx.testing';
import { columnParams } from './file-params';
import { FILES } from './files.testing';
import { influxdb3 } from './influxdb-3/source';
import type { SourceMember } from './types';

let fakes: { readonly one: Fake; readonly two: Fake };
let three: Influx3;
beforeAll(async () => {
  fakes = { one: await startFake(1, fake1), two: await startFake(2, fake2) };
  three = await startInflux3();
  const target = { database: three.database, measurement: 'cpu', tags: {} };
  await influxdb3.write?.(opening3(), target, LINES, context());
});
afterAll(async () => {
  await Promise.all([fakes.one.close(), fakes.two.close(), three.stop()]);
});

const opening3 = () => ({ params: { url: three.url, token: three.token, database: '' } });

const hour = 3_600_000;
const minutes = { measurement: 'cpu', field: 'u', tag: 'host', readMs: 2 * hour, everyMs: 600_000 };
const fileGround = (kind: keyof typeof FILES, params: ParamValues): Ground => {
  const file = FILES[kind];
  return { ...minutes, opening: { params, file }, database: file.name };
};

const KNOWN = ['none', 'mean', 'median', 'sum', 'min', 'max', 'count', 'first', 'last', 'stddev'];

/** Where each member finds something to read. */
const grounds: Readonly<Record<(typeof sources)[number]['id'], () => Ground>> = {
  demo: () => ({
    opening: { params: { seed: 1 } },
    database: 'fleet',
    measurement: 'cpu',
    field: 'usage_user',
    tag: 'host',
    readMs: 12 * hour,
    everyMs: hour,
  }),
  csv: () => fileGround('csv', defaults(csvSource.params)),
  parquet: () => fileGround('parquet', defaults(columnParams)),
  'line-protocol': () => fileGround('line-protocol', { precision: 'auto' }),
  'annotated-csv': () => fileGround('annotated-csv', {}),
  'json-lines': () => fileGround('json-lines', defaults(columnParams)),
  'influxdb-1': () => ({
    ...minutes,
    opening: { params: { url: fakes.one.url, auth: 'none', username: '', password: '', jwt: '' } },
    database: 'tele',
    knows: KNOWN,
  }),
  'influxdb-2': () => ({
    ...minutes,
    opening: { params: { url: fakes.two.url, org: 'org', token: 'secret' } },
    database: 'tele',
    knows: KNOWN,
  }),
  'influxdb-3': () => ({ ...minutes, opening: opening3(), database: three.database }),
};

describe('the family of sources', () => {
  it('lists every folder, once', () => {
    const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(sources.map(({ id }) => id).toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
  });

  it.each(sources.map((member): [string, SourceMember] => [member.id, member]))(
    '%s has a whole calling card',
    (_, member) => {
      expect(checked(member.params, {})).toEqual(defaults(member.params));
      const phrase = member.phrase(checked(member.params, {}));
      expect(phrase.length).toBeGreaterThan(0);
      for (const part of phrase) {
        expect(typeof part === 'string' ? part : part.text).not.toBe('');
        if (typeof part !== 'string')
          for (const name of part.params) expect(Object.keys(member.params)).toContain(name);
      }
      const [first] = phrase;
      expect(typeof first === 'string' ? first : first?.text).toMatch(/^[a-z]/);
      expect(`${member.title}${member.summary}`).not.toMatch(/undefined/);
      expect(new Set(member.aggregates).size).toBe(member.aggregates.length);
    },
  );
});

for (const member of sources)
  sourceContract(member, async () => grounds[member.id]?.() ?? Promise.reject(new Error('no ground')));
