import type { Recipe } from '../pipeline/recipe';
import { checkRecipe, type Families } from './check-recipe';
import { parseJson } from './json';
import { damaged } from './refusals';
import { checkFormat, fitting, recipeFileSchema, recipeFormat } from './schema';

const largest = 5 * 1024 * 1024;

/** A recipe file from a stranger, checked. @throws StudioError `damaged` or `unsupported` in words. */
export function importRecipe(
  file: { readonly name: string; readonly bytes: Uint8Array },
  families: Families,
): { readonly name: string; readonly recipe: Recipe } {
  if (file.bytes.length > largest) throw damaged(file.name, 'is far too large for a recipe');
  const value = parseJson(file.bytes, file.name);
  checkFormat(value, recipeFormat, file.name, 'a recipe');
  const { name, recipe } = fitting(recipeFileSchema, value, file.name);
  checkRecipe(recipe, families, file.name);
  return { name, recipe };
}
