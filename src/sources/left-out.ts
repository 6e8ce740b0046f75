import { count, were } from './assemble';

/** How many records of a file were left out, and cells became gaps, in a sentence; none when there were none. */
export function leftOut(skipped: number, gaps: number, record = 'row'): string[] {
  if (skipped + gaps === 0) return [];
  const parts = [
    ...(skipped > 0 ? [`${count(skipped, record)} ${were(skipped)} skipped`] : []),
    ...(gaps > 0 ? [`${count(gaps, 'cell')} became ${gaps === 1 ? 'a gap' : 'gaps'}`] : []),
  ];
  return [`${parts.join(' and ')}.`];
}
