import { defineExporter, type RecipeInput } from '../types';

export const recipe = defineExporter<RecipeInput>({
  id: 'recipe',
  title: 'Recipe',
  summary: 'Every choice and the seed as JSON, without data and secrets: with the same data it gives the same run.',
  extension: 'json',
  mime: 'application/json',
  export: async (input) => (await import('./write')).writeRecipe(input),
});
