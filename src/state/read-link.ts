import { inflateSync } from 'fflate';
import { StudioError } from '../base/errors';
import { checkRecipe } from '../exports/check-recipe';
import { parseJson } from '../exports/json';
import { fitting, recipeSchema } from '../exports/schema';
import type { Recipe } from '../pipeline/recipe';
import { families } from './all-families';
import { linkPrefix } from './link-prefix';
import { type Room, rooms } from './store';

/** No recipe is longer than this as text; what claims to be is not unpacked further. */
const most = 1_000_000;

/**
 * The walk an address names. What comes by link is hostile until checked.
 * @throws StudioError `damaged` or `unsupported` in words when it cannot be read.
 */
export function fromHash(hash: string): { readonly recipe: Recipe; readonly room: Room } {
  const { room, recipe } = unpack(hash);
  const checked = fitting(recipeSchema, recipe, 'The link');
  checkRecipe(checked, families, 'The link');
  return { recipe: checked, room: rooms.find((known) => known === room) ?? 'data' };
}

function unpack(hash: string): { readonly room?: unknown; readonly recipe?: unknown } {
  try {
    const text = atob(hash.slice(linkPrefix.length).replaceAll('-', '+').replaceAll('_', '/'));
    const packed = Uint8Array.from(text, (sign) => sign.charCodeAt(0));
    return Object(parseJson(inflateSync(packed, { out: new Uint8Array(most) }), 'The link'));
  } catch (cause) {
    throw new StudioError('damaged', 'The link could not be read; a part of it may be missing.', {
      next: 'Ask for it again, or start from the three doors.',
      cause,
    });
  }
}
