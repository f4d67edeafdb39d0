import { MlflowError } from '../model/mlflowError.ts';
import type { RegisteredModel } from '../model/registeredModel.ts';
import type { SearchDialect } from '../search/searchDialect.ts';
import { searchRegisteredModels } from '../search/searchRegisteredModels.ts';

/**
 * The models that a typed text is about, in their order: those for which it holds, where it is a filter in MLflow's grammar for
 * registered models; plain words are looked for in names, descriptions and tags instead, all of them, in either case.
 *
 * @throws MlflowError invalidFilter for a text that has comparisons and is wrong
 */
export function filterModels(
  models: readonly RegisteredModel[],
  text: string,
  dialect: SearchDialect,
): readonly RegisteredModel[] {
  try {
    const found = new Set(searchRegisteredModels(models, { filter: text, orderBy: [] }, dialect));
    return models.filter((model) => found.has(model));
  } catch (error) {
    if (!MlflowError.is(error, 'invalidFilter') || hasComparison(text)) {
      throw error;
    }
    const words = text.toLowerCase().split(/\s+/);
    return models.filter((model) => words.every((word) => textOf(model).includes(word)));
  }
}

function hasComparison(text: string): boolean {
  return /[=<>!'"`]|\s(?:I?LIKE|IN|IS)\s/i.test(text);
}

function textOf({ name, description, tags }: RegisteredModel): string {
  return [name, description, ...[...tags].flat()].join('\n').toLowerCase();
}
