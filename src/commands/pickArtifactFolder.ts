import * as vscode from 'vscode';
import type { Choice, Prompts } from '../host/prompts.ts';
import type { ArtifactRepository } from '../store/artifactRepository.ts';

/** So many folders are listed; a run may hold thousands of checkpoints. */
const listedFolders = 200;

interface NewFolder {
  readonly kind: 'new';
}

/** Asks for a folder among the artifacts of a run: '' is the root. */
export async function pickArtifactFolder(
  prompts: Prompts,
  repository: ArtifactRepository,
  title: string,
): Promise<string | undefined> {
  const answer = await prompts.pick<string | NewFolder>(folderChoices(repository), {
    title,
    placeholder: vscode.l10n.t('Artifact folder'),
  });
  if (answer === undefined || typeof answer === 'string') {
    return answer;
  }
  const typed = await prompts.input({
    title,
    prompt: vscode.l10n.t('Folder among the artifacts of the run'),
    placeholder: 'data/raw',
    validate: folderProblem,
  });
  return typed === undefined ? undefined : trimSlashes(typed);
}

async function folderChoices(repository: ArtifactRepository): Promise<readonly Choice<string | NewFolder>[]> {
  const folders = await foldersOf(repository);
  return [
    { label: vscode.l10n.t('Artifacts (root)'), icon: new vscode.ThemeIcon('archive'), value: '' },
    ...folders.map((path): Choice<string> => ({ label: path, icon: new vscode.ThemeIcon('folder'), value: path })),
    { label: vscode.l10n.t('New folder…'), icon: new vscode.ThemeIcon('new-folder'), value: { kind: 'new' } },
  ];
}

async function foldersOf(repository: ArtifactRepository): Promise<readonly string[]> {
  const folders: string[] = [];
  const waiting = [''];
  for (let path = waiting.shift(); path !== undefined && folders.length < listedFolders; path = waiting.shift()) {
    const entries = await repository.list(path);
    const inside = entries.filter((entry) => entry.isDirectory).map((entry) => entry.path);
    folders.push(...inside);
    waiting.push(...inside);
  }
  return folders.slice(0, listedFolders).sort();
}

function folderProblem(typed: string): string | undefined {
  const parts = trimSlashes(typed).split('/');
  const isValid = parts.every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\\'));
  return isValid ? undefined : vscode.l10n.t('Folder names separated by /, without . or ..');
}

function trimSlashes(text: string): string {
  return text.trim().replaceAll(/^\/+|\/+$/g, '');
}
