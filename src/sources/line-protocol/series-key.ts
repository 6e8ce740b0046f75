/** What tells a series apart: its measurement and tags. */
export interface SeriesKey {
  readonly measurement: string;
  readonly tags: readonly (readonly [name: string, value: string])[];
}

/** Text cut at each sign that no backslash stands before. */
function cut(text: string, sign: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== sign || (i > 0 && text[i - 1] === '\\')) continue;
    parts.push(text.slice(from, i));
    from = i + 1;
  }
  parts.push(text.slice(from));
  return parts;
}

/** A name without the backslashes before commas, spaces and equals signs. */
export const unescaped = (text: string): string => text.replace(/\\([,= ])/g, '$1');

/** The series a key such as `cpu,host=a\ b` names, or what is wrong with it. */
export function seriesKey(text: string): SeriesKey | string {
  const [measurement = '', ...pairs] = cut(text, ',');
  if (measurement === '') return 'no measurement';
  const tags: [string, string][] = [];
  for (const pair of pairs) {
    const [name = '', ...value] = cut(pair, '=');
    if (name === '' || value.length === 0) return `the tag “${pair}” has no ${name === '' ? 'name' : 'value'}`;
    tags.push([unescaped(name), unescaped(value.join('='))]);
  }
  return { measurement: measurement.replace(/\\([, ])/g, '$1'), tags };
}
