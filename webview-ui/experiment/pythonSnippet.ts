import type { ExperimentPanelState } from '../../src/protocol/experimentPanel.ts';

/** Python that logs a first run to the panel's experiment. */
export function pythonSnippet({ storeUri, title }: ExperimentPanelState): string {
  return [
    'import mlflow',
    '',
    `mlflow.set_tracking_uri(${JSON.stringify(storeUri)})`,
    `mlflow.set_experiment(${JSON.stringify(title)})`,
    'with mlflow.start_run():',
    '    mlflow.log_param("rate", 0.1)',
    '    mlflow.log_metric("loss", 0.5, step=1)',
    '',
  ].join('\n');
}
