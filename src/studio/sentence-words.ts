import type { Phrase, Tone } from '../base/definition';

/** A stretch of the recipe that one member (or the query, or the split) says. */
export interface PhraseGroup {
  /** Handed back when one of its phrases is opened. */
  readonly id: string;
  readonly parts: Phrase;
  /** What follows it: a full stop unless told, e.g. `, and ` to go on in the same sentence. */
  readonly after?: string;
}

/** A piece of the sentence as it is drawn. A phrase keeps the punctuation after it, so that no line starts with a comma. */
export type Piece =
  | { readonly kind: 'words'; readonly text: string }
  | {
      readonly kind: 'phrase';
      readonly key: string;
      readonly group: string;
      readonly text: string;
      readonly params: readonly string[];
      readonly tone?: Tone;
      readonly tail: string;
    };

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const ends = (text: string): boolean => /[.!?]\s*$/.test(text);

/** Groups as one run of pieces: sentences begin with a capital, words side by side are one piece. */
export function pieces(groups: readonly PhraseGroup[]): readonly Piece[] {
  const out: Piece[] = [];
  let opening = true;
  const say = (text: string): void => {
    if (text === '') return;
    const words = opening ? capital(text) : text;
    opening = ends(words);
    const last = out.at(-1);
    if (last?.kind === 'words') out[out.length - 1] = { kind: 'words', text: last.text + words };
    else if (last?.kind === 'phrase') {
      const [tail = ''] = /^[^\s\p{L}\p{N}(“]+/u.exec(words) ?? [];
      out[out.length - 1] = { ...last, tail: last.tail + tail };
      if (words.length > tail.length) out.push({ kind: 'words', text: words.slice(tail.length) });
    } else out.push({ kind: 'words', text: words });
  };
  groups.forEach((group, index) => {
    let phrases = 0;
    for (const part of group.parts) {
      if (typeof part === 'string') {
        say(part);
        continue;
      }
      const { text, ...rest } = part;
      out.push({
        kind: 'phrase',
        // Its number among its group's phrases, so that what it opened stays open while other words come before it.
        key: `${group.id}-${phrases++}`,
        group: group.id,
        text: opening ? capital(text) : text,
        ...rest,
        tail: '',
      });
      opening = false;
    }
    const after = group.after ?? '. ';
    say(index === groups.length - 1 ? after.trimEnd() : after);
  });
  return out;
}

/** The sentence as plain text: for titles, the clipboard, a report. */
export const sentenceText = (groups: readonly PhraseGroup[]): string =>
  pieces(groups)
    .map((piece) => (piece.kind === 'words' ? piece.text : piece.text + piece.tail))
    .join('');
