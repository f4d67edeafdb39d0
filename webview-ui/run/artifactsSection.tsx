import type { ComponentChild } from 'preact';
import { useRef } from 'preact/hooks';
import { ArtifactTreeView } from './artifactTreeView.tsx';
import { Preview } from './preview.tsx';
import type { RunPage } from './runPage.ts';
import { Section } from './section.tsx';
import { useInView } from './useInView.ts';

interface ArtifactsSectionProps {
  readonly page: RunPage;
  readonly canDelete: boolean;
}

/** The files of the run beside a look into the chosen one; nothing is listed before it comes into view. */
export function ArtifactsSection({ page, canDelete }: ArtifactsSectionProps): ComponentChild {
  return (
    <Section page={page} id="artifacts" title="Artifacts">
      <Artifacts page={page} canDelete={canDelete} />
    </Section>
  );
}

function Artifacts({ page, canDelete }: ArtifactsSectionProps): ComponentChild {
  const element = useRef<HTMLDivElement>(null);
  useInView(element, () => {
    if (!page.tree.isStarted) {
      void page.loadArtifacts();
    }
  });
  const isEmpty = page.tree.rows.value.length === 0 && page.tree.isStarted;
  return (
    <div ref={element} class="in-view">
      {isEmpty ? (
        <p class="nothing">No artifacts were logged.</p>
      ) : (
        <div class={`artifact-panes ${page.artifact.value === undefined ? 'idle' : ''}`}>
          <ArtifactTreeView page={page} />
          <Preview page={page} canDelete={canDelete} />
        </div>
      )}
    </div>
  );
}
