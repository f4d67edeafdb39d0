import type { CommandRegistry } from '../host/commandRegistry.ts';
import { editNote } from './editNote.ts';
import { restore, type TrashCommandParts } from './restore.ts';
import { deleteTag, setTag, type TagCommandParts } from './tags.ts';

/** Commands that work alike on experiments, runs, registered models and versions. */
export function registerItemCommands(commands: CommandRegistry, parts: TrashCommandParts & TagCommandParts): void {
  commands.register('vizmod.item.editNote', async (node) => await editNote(parts, node));
  commands.register('vizmod.item.setTag', async (node, nodes) => await setTag(parts, node, nodes));
  commands.register('vizmod.item.deleteTag', async (node, nodes) => await deleteTag(parts, node, nodes));
  commands.register('vizmod.item.restore', async (node, nodes) => await restore(parts, node, nodes));
}
