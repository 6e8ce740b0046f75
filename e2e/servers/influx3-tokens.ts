/** Reads the SQL that the stand-in for InfluxDB 3 answers, token by token. */

/** A query that is not answered; the message is DataFusion's. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

const TOKEN = /\s+|"((?:""|[^"])*)"|'((?:''|[^'])*)'|(\w+)|(>=|<=|<>|.)/suy;

interface Token {
  readonly kind: 'name' | 'text' | 'word' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
}

function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < sql.length) {
    const at = TOKEN.lastIndex;
    const [, name, text, word, sign] = TOKEN.exec(sql) ?? [];
    if (name !== undefined) tokens.push({ kind: 'name', text: name.replaceAll('""', '"'), at });
    else if (text !== undefined) tokens.push({ kind: 'text', text: text.replaceAll("''", "'"), at });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word.toLowerCase(), at });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, at });
  }
  return [...tokens, { kind: 'end', text: 'EOF', at: sql.length }];
}

/** The tokens of a statement and a place among them. */
export class Tokens {
  protected at = 0;
  private readonly sql: string;
  private readonly tokens: readonly Token[];

  constructor(sql: string) {
    this.sql = sql;
    this.tokens = tokensOf(sql);
  }

  /** Where a word stands first, or -1. */
  protected wordAt(word: string): number {
    return this.tokens.findIndex(({ kind, text }) => kind === 'word' && text === word);
  }

  protected list<T>(one: () => T): T[] {
    const all = [one()];
    while (this.take(',')) all.push(one());
    return all;
  }

  protected peek(): Token {
    return this.tokens[this.at] ?? { kind: 'end', text: 'EOF', at: this.sql.length };
  }

  protected next(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  protected take(text: string): boolean {
    const { kind, text: here } = this.peek();
    const is = (kind === 'word' || kind === 'sign') && here === text;
    if (is) this.at++;
    return is;
  }

  protected expect(text: string): void {
    const { kind, text: here } = this.peek();
    if (kind === 'end' || here !== text) throw this.unexpected(text.toUpperCase());
    this.at++;
  }

  protected unexpected(wanted: string): PlanError {
    const { text, at } = this.peek();
    const before = this.sql.slice(0, at).split('\n');
    const place = `Line: ${before.length}, Column: ${(before.at(-1) ?? '').length + 1}`;
    return new PlanError(`SQL error: ParserError("Expected: ${wanted}, found: ${text} at ${place}")`);
  }
}
