import type { ComponentChild } from 'preact';
import { describeError } from '../../src/model/describeError.ts';
import { english } from '../../src/util/l10n.ts';
import { ProgressRing } from '../shared/controls.ts';
import { ArtifactsSection } from './artifactsSection.tsx';
import { DataSection } from './dataSection.tsx';
import { Header } from './header.tsx';
import { MetricsSection } from './metricsSection.tsx';
import { NoteSection } from './noteSection.tsx';
import { ParamsSection } from './paramsSection.tsx';
import type { RunPage } from './runPage.ts';
import { TagsSection } from './tagsSection.tsx';

/** The whole page; in the order in which a narrow page and a screen reader have it. */
export function App({ page }: { readonly page: RunPage }): ComponentChild {
  const failure = page.failure.value;
  if (failure !== undefined) {
    return (
      <div class="message" role="alert">
        <p>{describeError(failure, english)}</p>
      </div>
    );
  }
  const details = page.details.value;
  if (details === undefined) {
    return (
      <div class="message">
        <ProgressRing label="Reading the run" />
      </div>
    );
  }
  return (
    <main class="run">
      <Header page={page} details={details} />
      <div class="columns">
        <div class="top">
          <NoteSection page={page} details={details} />
          <MetricsSection page={page} />
        </div>
        <div class="side">
          <ParamsSection page={page} details={details} />
          <TagsSection page={page} details={details} />
          <DataSection page={page} />
        </div>
        <div class="bottom">
          <ArtifactsSection page={page} canDelete={details.readOnly === undefined} />
        </div>
      </div>
    </main>
  );
}
