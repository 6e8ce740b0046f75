import { describe, expect, it } from 'vitest';
import type { CatalogNode, CatalogPath } from '../../sources/types';
import { complete, quoted } from './complete';
import { type Language, lex, said } from './lex';

const shelf: Readonly<Record<string, readonly CatalogNode[]>> = {
  '{}': [
    { kind: 'database', name: 'tests' },
    { kind: 'database', name: 'we"ird' },
  ],
  '{"database":"tests"}': [
    { kind: 'measurement', name: 'cpu' },
    { kind: 'measurement', name: 'mem' },
  ],
  '{"database":"tests","measurement":"cpu"}': [
    { kind: 'field', name: 'usage_user', detail: 'float' },
    { kind: 'tag', name: 'host', count: 3 },
  ],
  '{"database":"tests","measurement":"mem"}': [{ kind: 'field', name: 'used' }],
  '{"database":"tests","measurement":"cpu","tag":"host"}': [
    { kind: 'value', name: 'web-01' },
    { kind: 'value', name: "o'hara" },
  ],
};

/** What is offered at the bar, after it: `kind: what is written`. */
async function at(language: Language, text: string, asked = false, database = 'tests') {
  const bar = text.indexOf('|̲') >= 0 ? text.indexOf('|̲') : text.length;
  const names = async (path: CatalogPath) => shelf[JSON.stringify(path)] ?? [];
  const found = await complete(language, text.replace('|̲', ''), bar, { database, measurement: '' }, names, asked);
  return found?.suggestions.map(({ kind, insert }) => `${kind} ${insert}`);
}

describe('completion of InfluxQL', () => {
  it('offers fields and tags of the measurement after FROM, and functions', async () => {
    const found = await at('influxql', 'SELECT mean(u|̲ FROM "cpu"');
    expect(found).toEqual(expect.arrayContaining(['field "usage_user"', 'tag "host"', 'function percentile(']));
    expect(await at('influxql', 'SELECT mean("us|̲") FROM cpu WHERE time > now() - 1h')).toEqual([
      'field "usage_user"',
      'tag "host"',
      'field time',
    ]);
  });

  it('offers measurements after FROM, databases after ON, values after a tag', async () => {
    expect(await at('influxql', 'SELECT * FROM "')).toEqual(['measurement "cpu"', 'measurement "mem"']);
    expect(await at('influxql', 'SHOW MEASUREMENTS ON t')).toEqual(['database "tests"', 'database "we\\"ird"']);
    expect(await at('influxql', `SELECT "x" FROM "cpu" WHERE "host" = '`)).toEqual([
      "value 'web-01'",
      "value 'o\\'hara'",
    ]);
    expect(await at('influxql', `SELECT "x" FROM "cpu" WHERE host = w`)).toEqual([
      "value 'web-01'",
      "value 'o\\'hara'",
    ]);
    expect(await at('influxql', 'SELECT "x" FROM "cpu" GROUP BY h')).toEqual([
      'tag "host"',
      'function time(',
      'function fill(',
    ]);
  });

  it('takes names where the measurement is qualified, and nothing where none is known', async () => {
    expect(await at('influxql', 'SELECT u|̲ FROM "tests"."autogen"."mem"')).toContain('field "used"');
    expect(await at('influxql', "SELECT 'abc")).toEqual([]);
    expect(await at('influxql', 'SELECT x -- h')).toBeUndefined();
    expect(await at('influxql', 'SELECT ')).toBeUndefined();
    expect(await at('influxql', 'SELECT ', true)).toContain('function mean(');
    expect(await at('influxql', 'SELECT mean(x) FROM cpu WHERE time > now() - 1')).toBeUndefined();
  });
});

describe('completion of Flux', () => {
  const head = 'from(bucket: "tests") |> range(start: -1h) |> filter(fn: (r) => r._measurement == "cpu"';

  it('offers buckets, measurements, fields, values where they are held against', async () => {
    expect(await at('flux', 'from(bucket: "')).toEqual(['database "tests"', 'database "we\\"ird"']);
    expect(await at('flux', 'from(bucket: "tests") |> filter(fn: (r) => r._measurement == "', false, '')).toEqual([
      'measurement "cpu"',
      'measurement "mem"',
    ]);
    expect(await at('flux', `${head} and r._field == "`)).toEqual(['field "usage_user"']);
    expect(await at('flux', `${head} and r["host"] == "w`)).toEqual(['value "web-01"', 'value "o\'hara"']);
    expect(await at('flux', `${head} and r["`)).toEqual(expect.arrayContaining(['tag "_field"', 'tag "host"']));
    expect(await at('flux', `${head} and r.`)).toContain('tag host');
    expect(await at('flux', `${head}) |> group(columns: ["`)).toContain('tag "host"');
  });

  it('offers functions in a pipe, parameters in a call, aggregates as fn', async () => {
    const piped = await at('flux', `${head}) |> ag`);
    expect(piped).toContain('function aggregateWindow(');
    expect(piped).not.toContain('function from(');
    expect(await at('flux', 'f')).toContain('function from(');
    expect(await at('flux', `${head}) |> aggregateWindow(e`)).toEqual(
      expect.arrayContaining(['parameter every: ', 'parameter fn: ']),
    );
    expect(await at('flux', `${head}) |> aggregateWindow(every: 1h, fn: m`)).toContain('function mean');
    expect(await at('flux', '// f')).toBeUndefined();
  });
});

describe('completion of SQL', () => {
  it('offers tables, columns and values', async () => {
    expect(await at('sql', 'SELECT * FROM ', true)).toEqual(expect.arrayContaining(['measurement "cpu"']));
    expect(await at('sql', 'SELECT date_bin(INTERVAL \'1 hour\', t|̲) FROM "cpu"')).toEqual(
      expect.arrayContaining(['field time', 'field "usage_user"', 'function date_bin(']),
    );
    expect(await at('sql', `SELECT * FROM cpu WHERE host IN ('a', '`)).toEqual(["value 'web-01'", "value 'o''hara'"]);
    expect(await at('sql', `SELECT * FROM cpu WHERE "host" NOT IN ('`)).toContain("value 'web-01'");
  });

  it('stays quiet when the source does not answer', async () => {
    const silent = async (): Promise<readonly CatalogNode[]> => {
      throw new Error('gone');
    };
    const found = await complete('sql', 'SELECT * FROM "', 15, { database: 'x', measurement: '' }, silent, false);
    expect(found?.suggestions).toEqual([]);
  });
});

it('quotes names so that they are read as they were', () => {
  for (const language of ['flux', 'influxql', 'sql'] as const) {
    for (const as of ['name', 'text'] as const) {
      for (const name of ['a', 'a"b', "a'b", 'a\\b', 'a\nb', '']) {
        const text = quoted(language, name, as);
        expect(said(language, text)).toBe(name);
        expect(lex(language, text).inside).toBeUndefined();
      }
    }
  }
});
