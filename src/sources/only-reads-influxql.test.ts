import { describe, expect, it } from 'vitest';
import { onlyReads } from './only-reads-influxql';

describe('a person’s own InfluxQL', () => {
  it.each([
    'SELECT "a;DROP" FROM x',
    ' show databases',
    "SELECT 'into' FROM x; ;; SHOW TAG KEYS;",
    '-- DROP\nSELECT v /* INTO */ FROM x',
    'EXPLAIN ANALYZE SELECT v FROM x',
    'SELECT "used"/"total", (a + b) / 2, max(c)/min(c) FROM x WHERE v / 2 > 1 AND time > now() - 1h30m',
    "SELECT /it's/, mean(/into/), v FROM /DROP; --/ WHERE host =~ /a\\/b;/ AND os !~ /\"/ GROUP BY time(5m), /ho'/",
    'SELECT v FROM tele.autogen./c;/, tele../d/, (SELECT v / 2 FROM "y") WHERE v > .5',
    "SHOW TAG VALUES FROM /c/ WITH KEY =~ /into|to/ WHERE host = 'it\\'s'",
  ])('lets pass: %s', (fine) => {
    expect(() => onlyReads(fine)).not.toThrow();
  });

  // Those marked * were carried out by InfluxDB 1.6.7: the database was gone, or the points were copied.
  it.each([
    'DROP DATABASE x', // *
    'SELECT * INTO y FROM x', // *
    'SELECT v FROM (SELECT v INTO y FROM x)',
    'EXPLAIN SELECT v INTO y FROM x',
    'SELECT 1; DELETE FROM x',
    '/* SELECT */ CREATE DATABASE x', // *
    "SELECT * FROM /'/; DROP DATABASE telegraf --'", // *
    "SELECT * FROM autogen./'/; DROP DATABASE telegraf --'", // *
    "SELECT /'/ INTO y FROM x --'",
    "SELECT * INTO y FROM /.*/ WHERE host !~ /'/ --'", // *
    'SELECT v FROM x WHERE host =~ /"/; DROP DATABASE telegraf --"', // *
    "SHOW MEASUREMENTS WITH MEASUREMENT = /'/; DROP DATABASE telegraf --'", // *
    'SELECT v FROM x --\r; DROP DATABASE telegraf', // *
    'SELECT v FROM x --\0; DROP DATABASE telegraf', // *
    'SELECT v+1.5INTO y FROM x', // *
    "SELECT v FROM x/'/; DROP DATABASE telegraf --'",
    "SELECT v FROM x WHERE host./'/; DROP DATABASE telegraf --'",
    'SELECT v FROM x WHERE host =~ /a\\\\/; DROP DATABASE telegraf --/',
    "SELECT v FROM x WHERE host = 'open; DROP DATABASE telegraf",
    '(SELECT v INTO y FROM x)',
  ])('refuses in words: %s', (writing) => {
    expect(() => onlyReads(writing)).toThrow(
      expect.objectContaining({ code: 'bad-query', place: 'text', next: expect.any(String) }),
    );
  });
});
