import {
  isExperimentReference,
  isModelVersionReference,
  isRegisteredModelReference,
  isRunReference,
  type ExperimentReference,
  type RegisteredModelReference,
  type RunReference,
} from '../model/references.ts';
import type { Noted } from '../store/notes.ts';

/** What a command of a tree was run on: all that is selected when the clicked node is part of it, else that node; only what `isWanted`. */
export function selected<T>(node: unknown, selection: unknown, isWanted: (value: unknown) => value is T): readonly T[] {
  const nodes: readonly unknown[] = Array.isArray(selection) && selection.length > 0 ? selection : [node];
  return nodes.filter(isWanted);
}

/** A run itself, not something of it: what a run holds is a reference to the run, too. */
export function isRun(value: unknown): value is RunReference {
  return isRunReference(value) && isOfKind(value, 'run', 'deletedRun');
}

export function isExperiment(value: unknown): value is ExperimentReference {
  return isExperimentReference(value) && !isRunReference(value) && isOfKind(value, 'experiment', 'deletedExperiment');
}

export function isRegisteredModel(value: unknown): value is RegisteredModelReference {
  return isRegisteredModelReference(value) && !isModelVersionReference(value);
}

export function isNoted(value: unknown): value is Noted {
  return isRun(value) || isExperiment(value) || isRegisteredModelReference(value);
}

/** A plain reference, as links and panels make them, has no kind. */
function isOfKind(value: object, ...kinds: readonly string[]): boolean {
  const kind: unknown = Reflect.get(value, 'kind');
  return kind === undefined || kinds.some((candidate) => candidate === kind);
}
