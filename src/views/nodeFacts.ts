import type { DatasetInput } from '../model/dataset.ts';
import type { Experiment } from '../model/experiment.ts';
import type { RunInfo } from '../model/run.ts';
import type { LoggedModelSummary } from '../store/loggedModels.ts';

/** What is shown of a logged model where it stands. */
export interface ShownLoggedModel extends LoggedModelSummary {
  /** The step of the run that it was made at; absent where none is known. */
  readonly step?: number | undefined;
}

/** What listings learned of the things they made nodes for, by the id of the node, for whoever paints these. */
export class NodeFacts {
  readonly experiments = new Map<string, Experiment>();
  readonly datasets = new Map<string, DatasetInput>();
  readonly loggedModels = new Map<string, ShownLoggedModel>();
  readonly deletedRuns = new Map<string, RunInfo>();
}
