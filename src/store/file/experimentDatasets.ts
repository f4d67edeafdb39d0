import { datasetContextTag, type Dataset, type DatasetInput, type DatasetUse } from '../../model/dataset.ts';
import type { MlflowError } from '../../model/mlflowError.ts';
import type { FileAccess } from './fileAccess.ts';
import { isAbsence, malformedMeta, readingError } from './fileProblems.ts';
import { datasetsFolder, inputsFolder, isSafeId, maxMetaBytes, metaFile } from './layout.ts';
import { readMetaYaml } from './metaYaml.ts';
import { readRunLinks, type RunLink } from './runLinks.ts';

/** The datasets of an experiment, each read once, when the first run that used it is read. */
export class ExperimentDatasets {
  readonly #access: FileAccess;
  readonly #folder: string;
  readonly #datasets = new Map<string, Dataset | undefined>();
  #areThere: boolean | undefined;

  constructor(access: FileAccess, experimentFolder: string) {
    this.#access = access;
    this.#folder = `${experimentFolder}/${datasetsFolder}`;
  }

  /** Whether there can be any; without, no run is asked for its inputs, as in MLflow. */
  get areThere(): boolean {
    this.#areThere ??= this.#access.stamp(this.#folder) !== undefined;
    return this.#areThere;
  }

  /** What a run used, as far as the filter grammar knows of it. */
  usesOf(runFolder: string, onProblem: (error: MlflowError) => void): readonly DatasetUse[] {
    return this.inputsOf(runFolder, onProblem).map(({ dataset: { name, digest }, tags }) => ({
      name,
      digest,
      context: tags.get(datasetContextTag),
    }));
  }

  /** The datasets that a run used; as in MLflow, one that is not there any more is left out. */
  inputsOf(runFolder: string, onProblem: (error: MlflowError) => void): readonly DatasetInput[] {
    const links = this.areThere ? readRunLinks(this.#access, runFolder, inputsFolder, onProblem) : [];
    return links.flatMap((link) => this.#inputOf(link, onProblem));
  }

  #inputOf({ sourceType, sourceId, tags }: RunLink, onProblem: (error: MlflowError) => void): readonly DatasetInput[] {
    if (sourceType !== 'DATASET' || !isSafeId(sourceId)) {
      return [];
    }
    const dataset = this.#datasets.has(sourceId) ? this.#datasets.get(sourceId) : this.#read(sourceId, onProblem);
    return dataset === undefined ? [] : [{ dataset, tags }];
  }

  #read(id: string, onProblem: (error: MlflowError) => void): Dataset | undefined {
    const path = `${this.#folder}/${id}/${metaFile}`;
    try {
      const dataset = parseDataset(this.#access.read(path, 0, maxMetaBytes).toString('utf8'), path);
      this.#datasets.set(id, dataset);
      return dataset;
    } catch (error) {
      // What is broken is a problem of each run that used it.
      if (isAbsence(error)) {
        this.#datasets.set(id, undefined);
      } else {
        onProblem(readingError(error, path));
      }
      return undefined;
    }
  }
}

/** @throws MlflowError malformed */
function parseDataset(text: string, path: string): Dataset {
  const fields = readMetaYaml(text);
  if (fields === undefined) {
    throw malformedMeta(path, text);
  }
  return {
    name: fields.get('name') ?? '',
    digest: fields.get('digest') ?? '',
    sourceType: fields.get('source_type') ?? '',
    source: fields.get('source') ?? '',
    schema: fields.get('schema') || undefined,
    profile: fields.get('profile') || undefined,
  };
}
