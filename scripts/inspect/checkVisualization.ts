import { fileSource } from '../../src/data/byteChunks.ts';
import { readDataTable } from '../../src/data/readDataTable.ts';
import { isBlocking, type DataFinding } from '../../src/model/dataFinding.ts';
import type { ModelSignature } from '../../src/model/modelSignature.ts';
import { english } from '../../src/util/l10n.ts';
import { checkData } from '../../src/vizmod/checkData.ts';
import { dataNeeds, inferSignature, neededColumns } from '../../src/vizmod/dataNeeds.ts';
import { describeFinding } from '../../src/vizmod/describeFinding.ts';
import { vizModelAt } from './vizSpec.ts';

/** What stands between a visualization model and a data file. */
export interface VisualizationCheck {
  /** The model's own signature, or the one inferred from its chart. */
  readonly signature: ModelSignature & { readonly source: 'signature' | 'inferred' };
  readonly rowCount: number;
  readonly findings: readonly (DataFinding & { readonly message: string; readonly isBlocking: boolean })[];
}

/** Checks a data file as the preview does. @throws MlflowError for a model or a file that cannot be read */
export async function checkVisualization(modelPath: string, dataPath: string): Promise<VisualizationCheck> {
  const needs = dataNeeds(await vizModelAt(modelPath));
  const table = readDataTable(fileSource(dataPath), { columns: neededColumns(needs) });
  const findings = checkData(table, needs).map((finding) => ({
    ...finding,
    message: describeFinding(finding, english),
    isBlocking: isBlocking(finding),
  }));
  const { signature } = needs;
  return {
    signature:
      signature === undefined
        ? { source: 'inferred', ...inferSignature(needs) }
        : { source: 'signature', ...signature },
    rowCount: table.rowCount,
    findings,
  };
}
