/** Rows in the order of a column's values: numbers by size, texts by alphabet with numbers within them; unknown ones last. */
export function sortRows<Row>(
  rows: readonly Row[],
  value: (row: Row) => string | number,
  direction: 'up' | 'down',
): readonly Row[] {
  const unknown = (key: string | number): boolean => key === '' || Number.isNaN(key);
  const sign = direction === 'up' ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (unknown(x) || unknown(y)) return Number(unknown(x)) - Number(unknown(y));
    if (typeof x === 'number' && typeof y === 'number') return sign * (x - y);
    return sign * String(x).localeCompare(String(y), 'en', { numeric: true });
  });
}
