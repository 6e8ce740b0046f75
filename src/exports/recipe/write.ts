import { fileName } from '../file-name';
import { jsonBytes } from '../json';
import { recipeFormat } from '../schema';
import { shareable } from '../shareable';
import type { ExportFile, RecipeInput } from '../types';

/** A recipe as a file that `importRecipe` takes. */
export const writeRecipe = ({ name, recipe }: RecipeInput): ExportFile => ({
  name: fileName(name, 'json', 'recipe'),
  bytes: jsonBytes({ ...recipeFormat, name, recipe: shareable(recipe) }),
});
