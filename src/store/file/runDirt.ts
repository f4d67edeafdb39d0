import { metaFile } from './layout.ts';
import type { TextKey } from './runGrowth.ts';

/** What of a run may have changed, from the names that its watched folders report. */
export class RunDirt {
  readonly metricKeys = new Set<string>();
  readonly #texts = new Map<string, TextKey>();
  /** The run has to be read anew. */
  isWhole = false;
  hasArtifacts = false;

  get texts(): readonly TextKey[] {
    return [...this.#texts.values()];
  }

  get isClean(): boolean {
    return !this.isWhole && !this.hasArtifacts && this.metricKeys.size === 0 && this.#texts.size === 0;
  }

  /** @param folder relative to the run's: '', `params`, `metrics/val`, … */
  mark(folder: string, name: string | undefined): void {
    const [top = '', ...nested] = folder.split('/');
    const key = [...nested, name].join('/');
    if (top === 'artifacts') {
      this.hasArtifacts = true;
    } else if (name === undefined) {
      this.isWhole = true;
    } else if (top === 'metrics') {
      this.metricKeys.add(key);
    } else if (top === 'params' || top === 'tags') {
      this.#texts.set(`${top}/${key}`, { folder: top, key });
    } else {
      this.#markRunEntry(name);
    }
  }

  #markRunEntry(name: string): void {
    if (name === 'artifacts') {
      this.hasArtifacts = true;
    } else if (name === metaFile || !name.startsWith('.')) {
      this.isWhole = true;
    }
  }
}
