import type { PreviewChoices } from '../protocol/visualizationPanel.ts';
import { matchesGlob } from '../util/globPattern.ts';
import type { VisualizationSummary } from '../vizmod/visualizationSummary.ts';
import type { Memory } from './panelMemory.ts';

/** How a person saw one file of data with one model. */
interface PreviewRecord {
  /** The model, whichever of its versions. */
  readonly model: string;
  /** The path of the data in the workspace. */
  readonly path: string;
  /** Data that the columns are taken for, too: those beside it of the same kind. */
  readonly glob: string;
  readonly columns: PreviewChoices['columns'];
  readonly rows: string;
  readonly isInherited: boolean;
}

const key = 'vizmod.previewChoices';
/** More are not kept; the oldest are forgotten. */
const maxRecords = 200;

const nothingChosen: PreviewChoices = { columns: [], rows: '' };

/**
 * What was chosen for a model on data, kept in the workspace. Columns that were mapped for one file are mapped for its siblings, too, until
 * something else is chosen for those; rows are left out only of the file they were left out of.
 */
export class PreviewMemory {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** @param path of the data, relative to the workspace where it lies in one */
  recall(visualization: VisualizationSummary, path: string): PreviewChoices {
    const records = this.#records().filter(({ model }) => model === modelKey(visualization));
    const own = records.find((record) => record.path === path);
    if (own !== undefined) {
      return { columns: own.columns, rows: own.rows, ...(own.isInherited && { isInherited: true }) };
    }
    const sibling = records.find(({ glob }) => matchesGlob(glob, path));
    return sibling === undefined ? nothingChosen : { columns: sibling.columns, rows: '', isInherited: true };
  }

  async remember(visualization: VisualizationSummary, path: string, choices: PreviewChoices): Promise<void> {
    const { columns, rows, isInherited = false } = choices;
    const model = modelKey(visualization);
    const others = this.#records().filter((record) => record.model !== model || record.path !== path);
    const record: PreviewRecord = { model, path, glob: siblingsOf(path), columns, rows, isInherited };
    await this.#memory.update(key, [record, ...others].slice(0, maxRecords));
  }

  /** Written by whatever version: what is no record is passed over. */
  #records(): readonly PreviewRecord[] {
    const records = this.#memory.get(key);
    return Array.isArray(records) ? records.filter(isRecord) : [];
  }
}

function modelKey({ storeUri, where, name, modelUri }: VisualizationSummary): string {
  return `${storeUri}\n${where === 'registeredModel' ? name : modelUri}`;
}

/** The files of the same folder with the same ending. */
function siblingsOf(path: string): string {
  const folder = path.slice(0, path.lastIndexOf('/') + 1).replaceAll(/[*?[{]/g, '[$&]');
  const ending = /\.[^./]+$/.exec(path)?.[0] ?? '';
  return `${folder}*${ending}`;
}

function isRecord(value: unknown): value is PreviewRecord {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const columns: unknown = Reflect.get(value, 'columns');
  return (
    ['model', 'path', 'glob', 'rows'].every((name) => typeof Reflect.get(value, name) === 'string') &&
    typeof Reflect.get(value, 'isInherited') === 'boolean' &&
    Array.isArray(columns) &&
    columns.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every((name) => typeof name === 'string'))
  );
}
