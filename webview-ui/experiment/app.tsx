import type { ComponentChild } from 'preact';
import { describeError } from '../../src/model/describeError.ts';
import { english } from '../../src/util/l10n.ts';
import { Button, IconButton } from '../shared/controls.ts';
import { ChartsPane } from './chartsPane.tsx';
import { ColumnChooser } from './columnChooser.tsx';
import { CountsLine } from './countsLine.tsx';
import type { ExperimentPage } from './experimentPage.ts';
import type { ViewMode } from './pageUi.ts';
import { Problems } from './problems.tsx';
import { pythonSnippet } from './pythonSnippet.ts';
import { RunsTable } from './runsTable.tsx';
import { SearchBox } from './searchBox.tsx';
import { SelectionBar } from './selectionBar.tsx';
import { SharedStrip } from './sharedStrip.tsx';
import { Split } from './split.tsx';
import { TableTools } from './tableTools.tsx';

interface PageProps {
  readonly page: ExperimentPage;
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
  return (
    <div class="page">
      <div class="toolbar">
        <SearchBox page={page} />
        <CountsLine page={page} />
        <span class="spring" />
        <TableTools page={page} />
        <ColumnChooser page={page} />
        <ViewSwitch page={page} />
      </div>
      <Problems page={page} />
      <Content page={page} />
    </div>
  );
}

const views: readonly { readonly view: ViewMode; readonly icon: string; readonly label: string }[] = [
  { view: 'table', icon: 'table', label: 'Table only' },
  { view: 'both', icon: 'split-horizontal', label: 'Table and charts' },
  { view: 'charts', icon: 'graph-line', label: 'Charts only' },
];

function ViewSwitch({ page }: PageProps): ComponentChild {
  return (
    <div class="view-switch" role="group" aria-label="View">
      {views.map(({ view, icon, label }) => (
        <IconButton
          key={view}
          icon={icon}
          label={label}
          pressed={page.ui.value.view === view}
          onClick={() => page.update({ view })}
        />
      ))}
    </div>
  );
}

function Content({ page }: PageProps): ComponentChild {
  const { view, split } = page.ui.value;
  if (view === 'charts') {
    return <ChartsPane page={page} />;
  }
  const table = <TableArea page={page} />;
  if (view === 'table') {
    return table;
  }
  return (
    <Split
      share={split}
      onShare={(share) => page.update({ split: share })}
      start={table}
      end={<ChartsPane page={page} />}
    />
  );
}

function TableArea({ page }: PageProps): ComponentChild {
  const counts = page.state.value?.counts;
  const isEmpty = counts !== undefined && counts.matching === 0 && (counts.isComplete || counts.failure !== undefined);
  return (
    <div class="table-area">
      <SharedStrip page={page} />
      <RunsTable page={page} />
      <SelectionBar page={page} />
      {isEmpty && (counts.runs === 0 ? <NoRuns page={page} /> : <NoMatch page={page} />)}
    </div>
  );
}

function NoRuns({ page }: PageProps): ComponentChild {
  const { failure } = page.state.value?.counts ?? {};
  const panel = page.panel.value;
  if (failure !== undefined) {
    return (
      <div class="message">
        <p>
          <strong>The runs could not be loaded.</strong>
        </p>
      </div>
    );
  }
  return (
    <div class="message">
      <p>
        <strong>No runs yet.</strong>
      </p>
      <p>Nothing was logged to this experiment so far. What a script logs appears here at once.</p>
      {panel?.experimentIds.length === 1 && (
        <Button onClick={() => page.copy(pythonSnippet(panel))}>Copy Python code that logs a run</Button>
      )}
    </div>
  );
}

function NoMatch({ page }: PageProps): ComponentChild {
  return (
    <div class="message">
      <p>No run matches this search.</p>
      <Button onClick={() => page.setSearch('')}>Clear search</Button>
    </div>
  );
}
