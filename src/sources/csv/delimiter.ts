import { sniffed } from './lead';

const DELIMITERS = [',', ';', '\t', '|'] as const;
const ROWS = 60;

/** The delimiter of a sample: the one that cuts most of its lines into the same number of cells, at least two. */
export function delimiterOf(sample: string): string {
  const scored = DELIMITERS.map((delimiter) => {
    const widths = sniffed(sample, delimiter, 0, ROWS).map(({ cells }) => cells.length);
    const common = widths.toSorted((a, b) => a - b)[widths.length >>> 1] ?? 1;
    const agree = widths.filter((width) => width === common).length / (widths.length || 1);
    return { delimiter, common, score: common < 2 ? 0 : agree + Math.min(common, 20) / 1000 };
  });
  const [first, ...rest] = scored;
  if (first === undefined) return ',';
  // `1,5;2,5` reads as three even cells by comma: the semicolon, tab or bar wins when it cuts as evenly.
  const other = rest.find(({ score }) => score >= 0.8);
  if (other !== undefined && (first.score < 0.9 || first.common <= 2 * other.common)) return other.delimiter;
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  return best.score === 0 ? ',' : best.delimiter;
}
