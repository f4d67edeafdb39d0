import type { ComponentChild } from 'preact';
import { Button } from '../shared/controls.ts';
import type { VisualizationPage } from './visualizationPage.ts';

/** How far a large file is read, and a way to stop; or that it was stopped, and a way to go on. */
export function Reading({ page }: { readonly page: VisualizationPage }): ComponentChild {
  const progress = page.reading.value;
  if (progress !== undefined) {
    const percent = Math.floor((100 * progress.read) / progress.total);
    const megabytes = Math.round(progress.total / 1e6).toLocaleString('en');
    return (
      <div class="message reading" role="status">
        <span>{`Reading ${megabytes} MB: ${percent} %`}</span>
        <Button onClick={() => page.stopReading()}>Cancel</Button>
      </div>
    );
  }
  if (page.isStopped.value) {
    return (
      <div class="message reading" role="status">
        <span>The data was not read to its end, so the chart may be out of date.</span>
        <Button onClick={() => page.start()}>Read it</Button>
      </div>
    );
  }
  return null;
}
