import type { Param } from '../base/params';

/** Which series a step is for: part of every step that looks at one series at a time. */
export const only = {
  kind: 'text',
  label: 'Only these series',
  initial: '',
  placeholder: 'all of them',
  help: 'Names with commas between; * stands for anything, as in temperature*. Empty takes all.',
} as const satisfies Param;

/** Whether a series of this name is meant. */
export function isMeant(wanted: string): (name: string) => boolean {
  const names = wanted
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return (name) => names.length === 0 || names.some((pattern) => fits(pattern.split('*'), name));
}

/** Whether a name is these pieces with anything between them. */
function fits(pieces: readonly string[], name: string): boolean {
  const [head = '', ...rest] = pieces;
  const tail = rest.pop();
  if (tail === undefined) return name === head;
  if (!name.startsWith(head) || name.length < head.length + tail.length || !name.endsWith(tail)) return false;
  let at = head.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= name.length - tail.length;
}
