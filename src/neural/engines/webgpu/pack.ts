/** Rows of several networks: [networks, count, width]. */
export interface RowsShape {
  readonly networks: number;
  readonly count: number;
  readonly width: number;
}

/** Floats that so many rows of each network take as tiles. */
export const packedLength = (networks: number, rows: number, width: number): number =>
  4 * networks * Math.ceil(rows / 4) * width;

/**
 * Some rows as tiles of four samples, [networks, tiles, width, 4]: kernels then read the four side by side. Samples
 * beyond the end are zeros.
 * @param from the first row, `rows` of them.
 * @param to is written from `at` on.
 */
export function pack(
  values: Float32Array,
  { networks, count, width }: RowsShape,
  from: number,
  rows: number,
  to: Float32Array,
  at: number,
): void {
  const perNetwork = packedLength(1, rows, width);
  if (rows % 4 !== 0) to.fill(0, at, at + networks * perNetwork);
  for (let g = 0; g < networks; g++) {
    for (let row = 0; row < rows; row++) {
      const source = (g * count + from + row) * width;
      const target = at + g * perNetwork + (row & ~3) * width + (row & 3);
      for (let k = 0; k < width; k++) to[target + 4 * k] = values[source + k] as number;
    }
  }
}

/** All rows from tiles that begin with them. */
export function unpack(tiles: Float32Array, { networks, count, width }: RowsShape): Float32Array {
  const perNetwork = packedLength(1, count, width);
  const values = new Float32Array(networks * count * width);
  for (let g = 0; g < networks; g++) {
    for (let row = 0; row < count; row++) {
      const target = (g * count + row) * width;
      const source = g * perNetwork + (row & ~3) * width + (row & 3);
      for (let k = 0; k < width; k++) values[target + k] = tiles[source + 4 * k] as number;
    }
  }
  return values;
}
