import type { JobContext } from '../../base/job';

/** Hears of all progress and says some of it: each phase at once, then a line every two seconds. */
export function sayAtTimes(say: (line: string) => void): JobContext['progress'] {
  let last = Number.NEGATIVE_INFINITY;
  let heard = '';
  return ({ phase, done, total, unit }) => {
    const now = performance.now();
    if (phase === heard && now - last < 2000) return;
    [last, heard] = [now, phase];
    say(total > 0 ? `${phase}: ${Math.floor(done)} of ${total} ${unit}` : phase);
  };
}
