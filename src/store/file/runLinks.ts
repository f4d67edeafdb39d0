import type { MlflowError } from '../../model/mlflowError.ts';
import type { FileAccess } from './fileAccess.ts';
import { isAbsence, malformedMeta, readingError } from './fileProblems.ts';
import { maxMetaBytes, metaFile, type inputsFolder, type outputsFolder } from './layout.ts';
import { readTaggedMetaYaml } from './metaYaml.ts';

/** One edge between a run and a dataset or model, as `inputs/<id>/meta.yaml` and `outputs/<id>/meta.yaml` have it (file_store.py). */
export interface RunLink {
  /** `DATASET`, `MODEL` or, of an output, `RUN_OUTPUT`. */
  readonly sourceType: string;
  readonly sourceId: string;
  /** `RUN` or, of an output, `MODEL_OUTPUT`. */
  readonly destinationType: string;
  /** What MLflow writes here for an input is the id of the source. */
  readonly destinationId: string;
  /** Of an output; 0 where there is none. */
  readonly step: number;
  readonly tags: ReadonlyMap<string, string>;
}

/** What links a run, in MLflow's order. One that is not written yet, or was removed meanwhile, is none. */
export function readRunLinks(
  access: FileAccess,
  runFolder: string,
  folder: typeof inputsFolder | typeof outputsFolder,
  onProblem: (error: MlflowError) => void,
): readonly RunLink[] {
  const parent = `${runFolder}/${folder}`;
  const guarded = <Value>(path: string, read: () => Value): readonly Value[] => {
    try {
      return [read()];
    } catch (error) {
      if (!isAbsence(error)) {
        onProblem(readingError(error, path));
      }
      return [];
    }
  };
  // Asking first is cheaper than an error for each of the many runs that have none.
  const [names = []] = access.stamp(parent) === undefined ? [] : guarded(parent, () => access.names(parent));
  return names.flatMap((name) => {
    const path = `${parent}/${name}/${metaFile}`;
    return guarded(path, () => parseRunLink(access.read(path, 0, maxMetaBytes).toString('utf8'), path));
  });
}

/** @throws MlflowError malformed */
function parseRunLink(text: string, path: string): RunLink {
  const meta = readTaggedMetaYaml(text);
  if (meta === undefined) {
    throw malformedMeta(path, text);
  }
  const { fields, tags } = meta;
  return {
    sourceType: fields.get('source_type') ?? '',
    sourceId: fields.get('source_id') ?? '',
    destinationType: fields.get('destination_type') ?? '',
    destinationId: fields.get('destination_id') ?? '',
    step: Number(fields.get('step') ?? 0),
    tags,
  };
}
