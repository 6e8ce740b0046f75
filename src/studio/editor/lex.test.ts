import { describe, expect, it } from 'vitest';
import { type Language, lex, said, step } from './lex';

const kinds = (language: Language, text: string): string[] =>
  lex(language, text).tokens.map((token) => `${token.kind} ${token.text}`);

describe('the lexer', () => {
  it('reads Flux', () => {
    expect(kinds('flux', 'from(bucket: "a\\"b") // all\n|> range(start: -7d12h)')).toEqual([
      'word from',
      'sign (',
      'word bucket',
      'sign :',
      'string "a\\"b"',
      'sign )',
      'sign |>',
      'word range',
      'sign (',
      'word start',
      'sign :',
      'sign -',
      'time 7d12h',
      'sign )',
    ]);
    expect(kinds('flux', 'r.x =~ /a\\/b/ and 6 / 2')).toContain('regex /a\\/b/');
    expect(kinds('flux', 'a = 6 / 2 / 1')).not.toContain('regex / 2 /');
    expect(kinds('flux', '2026-01-05T00:00:00Z')).toEqual(['time 2026-01-05T00:00:00Z']);
  });

  it('reads InfluxQL: names, texts, comments over lines', () => {
    expect(kinds('influxql', `SELECT "a""b" /* "no\n" */ FROM m -- 'x\nWHERE host = 'it\\'s'`)).toEqual([
      'word SELECT',
      'name "a"',
      'name "b"',
      'word FROM',
      'word m',
      'word WHERE',
      'word host',
      'sign =',
      "string 'it\\'s'",
    ]);
    expect(kinds('influxql', 'FROM /cpu.*/ GROUP BY time(90s)')).toEqual(
      expect.arrayContaining(['regex /cpu.*/', 'time 90s']),
    );
  });

  it('reads SQL: a quote twice is one', () => {
    expect(kinds('sql', `SELECT "a""b" FROM t WHERE x = 'it''s' AND y >= 10`)).toEqual(
      expect.arrayContaining(['name "a""b"', "string 'it''s'", 'sign >=', 'number 10']),
    );
    expect(said('sql', '"a""b"')).toBe('a"b');
    expect(said('flux', '"a\\"b\\n')).toBe('a"b\n');
  });

  it('tells what is still open at the end', () => {
    expect(lex('flux', 'from(bucket: "te').inside).toEqual({ quote: '"', from: 13 });
    expect(lex('influxql', `WHERE "host" = '`).inside).toEqual({ quote: "'", from: 15 });
    expect(lex('sql', 'SELECT /* ').inside).toBe('comment');
    expect(lex('flux', 'a // b').inside).toBe('comment');
    expect(lex('flux', 'a // b\n').inside).toBeUndefined();
    expect(lex('sql', `SELECT 'a'`).inside).toBeUndefined();
  });

  it('always goes on, whatever it meets', () => {
    for (const language of ['flux', 'influxql', 'sql'] as const) {
      for (const text of ['\\', '"\\', '🙂', '/', "'", '#|>', '\u0000']) {
        const state = { before: '' };
        for (let at = 0; at < text.length; ) {
          const { end } = step(language, text, at, state);
          expect(end).toBeGreaterThan(at);
          at = end;
        }
      }
    }
  });
});
