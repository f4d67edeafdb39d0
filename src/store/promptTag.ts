import { promptTag } from '../model/registeredModel.ts';

/** Whether an entry of the registry is one of the prompts that MLflow 3 keeps there beside the models. */
export function isPrompt({ tags }: { readonly tags: ReadonlyMap<string, string> }): boolean {
  return tags.get(promptTag)?.toLowerCase() === 'true';
}
