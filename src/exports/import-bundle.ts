import { checkRecipe, type Families } from './check-recipe';
import { type Bundle, readBundle } from './model-bundle/read';

/**
 * A model from a stranger's bundle, hostile until checked; see `readBundle` for what is checked in which order. Here
 * the recipe is held against the families of this version as well. Nothing is run or stored.
 * @throws StudioError `damaged` or `unsupported`, saying which file, what is wrong with it and what to do.
 */
export async function importBundle(
  file: { readonly name: string; readonly bytes: Uint8Array },
  families: Families,
): Promise<Bundle> {
  const bundle = await readBundle(file);
  checkRecipe(bundle.artifact.recipe, families, 'recipe.json');
  return bundle;
}
