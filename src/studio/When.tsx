import { useZone } from './context';
import { moment, span } from './format';

/** A moment in the zone on screen, or a stretch of time that ends before `until`. */
export function When({ at, until }: { readonly at: number; readonly until?: number }) {
  const zone = useZone();
  return until === undefined ? moment(at, zone) : span(at, until, zone);
}
