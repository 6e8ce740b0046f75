import { StudioError } from '../../base/errors';

/** A formula as a tree; `at` is where a part begins in its text, from 0. */
export type Formula =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'series'; readonly name: string; readonly at: number }
  | { readonly kind: 'negative'; readonly of: Formula }
  | { readonly kind: 'sum'; readonly sign: Sign; readonly left: Formula; readonly right: Formula }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Formula[]; readonly at: number };

export type Sign = '+' | '-' | '*' | '/' | '%' | '^';

interface Token {
  readonly kind: 'number' | 'name' | 'quoted' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
}

/** Longer or deeper than anybody writes by hand. */
const LONGEST = 2000;
const DEEPEST = 100;

/** What is wrong with a formula and where, counted from 1 as people do. */
export const wrong = (message: string, at: number, text: string, next?: string): StudioError =>
  new StudioError('bad-input', `${message} (at character ${at + 1}).`, {
    next: next ?? 'Mend it there.',
    place: 'expression',
    value: text.slice(0, 200),
  });

/**
 * Reads a formula: numbers, names of series (bare words, or anything between backticks), + - * / % ^ (which binds strongest and to
 * the right), brackets and calls. Nothing in it is ever executed.
 * @throws StudioError `bad-input` at `expression`, with the place in the text.
 */
export function parse(text: string): Formula {
  if (text.length > LONGEST) throw wrong('This formula is too long', LONGEST, text);
  const tokens = tokensOf(text);
  let next = 0;
  let depth = 0;
  const peek = (): Token => tokens[next] as Token;
  const takes = (...signs: readonly string[]): Token | undefined => {
    const token = peek();
    if (token.kind !== 'sign' || !signs.includes(token.text)) return undefined;
    next++;
    return token;
  };
  const expect = (sign: string): void => {
    if (takes(sign) === undefined) throw wrong(`A “${sign}” is missing`, peek().at, text);
  };
  const deeper = <T>(read: () => T): T => {
    if (++depth > DEEPEST) throw wrong('This formula has too many brackets in brackets', peek().at, text);
    const result = read();
    depth--;
    return result;
  };

  const chain = (operand: () => Formula, ...signs: readonly Sign[]): Formula => {
    let left = operand();
    for (let token = takes(...signs); token !== undefined; token = takes(...signs)) {
      left = { kind: 'sum', sign: token.text as Sign, left, right: operand() };
    }
    return left;
  };
  const whole = (): Formula => deeper(() => chain(product, '+', '-'));
  const product = (): Formula => chain(signed, '*', '/', '%');
  const signed = (): Formula =>
    deeper(() => {
      if (takes('+') !== undefined) return signed();
      return takes('-') === undefined ? power() : { kind: 'negative', of: signed() };
    });
  const power = (): Formula => {
    const left = atom();
    return takes('^') === undefined ? left : { kind: 'sum', sign: '^', left, right: signed() };
  };
  const atom = (): Formula => {
    const token = peek();
    if (takes('(') !== undefined) {
      const inner = whole();
      expect(')');
      return inner;
    }
    if (token.kind === 'end') throw wrong('The formula ends too early', token.at, text);
    if (token.kind === 'sign') throw wrong(`A series or a number is missing before “${token.text}”`, token.at, text);
    next++;
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token.kind === 'name' && takes('(') !== undefined) return call(token);
    return { kind: 'series', name: token.text, at: token.at };
  };
  const call = ({ text: name, at }: Token): Formula => {
    const given: Formula[] = [];
    if (takes(')') === undefined) {
      do given.push(whole());
      while (takes(',') !== undefined);
      expect(')');
    }
    return { kind: 'call', name, arguments: given, at };
  };

  const formula = whole();
  const rest = peek();
  if (rest.kind !== 'end') throw wrong(`“${rest.text}” is not expected here`, rest.at, text);
  return formula;
}

const PIECE =
  /\s*(?:(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[\p{L}_][\p{L}\p{N}_.]*)|`(?<quoted>[^`]+)`|(?<sign>[-+*/%^(),−×÷]))/uy;

const plain: Readonly<Record<string, string>> = { '−': '-', '×': '*', '÷': '/' };

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  let at = 0;
  while (at < end) {
    PIECE.lastIndex = at;
    const found = PIECE.exec(text)?.groups;
    if (found === undefined) {
      const place = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
      throw wrong(
        text[place] === '`'
          ? 'A closing ` is missing'
          : `“${String.fromCodePoint(text.codePointAt(place) ?? 63)}” is not understood`,
        place,
        text,
      );
    }
    const [kind, own] = Object.entries(found).find(([, value]) => value !== undefined) as [Token['kind'], string];
    const length = own.length + (kind === 'quoted' ? 1 : 0);
    tokens.push({ kind, text: kind === 'sign' ? (plain[own] ?? own) : own, at: PIECE.lastIndex - length });
    at = PIECE.lastIndex;
  }
  return [...tokens, { kind: 'end', text: '', at: end }];
}
