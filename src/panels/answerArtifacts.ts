import { pythonSnippet } from '../model/pythonSnippet.ts';
import type { Rpc } from '../protocol/rpc.ts';
import { runPanel, type RunPanelState } from '../protocol/runPanel.ts';
import type { ArtifactRepository } from '../store/artifactRepository.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import { artifactPreview, type PreviewParts } from './artifactPreview.ts';
import { readModelCard } from './readModelCard.ts';

interface ArtifactParts extends PreviewParts {
  readonly panel: RunPanelState;
}

/** Answers what a run's page asks of artifacts and logged models. The place of the artifacts is found once: it stays. */
export function answerArtifacts(rpc: Rpc, parts: ArtifactParts, openedStore: () => Promise<MlflowStore>): void {
  const { storeUri, experimentId, runId } = parts.panel;
  let found: Promise<ArtifactRepository> | undefined;
  const artifacts = async (): Promise<ArtifactRepository> => {
    const { tracking } = await openedStore();
    found ??= tracking.artifacts(runId);
    return await found.catch((error: unknown) => {
      found = undefined;
      throw error;
    });
  };
  rpc.handle(runPanel.artifacts, async ({ path }, signal) => {
    const entries = await (await artifacts()).list(path, signal);
    return entries.map((entry) => ({ path: entry.path, isDirectory: entry.isDirectory, size: entry.size }));
  });
  rpc.handle(runPanel.preview, async (item, signal) => {
    const { uri } = await openedStore();
    const folder = { storeUri, experimentId, runId, isDirectory: true, isModel: true };
    const snippetFor = (artifactPath: string): string => pythonSnippet({ ...folder, artifactPath }, uri) ?? '';
    return await artifactPreview({ repository: await artifacts(), snippetFor }, item, parts, signal);
  });
  rpc.handle(runPanel.modelCard, async ({ modelId }, signal) => {
    const { tracking, uri } = await openedStore();
    const repository = await tracking.artifactsAt(`models:/${modelId}`, signal);
    const snippet = pythonSnippet({ storeUri, experimentId, modelId }, uri) ?? '';
    return await readModelCard(repository, '', snippet, signal);
  });
}
