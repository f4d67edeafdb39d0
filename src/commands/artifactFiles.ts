import * as vscode from 'vscode';
import type { ReportProgress } from '../host/prompts.ts';
import { throwIfAborted } from '../model/mlflowError.ts';
import { isArtifactReference, type ArtifactReference } from '../model/references.ts';
import type { ArtifactEntry, ArtifactRepository } from '../store/artifactRepository.ts';
import { attemptEach } from './attemptEach.ts';
import { copyText } from './clipboard.ts';
import type { CommandParts } from './commandParts.ts';
import type { LogArtifactParts } from './logArtifact.ts';
import { requireWritable } from './requireWritable.ts';
import { selected } from './selection.ts';

/** One file on its way to the disk. */
interface Download {
  readonly repository: ArtifactRepository;
  readonly path: string;
  readonly target: vscode.Uri;
  /** Bytes; 0 where the store does not say. */
  readonly size: number;
}

/** Copies the absolute path of a local artifact, else its path within the run. */
export async function copyArtifactPath({ stores }: CommandParts, node: unknown): Promise<void> {
  if (isArtifactReference(node)) {
    const { tracking } = await stores.open(node.storeUri);
    const repository = await tracking.artifacts(node.runId);
    await copyText(repository.localPath(node.artifactPath) ?? node.artifactPath);
  }
}

/** Deletes files and folders of runs; MLflow has no trash for them. */
export async function deleteArtifacts(parts: LogArtifactParts, node: unknown, nodes: unknown): Promise<void> {
  const title = vscode.l10n.t('Delete Artifact');
  const artifacts = outermost(
    selected(node, nodes, isArtifactReference).filter(({ artifactPath }) => artifactPath !== ''),
  );
  for (const storeUri of new Set(artifacts.map((artifact) => artifact.storeUri))) {
    await requireWritable(await parts.stores.open(storeUri), title);
  }
  const [first] = artifacts;
  if (first === undefined) {
    return;
  }
  const message =
    artifacts.length === 1
      ? vscode.l10n.t('Delete the artifact {0}? This cannot be undone.', first.artifactPath)
      : vscode.l10n.t('Delete {0} artifacts? This cannot be undone.', artifacts.length);
  const detail = artifacts.map(({ artifactPath, isDirectory }) => (isDirectory ? `${artifactPath}/` : artifactPath));
  if (!(await parts.prompts.confirm(message, detail.slice(0, 10).join('\n'), vscode.l10n.t('Delete')))) {
    return;
  }
  await attemptEach(parts, artifacts, {
    title,
    act: async (artifact) => {
      const { tracking } = await parts.stores.open(artifact.storeUri);
      await (await tracking.artifacts(artifact.runId)).remove(artifact.artifactPath);
      parts.onDidLog(artifact);
    },
    nameOf: async ({ artifactPath }) => await Promise.resolve(artifactPath),
  });
}

/** Saves files and folders of runs to a folder that is asked for. */
export async function downloadArtifacts(parts: CommandParts, node: unknown, nodes: unknown): Promise<void> {
  const title = vscode.l10n.t('Download Artifact');
  const artifacts = outermost(selected(node, nodes, isArtifactReference));
  if (artifacts.length === 0) {
    return;
  }
  const folders = await parts.prompts.files({ title, action: vscode.l10n.t('Download Here'), selects: 'folder' });
  const [folder] = folders ?? [];
  if (folder === undefined) {
    return;
  }
  const count = await parts.prompts.progress(title, async (report, signal) => {
    const listed = await Promise.all(artifacts.map(async (artifact) => await filesOf(parts, artifact, folder, signal)));
    const downloads = listed.flat();
    if (!(await mayOverwrite(parts, downloads))) {
      return 0;
    }
    await downloadAll(downloads, report, signal);
    return downloads.length;
  });
  if (count > 0 && (await parts.messages.offer(savedText(count), vscode.l10n.t('Reveal in File Manager')))) {
    await vscode.commands.executeCommand('revealFileInOS', folder);
  }
}

function savedText(count: number): string {
  return count === 1 ? vscode.l10n.t('Saved 1 file.') : vscode.l10n.t('Saved {0} files.', count);
}

/** What lies in a folder that is selected too goes with that folder. */
function outermost(artifacts: readonly ArtifactReference[]): readonly ArtifactReference[] {
  return artifacts.filter(
    ({ runId, artifactPath }) =>
      !artifacts.some(
        (other) =>
          other.runId === runId &&
          other.artifactPath !== artifactPath &&
          (other.artifactPath === '' || artifactPath.startsWith(`${other.artifactPath}/`)),
      ),
  );
}

/** A file goes into the folder by its name, a folder with all that is in it, the root as a folder named after the run. */
async function filesOf(
  { stores }: CommandParts,
  { storeUri, runId, artifactPath, isDirectory }: ArtifactReference,
  folder: vscode.Uri,
  signal: AbortSignal,
): Promise<readonly Download[]> {
  const { tracking } = await stores.open(storeUri);
  const repository = await tracking.artifacts(runId, signal);
  const name = artifactPath === '' ? runId : artifactPath.slice(artifactPath.lastIndexOf('/') + 1);
  const files = isDirectory ? await filesBelow(repository, artifactPath, signal) : [{ path: artifactPath }];
  return files.map(({ path, size = 0 }) => ({
    repository,
    path,
    size,
    target: vscode.Uri.joinPath(folder, name, ...path.slice(artifactPath.length).split('/')),
  }));
}

async function filesBelow(
  repository: ArtifactRepository,
  folder: string,
  signal: AbortSignal,
): Promise<readonly Pick<ArtifactEntry, 'path' | 'size'>[]> {
  const files: ArtifactEntry[] = [];
  const folders = [folder];
  for (const path of folders) {
    const entries = await repository.list(path, signal);
    folders.push(...entries.filter((entry) => entry.isDirectory).map((entry) => entry.path));
    files.push(...entries.filter((entry) => !entry.isDirectory));
  }
  return files;
}

async function mayOverwrite({ prompts }: CommandParts, downloads: readonly Download[]): Promise<boolean> {
  const present = await Promise.all(downloads.map(async ({ target }) => ((await exists(target)) ? [target] : [])));
  const conflicts = present.flat().map(({ fsPath }) => fsPath);
  if (conflicts.length === 0) {
    return true;
  }
  const message = vscode.l10n.t('{0} of the files are there already.', conflicts.length);
  return await prompts.confirm(message, conflicts.slice(0, 10).join('\n'), vscode.l10n.t('Overwrite'));
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

/** By bytes where the store says how many there are, each file counting as one byte more. */
async function downloadAll(downloads: readonly Download[], report: ReportProgress, signal: AbortSignal): Promise<void> {
  const total = downloads.reduce((sum, { size }) => sum + size + 1, 0);
  let done = 0;
  for (const { repository, path, target, size } of downloads) {
    throwIfAborted(signal, path);
    report(path, done / total);
    await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(target, '..'));
    await repository.download(path, target.fsPath, {
      signal,
      onProgress: (bytes) => report(path, Math.min(1, (done + bytes) / total)),
    });
    done += size + 1;
  }
}
