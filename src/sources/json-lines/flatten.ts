/** A row: cells by name, what is nested with dots between the names. */
export type Flat = Map<string, unknown>;

/** How deep objects are opened, and lists of how many values are columns of their own. */
const [DEEPEST, LONGEST_LIST] = [6, 16];

/** The object in a text as a row, or what is wrong with it. */
export function flattened(text: string): Flat | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'no JSON value';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'no object';
  const row: Flat = new Map();
  open(row, '', value, 0);
  return row;
}

function open(row: Flat, before: string, value: object, depth: number): void {
  for (const [key, inner] of Object.entries(value)) {
    const name = before === '' ? key : `${before}.${key}`;
    const closed = Array.isArray(inner) && inner.length > LONGEST_LIST;
    if (typeof inner === 'object' && inner !== null && !closed && depth < DEEPEST) open(row, name, inner, depth + 1);
    else row.set(name, inner);
  }
}
