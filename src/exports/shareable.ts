import { withoutSecrets } from '../base/params';
import type { Recipe } from '../pipeline/recipe';
import { sources } from '../sources';
import type { SourceMember } from '../sources/types';

/**
 * A recipe as it may leave the studio. A recipe holds no secret by rule; should one have slipped into the source's
 * parameters, it stays here: only what the source's schema knows and does not call secret goes out.
 */
export function shareable(recipe: Recipe): Recipe {
  const members: readonly SourceMember[] = sources;
  const schema = members.find(({ id }) => id === recipe.source.id)?.params ?? {};
  return { ...recipe, source: { id: recipe.source.id, params: withoutSecrets(schema, recipe.source.params) } };
}
