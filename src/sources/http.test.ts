import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../base/errors';
import { duration, stamp } from './ask-well';
import { serverUrl } from './http';

describe('a server’s address', () => {
  it.each([
    ['localhost:8086', 'http://localhost:8086'],
    [' http://localhost:8086/ ', 'http://localhost:8086'],
    ['https://influx.example.com/db///', 'https://influx.example.com/db'],
    ['//10.0.0.1:8086', 'http://10.0.0.1:8086'],
    ['HTTP://Host:80/?x=1#y', 'http://host'],
    ['[::1]:8086', 'http://[::1]:8086'],
  ])('%s', (typed, url) => expect(serverUrl(typed)).toBe(url));

  it.each(['', '   ', 'http://', 'ftp://x', 'http://a b', 'http://user:pa55@x', 'x:99999'])(
    'refuses “%s”, at url',
    (typed) => {
      expect(() => serverUrl(typed)).toThrow(
        expect.objectContaining({ code: 'bad-input', place: 'url', next: expect.any(String) }),
      );
    },
  );

  it('never tells a password, whatever is typed', () => {
    try {
      serverUrl('http://user:pa55word@x');
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      expect(JSON.stringify([error.message, error.next, error.value])).not.toContain('pa55word');
    }
  });

  it('is an address or an error at url, and settled once made', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.domain()), (typed) => {
        try {
          const url = serverUrl(typed);
          expect(serverUrl(url)).toBe(url);
          expect(new URL(url).origin).toMatch(/^https?:/);
        } catch (error) {
          expect(error).toMatchObject({ name: 'StudioError', place: 'url' });
        }
      }),
    );
  });
});

describe('durations and stamps', () => {
  it('are in the largest unit that divides', () => {
    expect([1, 1500, 60_000, 5_400_000, 86_400_000, 7 * 86_400_000].map(duration)).toEqual([
      '1ms',
      '1500ms',
      '1m',
      '90m',
      '1d',
      '7d',
    ]);
  });

  it('stay within what InfluxDB keeps', () => {
    expect(stamp(0)).toBe('1970-01-01T00:00:00Z');
    expect(stamp(-1e17)).toBe('1677-09-21T00:12:44Z');
    expect(stamp(1e17)).toBe('2262-04-11T23:47:16Z');
  });
});
