import { describe, expect, it } from 'vitest';
import { onlyReads } from './only-reads';

describe('a person’s own SQL', () => {
  it.each([
    'SELECT "a;DROP" FROM x',
    ' show tables;',
    "SELECT 'into; delete', replace(host, 'a', 'b') FROM x ; ",
    '-- DROP\nSELECT v /* INTO */ FROM x',
    "WITH a AS (SELECT 1.5e-3 * v AS w, time FROM x) SELECT * FROM a WHERE w > .5 AND time > now() - INTERVAL '1 day'",
    'EXPLAIN ANALYZE SELECT v FROM x',
    "SELECT date_bin(INTERVAL '1 hour', time) AS time, selector_last(v, time)['value'] FROM x GROUP BY 1",
    `SELECT "it''s", 'say "x"', "back\\slash", a/b, time AT TIME ZONE 'Europe/Berlin' FROM iox."x" WHERE host ~ '^a'`,
    "SELECT v\r\nFROM x -- note\r\nWHERE v IN (1, 2) AND name = 'ünï 😀'",
  ])('lets pass: %s', (fine) => {
    expect(() => onlyReads(fine)).not.toThrow();
  });

  it.each([
    'DROP TABLE x',
    'INSERT INTO x VALUES (1)',
    'SELECT * INTO y FROM x',
    'SELECT 1; DELETE FROM x',
    'SELECT 1; SELECT 2',
    'WITH a AS (SELECT 1) INSERT INTO x SELECT * FROM a',
    'EXPLAIN ANALYZE INSERT INTO x VALUES (1)',
    "COPY x TO 's3://y'",
    'CREATE TABLE y AS SELECT * FROM x',
    'CREATE OR REPLACE VIEW y AS SELECT 1',
    'SET a = 1',
    'VALUES (1)',
    '/* SELECT */ DROP TABLE x',
    '/* /* */ DROP TABLE x -- */ SELECT 1',
    "SELECT 'a\\'; DROP TABLE x --'",
    "SELECT E'a\\' ; DROP TABLE x --'",
    "SELECT e'x'",
    "SELECT U&'x'",
    'SELECT $$a$$; DROP TABLE x',
    'SELECT $a',
    'SELECT `a` FROM x',
    "SELECT 1 # '\n; DROP TABLE x",
    'SELECT 1 --\r; DROP TABLE x',
    'SELECT 1 --\0; DROP TABLE x',
    'SELECT 1INTO y',
    "SELECT 'open; DROP TABLE x",
    'SELECT "open; DROP TABLE x',
    'SELECT /* open',
    '(DELETE FROM x)',
  ])('refuses in words: %s', (writing) => {
    expect(() => onlyReads(writing)).toThrow(
      expect.objectContaining({ code: 'bad-query', place: 'text', next: expect.any(String) }),
    );
  });
});
