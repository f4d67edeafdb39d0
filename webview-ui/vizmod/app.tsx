import type { ComponentChild } from 'preact';
import { describeError } from '../../src/model/describeError.ts';
import type { VisualizationView } from '../../src/protocol/visualizationPanel.ts';
import { english } from '../../src/util/l10n.ts';
import { Chart } from './chart.tsx';
import { ColumnMappingForm } from './columnMappingForm.tsx';
import { DataRows } from './dataRows.tsx';
import { Findings } from './findings.tsx';
import { Header } from './header.tsx';
import { MissingColumns } from './missingColumns.tsx';
import { Reading } from './reading.tsx';
import { RowsFilter } from './rowsFilter.tsx';
import type { VisualizationPage } from './visualizationPage.ts';

interface PageProps {
  readonly page: VisualizationPage;
}

export function App({ page }: PageProps): ComponentChild {
  const failure = page.failure.value;
  if (failure !== undefined) {
    return (
      <div class="message" role="alert">
        <p>{describeError(failure, english)}</p>
      </div>
    );
  }
  const view = page.view.value;
  if (view === undefined) {
    const isWaiting = page.reading.value !== undefined || page.isStopped.value;
    return isWaiting ? <Reading page={page} /> : <div class="message">Reading the visualization and the data…</div>;
  }
  return (
    <div class="page">
      <Header page={page} header={view.header} />
      <Reading page={page} />
      {page.choices.isFiltering.value && <RowsFilter choices={page.choices} view={view} />}
      <Findings
        view={view}
        chartProblem={page.chartProblem.value}
        onUse={({ name, dataColumn }) => page.choices.mapColumn(name, dataColumn)}
      />
      {page.choices.isMapping.value && page.bound.value !== undefined && (
        <ColumnMappingForm choices={page.choices} view={view} />
      )}
      <Content page={page} view={view} />
    </div>
  );
}

function Content({ page, view }: PageProps & { readonly view: VisualizationView }): ComponentChild {
  const bound = page.bound.value;
  if (bound === undefined) {
    const isUnread = view.problem !== undefined || view.rowsMistake !== undefined;
    return isUnread ? <div class="stage" /> : <MissingColumns choices={page.choices} view={view} />;
  }
  const isStale = view.problem !== undefined || view.rowsMistake !== undefined;
  return (
    <div class={isStale ? 'stage stale' : 'stage'}>
      {page.mode.value === 'table' ? (
        <DataRows bound={bound} />
      ) : (
        <Chart
          bound={bound}
          name={view.header.name}
          onProblem={(problem) => (page.chartProblem.value = problem)}
          onRowsNeeded={() => page.askForRows()}
          onDidMark={(lines) => page.revealLines(lines)}
        />
      )}
    </div>
  );
}
