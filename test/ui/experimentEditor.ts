import type { FrameLocator, Locator } from 'playwright-core';
import { countReaches, stepUntil } from './expectations.ts';
import type { Workbench } from './workbench.ts';

/** The editor of an experiment, as a person sees it. */
export class ExperimentEditor {
  readonly frame: FrameLocator;

  constructor(frame: FrameLocator) {
    this.frame = frame;
  }

  get search(): Locator {
    return this.frame.getByRole('combobox', { name: 'Search runs' });
  }

  get grid(): Locator {
    return runsGrid(this.frame);
  }

  /** The rows in view, without the header. */
  get rows(): Locator {
    return this.grid.getByRole('rowgroup').getByRole('row');
  }

  /** Names of the runs in view, in the order of the table. */
  async names(): Promise<string[]> {
    return await this.rows.locator('[aria-colindex="1"]').allInnerTexts();
  }

  header(name: string): Locator {
    return this.grid.getByRole('columnheader', { name, exact: true });
  }

  get counts(): Locator {
    return this.frame.locator('.counts');
  }

  /** The card of a metric. */
  chart(metric: string): Locator {
    return this.frame.getByRole('region', { name: metric, exact: true });
  }

  /** Each line of a chart has a row in the table that the chart offers to screen readers. */
  async hasLines(metric: string, count: number): Promise<void> {
    await countReaches(this.chart(metric).locator('tbody tr'), count);
  }
}

/** The table of runs: a tree where runs are nested. */
export function runsGrid(frame: FrameLocator): Locator {
  return frame.getByRole('grid', { name: 'Runs' }).or(frame.getByRole('treegrid', { name: 'Runs' }));
}

/** Opens an experiment of the sample project from the tree. */
export async function openExperiment(workbench: Workbench, name: string): Promise<ExperimentEditor> {
  await workbench.openContainer('MLflow');
  // While the window settles (a banner that goes, a view that grows), rows move below the pointer.
  await stepUntil(
    async () => await workbench.treeItem('Experiments', name).click(),
    async () => {
      const tab = workbench.editorTab(name);
      return (await tab.isVisible()) && (await tab.getAttribute('aria-selected')) === 'true';
    },
    (isActive) => isActive,
  );
  return await experimentEditor(workbench, name);
}

/** The editor of an experiment that is or gets open. */
export async function experimentEditor(workbench: Workbench, name: string): Promise<ExperimentEditor> {
  const editor = new ExperimentEditor(await workbench.webview(name));
  await editor.counts.waitFor();
  return editor;
}
