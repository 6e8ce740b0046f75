import { deflateSync, strToU8 } from 'fflate';
import type { Recipe } from '../pipeline/recipe';
import { linkPrefix } from './link-prefix';
import type { Room } from './store';

/** A walk as the tail of an address: room and recipe, nothing secret, nothing that was read. */
export function toHash(recipe: Recipe, room: Room): string {
  const bytes = deflateSync(strToU8(JSON.stringify({ room, recipe })), { level: 9 });
  return (
    linkPrefix +
    btoa(String.fromCharCode(...bytes))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '')
  );
}
