import { promptTag } from '../model/registeredModel.ts';
import type { TextField } from './entityField.ts';

interface Tagged {
  readonly tags: ReadonlyMap<string, string>;
}

/** A tag of a registered model or version. What has no prompt tag is no prompt, as if the tag said so. */
export function registryTag(key: string): TextField<Tagged> {
  const missing = key === promptTag ? 'false' : undefined;
  return { name: `tags.${key}`, read: ({ tags }) => tags.get(key) ?? missing };
}

/** What a search with this filter is about: models, or prompts as well when it names the tag itself. */
export function withoutPrompts<Entity extends Tagged>(entities: readonly Entity[], filter: string): readonly Entity[] {
  return filter.includes(promptTag) ? entities : entities.filter(({ tags }) => tags.get(promptTag) !== 'true');
}
