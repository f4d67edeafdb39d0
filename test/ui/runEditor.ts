import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/** The editor of a run, as a person sees it. */
export class RunEditor {
  readonly frame: FrameLocator;

  constructor(frame: FrameLocator) {
    this.frame = frame;
  }

  /** A part of the page by its heading, e.g. `Params`. */
  section(title: string): Locator {
    return this.frame.getByRole('region', { name: title, exact: true });
  }

  /** The row of a param, tag or metric. */
  row(section: string, key: string): Locator {
    return this.section(section)
      .getByRole('row')
      .filter({ has: this.frame.getByRole('rowheader', { name: key, exact: true }) });
  }

  /** A file or folder by its path. */
  artifact(path: string): Locator {
    return this.frame.locator(`[data-path=${JSON.stringify(path)}]`);
  }

  get preview(): Locator {
    return this.frame.locator('.preview');
  }

  /** Opens the folders that lead to an artifact, and chooses it. */
  async showArtifact(path: string): Promise<void> {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth++) {
      const folder = this.artifact(parts.slice(0, depth).join('/'));
      await folder.waitFor();
      if ((await folder.getAttribute('aria-expanded')) === 'false') {
        await folder.click();
      }
    }
    await this.artifact(path).click();
  }
}

/** Opens a run of the sample project by the palette. */
export async function openRun(workbench: Workbench, run: string): Promise<RunEditor> {
  await workbench.command('MLflow: Open Run');
  await workbench.findAndPick(run);
  return await runEditor(workbench, run);
}

/** The editor of a run that is or gets open. */
export async function runEditor(workbench: Workbench, run: string): Promise<RunEditor> {
  const editor = new RunEditor(await workbench.webview(run));
  await editor.frame.getByRole('heading', { level: 1, name: run, exact: true }).waitFor();
  return editor;
}
