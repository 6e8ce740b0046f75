/**
 * How well a title fits what was typed: 0 = its letters are not there in this order; more for runs of letters, beginnings
 * of words and short titles.
 */
export function closeness(typed: string, title: string): number {
  const letters = typed.toLowerCase().replace(/\s+/g, '');
  const text = title.toLowerCase();
  if (letters === '') return 1;
  const direct = text.indexOf(typed.trim().toLowerCase());
  if (direct === 0) return 1500 - text.length / 100;
  const begins = firstWord(text, typed.trim().toLowerCase());
  if (begins > 0) return 1490 - text.length / 100;
  if (direct > 0) return 1000 - direct - text.length / 100;
  let score = 0;
  let at = -1;
  for (const letter of letters) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return 0;
    score += next === at + 1 ? 6 : next === 0 || text[next - 1] === ' ' ? 8 : 1;
    at = next;
  }
  return score / (1 + text.length / 100);
}

/** Where a word of the text begins with what was typed; -1 where none does. `Europe/Vienna` is two words. */
function firstWord(text: string, typed: string): number {
  for (let at = text.indexOf(typed); at >= 0; at = text.indexOf(typed, at + 1)) {
    if (at === 0 || /[\s/_]/.test(text.charAt(at - 1))) return at;
  }
  return -1;
}

/** Those that fit, best first; equal ones keep their order. */
export function rank<T>(typed: string, items: readonly T[], words: (item: T) => string): readonly T[] {
  return items
    .map((item) => ({ item, score: closeness(typed, words(item)) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item);
}
