import type { Choice } from '../base/definition';
import { faults, type ParamSchema } from '../base/params';
import type { Recipe } from '../pipeline/recipe';
import { damaged, shown, unsupported } from './refusals';

/** As much of a family's member as a check needs. */
export interface Known {
  readonly id: string;
  readonly params: ParamSchema;
}

/** The families a recipe's choices must come from. */
export interface Families {
  readonly sources: readonly Known[];
  readonly shaping: readonly Known[];
  readonly preparation: readonly Known[];
  readonly decomposition: readonly Known[];
  readonly models: readonly Known[];
  readonly detectors: readonly Known[];
  readonly clustering: readonly Known[];
}

/**
 * Refuses a recipe whose members this version does not have (`unsupported`), or whose parameters their schemas refuse
 * (`damaged`). `file` is where it was read from.
 */
export function checkRecipe(recipe: Recipe, families: Families, file: string): void {
  const steps: readonly (readonly [what: string, family: readonly Known[], choice: Choice])[] = [
    ['source', families.sources, recipe.source],
    ...(recipe.steps ?? []).map((step) => ['step by hand', families.shaping, step] as const),
    ...recipe.preparation.map((choice) => ['preparation', families.preparation, choice] as const),
    ['decomposition', families.decomposition, recipe.decomposition],
    ['model', families.models, recipe.model],
    ['detector', families.detectors, recipe.detector],
    ['clusterer', families.clustering, recipe.clusterer],
  ];
  for (const [what, family, choice] of steps) {
    const member = family.find(({ id }) => id === choice.id);
    if (member === undefined) {
      throw unsupported(
        file,
        `asks for the ${what} “${shown(choice.id)}”, which this version of Undertone does not have`,
      );
    }
    const [fault] = Object.values(faults(member.params, choice.params));
    if (fault !== undefined) throw damaged(file, `has a faulty ${what}: ${fault.replace(/\.$/, '')}`);
  }
}
