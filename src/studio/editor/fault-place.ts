import type { Failure } from '../../base/errors';

/** A place in a text, both counted from 1; the end, where it is told, is not part of it. */
export interface FaultPlace {
  readonly line: number;
  readonly column: number;
  readonly end?: { readonly line: number; readonly column: number };
}

const flux = /@(\d+):(\d+)-(\d+):(\d+)/;
const worded = /line:? (\d+),? (?:char|character|column):? (\d+)/i;

/** Where in the text a refused query is wrong, in its server's words; undefined when these do not say. */
export function faultPlace({ value = '', message }: Pick<Failure, 'value' | 'message'>): FaultPlace | undefined {
  for (const words of [value, message]) {
    const span = flux.exec(words);
    if (span !== null) {
      const [line = 1, column = 1, endLine = 1, endColumn = 1] = span.slice(1).map(Number);
      return { line, column, end: { line: endLine, column: endColumn } };
    }
    const place = worded.exec(words);
    if (place !== null) return { line: Number(place[1]), column: Number(place[2]) };
  }
  return undefined;
}

/** The stretch of a text to mark for a place: up to its end, else the word there; never empty where there is text. */
export function faultSpan(
  text: string,
  { line, column, end }: FaultPlace,
): { readonly from: number; readonly to: number } {
  const offset = (wantedLine: number, wantedColumn: number): number => {
    const lines = text.split('\n');
    const before = lines.slice(0, wantedLine - 1).reduce((sum, each) => sum + each.length + 1, 0);
    return Math.min(text.length, before + Math.min((lines[wantedLine - 1] ?? '').length, wantedColumn - 1));
  };
  const from = offset(line, column);
  const to =
    end === undefined ? from + (/^(?:\w+|\S)/.exec(text.slice(from))?.[0].length ?? 0) : offset(end.line, end.column);
  return to > from
    ? { from, to }
    : { from: Math.max(0, Math.min(from, text.length - 1)), to: Math.min(text.length, from + 1) };
}
