import type { RunReference } from '../model/references.ts';
import type { GitState, NoGitState } from './gitState.ts';
import type { PythonInterpreter } from './pythonInterpreter.ts';

/** What is known of a launch before the script starts. */
export interface LaunchFacts {
  readonly run: RunReference;
  readonly runName: string;
  readonly experimentName: string;
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly python: PythonInterpreter;
  readonly git: GitState | NoGitState;
  readonly paramFiles: readonly string[];
  /** Values read from the param files before the script starts; they are recorded when it has ended. */
  readonly params: ReadonlyMap<string, string>;
  /** Keys of the param files that MLflow would refuse. */
  readonly skippedParamKeys: readonly string[];
  /** Whether MLFLOW_ALLOW_FILE_STORE is set for the script. */
  readonly allowsFileStore: boolean;
  /** An experiment named in the script that is not the run's: MLflow will refuse to start the run. */
  readonly conflictingExperiment?: string | undefined;
}
