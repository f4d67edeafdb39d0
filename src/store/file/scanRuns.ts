import type { Run } from '../../model/run.ts';
import { RunTable, transferables, type RunTableData } from '../../model/runTable.ts';
import type { JobContext } from '../../util/jobs.ts';
import { ExperimentDatasets } from './experimentDatasets.ts';
import type { FileAccess } from './fileAccess.ts';
import { wireProblem, type WireProblem } from './fileProblems.ts';
import type { MetaRetries } from './metaFiles.ts';
import { readRun } from './readRun.ts';
import { readRunInfos } from './runHeads.ts';

/** Some run folders of one experiment. */
export interface RunFolderGroup {
  readonly experimentId: string;
  readonly folder: string;
  readonly runIds: readonly string[];
}

export interface RunScan {
  readonly runs: RunTableData;
  readonly problems: readonly WireProblem[];
}

/** Reports the runs as a whole; nothing when the job is cancelled meanwhile. */
export function scanRuns(
  access: FileAccess,
  groups: readonly RunFolderGroup[],
  retries: MetaRetries,
  context: JobContext<RunScan>,
): undefined {
  const scan = readRuns(access, groups, retries, context);
  if (scan !== undefined) {
    context.report(scan, transferables(scan.runs));
  }
}

/** @returns undefined when the job is cancelled meanwhile */
export function readRuns(
  access: FileAccess,
  groups: readonly RunFolderGroup[],
  retries: MetaRetries,
  { isCancelled }: Pick<JobContext<never>, 'isCancelled'>,
): RunScan | undefined {
  const table = new RunTable();
  const problems: WireProblem[][] = [];
  for (const { folder, experimentId, runIds } of groups) {
    const datasets = new ExperimentDatasets(access, folder);
    const heads = readRunInfos(access, folder, experimentId, runIds, retries);
    const found = [...heads.problems];
    for (const info of heads.infos) {
      if (isCancelled()) {
        return undefined;
      }
      const runFolder = `${folder}/${info.runId}`;
      const reading = readRun(access, runFolder, info, datasets);
      if (isEmpty(reading.run) && access.stamp(runFolder) === undefined) {
        // Deleted since its meta.yaml was read.
        continue;
      }
      table.put(reading.run);
      found.push(...reading.problems.map((error) => wireProblem(error, experimentId, info.runId)));
    }
    problems.push(found);
  }
  return { runs: table.toData(), problems: problems.flat() };
}

function isEmpty({ params, metrics, tags }: Run): boolean {
  return params.size + metrics.size + tags.size === 0;
}
