import * as vscode from 'vscode';
import type { Choice } from '../host/prompts.ts';
import { MlflowError } from '../model/mlflowError.ts';
import { isKeyValueReference, type KeyValueReference } from '../model/references.ts';
import type { Noted } from '../store/notes.ts';
import { attemptEach } from './attemptEach.ts';
import { chooseWritableItems } from './chooseItem.ts';
import type { CommandParts } from './commandParts.ts';
import { readTaggedItem, type TaggedItem } from './taggedItem.ts';
import { offerUndo } from './offerUndo.ts';

export interface TagCommandParts extends CommandParts {
  /** Hears that a registry is different now. */
  readonly onDidChangeRegistry: () => void;
}

interface ChosenTags {
  readonly items: readonly TaggedItem[];
  /** Present where the command was run on a tag. */
  readonly key?: string | undefined;
}

/** Sets a tag of everything that is selected. */
export async function setTag(parts: TagCommandParts, node: unknown, nodes: unknown): Promise<void> {
  const title = vscode.l10n.t('Set Tag');
  const chosen = await chooseTags(parts, node, nodes, title);
  const key = chosen.key ?? (await askForKey(parts, chosen.items, title));
  if (key === undefined) {
    return;
  }
  const before = [...new Set(chosen.items.map(({ tags }) => tags.get(key)))];
  const value = await parts.prompts.input({
    title: titleOf(title, chosen.items),
    prompt: key,
    value: before.length === 1 ? before[0] : undefined,
  });
  if (value !== undefined) {
    await change(parts, chosen.items, title, key, async (item) => await item.setTag(key, value));
  }
}

/** Deletes a tag of everything that is selected and has it. */
export async function deleteTag(parts: TagCommandParts, node: unknown, nodes: unknown): Promise<void> {
  const title = vscode.l10n.t('Delete Tag');
  const chosen = await chooseTags(parts, node, nodes, title);
  if (chosen.items.some((item) => item.deleteTag === undefined)) {
    throw new MlflowError('unsupported', {
      what: vscode.l10n.t('Deleting a tag of an experiment'),
      detail: vscode.l10n.t('set it to an empty value instead'),
    });
  }
  const keys = keysOf(chosen.items);
  if (chosen.items.length > 0 && keys.length === 0) {
    parts.messages.showInfo(vscode.l10n.t('There is no tag.'));
    return;
  }
  const key =
    chosen.key ??
    (keys.length === 0
      ? undefined
      : await parts.prompts.pick(keys.map(keyChoice), { title, placeholder: vscode.l10n.t('Tag') }));
  if (key !== undefined) {
    const having = chosen.items.filter(({ tags }) => tags.has(key));
    await change(parts, having, title, key, async (item) => await item.deleteTag?.(key));
  }
}

async function change(
  parts: TagCommandParts,
  items: readonly TaggedItem[],
  title: string,
  key: string,
  act: (item: TaggedItem) => Promise<void>,
): Promise<void> {
  const done = await attemptEach(parts, items, {
    title,
    act,
    nameOf: async ({ name }) => await Promise.resolve(name),
  });
  parts.onDidChangeRegistry();
  const message = vscode.l10n.t('{0}: {1} · {2}', title, key, done.map(({ name }) => name).join(', '));
  if (done.some(({ tags, deleteTag: remove }) => !tags.has(key) && remove === undefined)) {
    parts.messages.showInfo(message);
  } else if (done.length > 0) {
    void offerUndo(parts.messages, message, async () => {
      await Promise.all(done.map(async (item) => await putBack(item, key)));
      parts.onDidChangeRegistry();
    });
  }
}

async function putBack({ tags, setTag: set, deleteTag: remove }: TaggedItem, key: string): Promise<void> {
  const before = tags.get(key);
  await (before === undefined ? remove?.(key) : set(key, before));
}

async function chooseTags(parts: CommandParts, node: unknown, nodes: unknown, title: string): Promise<ChosenTags> {
  const tag = isTag(node) ? node : undefined;
  const target: unknown = tag === undefined ? node : runOf(tag);
  const references = await chooseWritableItems(parts, target, tag === undefined ? nodes : undefined, title);
  const items = await Promise.all(references.map(async (item) => await readTaggedItem(parts.stores, item)));
  return { items, key: tag?.key };
}

function isTag(node: unknown): node is KeyValueReference {
  return isKeyValueReference(node) && node.group === 'tags';
}

function runOf({ storeUri, experimentId, runId }: KeyValueReference): Noted {
  return { storeUri, experimentId, runId };
}

async function askForKey(
  { prompts }: CommandParts,
  items: readonly TaggedItem[],
  title: string,
): Promise<string | undefined> {
  if (items.length === 0) {
    return undefined;
  }
  const newKey = Symbol('new key');
  const keys = keysOf(items).filter((key) => !key.startsWith('mlflow.'));
  if (keys.length > 0) {
    const choices: readonly Choice<string | symbol>[] = [
      { label: vscode.l10n.t('New tag…'), icon: new vscode.ThemeIcon('add'), value: newKey },
      ...keys.map(keyChoice),
    ];
    const picked = await prompts.pick(choices, { title, placeholder: vscode.l10n.t('Tag') });
    if (typeof picked !== 'symbol') {
      return picked;
    }
  }
  const typed = await prompts.input({
    title: titleOf(title, items),
    prompt: vscode.l10n.t('Key of the tag'),
    validate: (text) => (text.trim() === '' ? vscode.l10n.t('A key is needed') : undefined),
  });
  return typed?.trim();
}

function keysOf(items: readonly TaggedItem[]): readonly string[] {
  return [...new Set(items.flatMap(({ tags }) => [...tags.keys()]))].sort();
}

function keyChoice(key: string): Choice<string> {
  return { label: key, icon: new vscode.ThemeIcon('tag'), value: key };
}

function titleOf(title: string, items: readonly TaggedItem[]): string {
  const [only] = items;
  return items.length === 1 && only !== undefined ? `${title} · ${only.name}` : title;
}
