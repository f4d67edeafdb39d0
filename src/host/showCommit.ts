import * as vscode from 'vscode';

/** The part of VS Code's Git extension that is used here (its API version 1). */
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

interface GitApi {
  readonly repositories: readonly GitRepository[];
  toGitUri(uri: vscode.Uri, ref: string): vscode.Uri;
}

interface GitRepository {
  /** Rejects when the repository has no such commit. */
  getCommit(
    ref: string,
  ): Promise<{ readonly hash: string; readonly parents: readonly string[]; readonly message: string }>;
  diffBetween(from: string, to: string): Promise<readonly GitChange[]>;
}

interface GitChange {
  readonly originalUri: vscode.Uri;
  readonly uri: vscode.Uri;
}

/** What an empty repository holds: the parent of a first commit. */
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** Opens what a commit changed in VS Code's multi-file diff. @returns whether a repository of the workspace has the commit */
export async function showCommit(commit: string): Promise<boolean> {
  // Anything may stand in a tag, and git would take some of it for an option.
  if (!/^[\da-f]{7,64}$/i.test(commit)) {
    return false;
  }
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  const git = extension && (await extension.activate());
  if (git?.enabled !== true) {
    return false;
  }
  const api = git.getAPI(1);
  for (const repository of api.repositories) {
    const found = await repository.getCommit(commit).catch(() => undefined);
    if (found !== undefined) {
      const parent = found.parents[0] ?? emptyTree;
      const changes = await repository.diffBetween(parent, found.hash);
      const title = `${found.hash.slice(0, 8)} ${found.message.split('\n')[0] ?? ''}`;
      const resources = changes.map(({ originalUri, uri }) => [
        uri,
        api.toGitUri(originalUri, parent),
        api.toGitUri(uri, found.hash),
      ]);
      await vscode.commands.executeCommand('vscode.changes', title, resources);
      return true;
    }
  }
  return false;
}
