/** Where each batch of so many rows begins, how many it holds (the last may be short), and its number from 0. */
export function* batchesOf(rows: number, batch: number): Generator<{ from: number; count: number; index: number }> {
  for (let from = 0, index = 0; from < rows; from += batch, index++)
    yield { from, count: Math.min(batch, rows - from), index };
}
