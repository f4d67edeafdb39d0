import * as vscode from 'vscode';
import { collectLocalFiles, type LocalFile } from '../host/localFiles.ts';
import type { ReportProgress } from '../host/prompts.ts';
import { MlflowError, throwIfAborted } from '../model/mlflowError.ts';
import { isRunReference, type ArtifactReference, type RunReference } from '../model/references.ts';
import type { ArtifactEntry, ArtifactRepository } from '../store/artifactRepository.ts';
import type { CommandParts } from './commandParts.ts';
import { pickArtifactFolder } from './pickArtifactFolder.ts';
import { pickRun } from './pickRun.ts';
import { openActiveStore } from './pickStore.ts';
import { requireTrust, requireWritable } from './requireWritable.ts';

export interface LogArtifactParts extends CommandParts {
  /** Shows an artifact in the Experiments view. */
  readonly reveal: (artifact: ArtifactReference) => Promise<void>;
  /** Hears of the run whose artifacts are others now. */
  readonly onDidLog: (run: RunReference) => void;
}

interface Upload extends LocalFile {
  /** Among the artifacts of the run. */
  readonly target: string;
}

/**
 * Logs files and folders to a run. From the explorer it gets the clicked resource and the selection, from an editor its resource,
 * from the tree a run, with the dropped files; from the palette nothing.
 */
export async function logArtifact(parts: LogArtifactParts, resource: unknown, selection: unknown): Promise<void> {
  const what = vscode.l10n.t('Logging artifacts');
  requireTrust(what);
  const title = vscode.l10n.t('Log Artifact');
  const store = isRunReference(resource) ? await parts.stores.open(resource.storeUri) : await openActiveStore(parts);
  await requireWritable(store, what);
  const files = filesOf(resource, selection) ?? (await parts.prompts.files({ title, action: title }));
  if (files === undefined || files.length === 0) {
    return;
  }
  const run = isRunReference(resource) ? resource : await pickRun(parts, title);
  if (run !== undefined) {
    await logFilesTo(parts, run, files, title);
  }
}

/** The files that the command was run on; absent when it was run on none. */
function filesOf(resource: unknown, selection: unknown): readonly vscode.Uri[] | undefined {
  if (Array.isArray(selection)) {
    const uris = selection.filter((item) => item instanceof vscode.Uri);
    if (uris.length > 0) {
      return uris;
    }
  }
  if (resource instanceof vscode.Uri) {
    return [resource];
  }
  const active = vscode.window.activeTextEditor?.document.uri;
  return resource === undefined && active?.scheme === 'file' ? [active] : undefined;
}

async function logFilesTo(
  parts: LogArtifactParts,
  run: RunReference,
  files: readonly vscode.Uri[],
  title: string,
): Promise<void> {
  const store = await parts.stores.open(run.storeUri);
  await requireWritable(store, title);
  const repository = await store.tracking.artifacts(run.runId);
  const folder = await pickArtifactFolder(parts.prompts, repository, title);
  if (folder === undefined) {
    return;
  }
  const uploads = await uploadsOf(files, folder);
  if (!(await mayOverwrite(parts, repository, uploads))) {
    return;
  }
  await parts.prompts.progress(title, async (report, signal) => await upload(repository, uploads, report, signal));
  await parts.activeRun.setLast(run);
  parts.onDidLog(run);
  const [first] = uploads;
  if (first !== undefined) {
    void offerReveal(parts, run, first, uploads.length, files);
  }
}

async function uploadsOf(files: readonly vscode.Uri[], folder: string): Promise<readonly Upload[]> {
  const local = await collectLocalFiles(files.map((file) => file.fsPath));
  return local.map((file) => ({ ...file, target: folder === '' ? file.name : `${folder}/${file.name}` }));
}

async function mayOverwrite(
  { prompts }: LogArtifactParts,
  repository: ArtifactRepository,
  uploads: readonly Upload[],
): Promise<boolean> {
  const folders = new Set(uploads.map(({ target }) => target.slice(0, Math.max(0, target.lastIndexOf('/')))));
  const listings = await Promise.all([...folders].map(async (folder) => await entriesOf(repository, folder)));
  const present = new Set(listings.flat().map((entry) => entry.path));
  const conflicts = uploads.filter(({ target }) => present.has(target)).map(({ target }) => target);
  if (conflicts.length === 0) {
    return true;
  }
  const [only] = conflicts;
  const message =
    conflicts.length === 1 && only !== undefined
      ? vscode.l10n.t('The run has an artifact “{0}” already.', only)
      : vscode.l10n.t('The run has {0} of these artifacts already.', conflicts.length);
  return await prompts.confirm(message, conflicts.slice(0, 10).join('\n'), vscode.l10n.t('Overwrite'));
}

/** Also of a folder that the upload will make. */
async function entriesOf(repository: ArtifactRepository, folder: string): Promise<readonly ArtifactEntry[]> {
  try {
    return await repository.list(folder);
  } catch (error) {
    if (MlflowError.is(error, 'notFound')) {
      return [];
    }
    throw error;
  }
}

async function upload(
  repository: ArtifactRepository,
  uploads: readonly Upload[],
  report: ReportProgress,
  signal: AbortSignal,
): Promise<void> {
  const total = Math.max(
    1,
    uploads.reduce((sum, { size }) => sum + size, 0),
  );
  let done = 0;
  for (const { path, target, size } of uploads) {
    throwIfAborted(signal, target);
    report(target, done / total);
    await repository.upload(target, path, {
      signal,
      onProgress: (bytes) => report(target, Math.min(1, (done + bytes) / total)),
    });
    done += size;
  }
}

async function offerReveal(
  { messages, reveal }: LogArtifactParts,
  run: RunReference,
  { target }: Upload,
  count: number,
  files: readonly vscode.Uri[],
): Promise<void> {
  const logged = count === 1 ? vscode.l10n.t('Logged {0}.', target) : vscode.l10n.t('Logged {0} files.', count);
  const chosen = new Set(files.map(String));
  const isUnsaved = vscode.workspace.textDocuments.some(
    (document) => document.isDirty && chosen.has(String(document.uri)),
  );
  const note = isUnsaved ? [vscode.l10n.t('Changes that are not saved yet were left out.')] : [];
  if (await messages.offer([logged, ...note].join(' '), vscode.l10n.t('Show in Tree'))) {
    await reveal({ ...run, artifactPath: target, isDirectory: false });
  }
}
