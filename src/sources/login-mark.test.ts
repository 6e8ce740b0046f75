import { afterEach, describe, expect, it, vi } from 'vitest';
import { emptyQuery, type SeriesQuery } from '../frame/query';
import { context } from './contract.testing';
import { influxdb1 } from './influxdb-1/source';
import { influxdb2 } from './influxdb-2/source';
import { influxdb3 } from './influxdb-3/source';
import { loginMark } from './login-mark';

afterEach(() => vi.unstubAllGlobals());

const query: SeriesQuery = {
  ...emptyQuery,
  database: 'd',
  measurement: 'm',
  fields: ['u'],
  range: { start: 0, stop: 1 },
};
const url = 'http://db:8086';
const jwt = '';

/** A server that answers everything, and how often it was asked to count. */
function server(): () => number {
  let counted = 0;
  vi.stubGlobal('fetch', async (_: string, { body }: RequestInit = {}) => {
    const asked = decodeURIComponent(String(body));
    if (/count/i.test(asked)) counted++;
    return new Response(asked.includes('information_schema') ? 'column_name,data_type\nu,Float64\n' : '');
  });
  return () => counted;
}

const estimates = {
  '1': (password: string) =>
    influxdb1.estimate?.({ params: { url, auth: 'basic', username: 'u', password, jwt } }, query, context()),
  '2': (token: string) => influxdb2.estimate?.({ params: { url, org: 'o', token } }, query, context()),
  '3': (token: string) => influxdb3.estimate?.({ params: { url, token, database: 'd' } }, query, context()),
} as const;

describe('what one login read', () => {
  it.each(['1', '2', '3'] as const)('is kept from another: InfluxDB %s', async (version) => {
    const counted = server();
    await estimates[version]('first');
    const once = counted();
    expect(once).toBeGreaterThan(0);
    await estimates[version]('first');
    expect(counted()).toBe(once);
    await estimates[version]('second');
    expect(counted()).toBeGreaterThan(once);
  });

  it('is marked by no secret', () => {
    expect(loginMark('a')).toBe(loginMark('a'));
    expect(new Set(['', 'a', 'b', 'ab'].map((one) => loginMark(one))).size).toBe(4);
    expect(loginMark('ab', 'c')).not.toBe(loginMark('a', 'bc'));
    expect(loginMark('s3cret-token')).toMatch(/^[0-9a-z]{1,7}$/);
  });
});
