import type { ComponentChild } from 'preact';
import { describeError } from '../../src/model/describeError.ts';
import type { VisualizationView } from '../../src/protocol/visualizationPanel.ts';
import { english } from '../../src/util/l10n.ts';
import { Chart } from './chart.tsx';
import { DataRows } from './dataRows.tsx';
import { Findings } from './findings.tsx';
import { Header } from './header.tsx';
import { MissingColumns } from './missingColumns.tsx';
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
    return <div class="message">Reading the visualization and the data…</div>;
  }
  return (
    <div class="page">
      <Header page={page} header={view.header} />
      <Findings view={view} chartProblem={page.chartProblem.value} />
      <Content page={page} view={view} />
    </div>
  );
}

function Content({ page, view }: PageProps & { readonly view: VisualizationView }): ComponentChild {
  const bound = page.bound.value;
  if (bound === undefined) {
    return view.problem === undefined ? <MissingColumns view={view} /> : <div class="stage" />;
  }
  const isStale = view.problem !== undefined;
  return (
    <div class={isStale ? 'stage stale' : 'stage'}>
      {page.mode.value === 'table' ? (
        <DataRows bound={bound} />
      ) : (
        <Chart bound={bound} name={view.header.name} onProblem={(problem) => (page.chartProblem.value = problem)} />
      )}
    </div>
  );
}
