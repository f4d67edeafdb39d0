import { useSignal } from '@preact/signals';
import type { ComponentChild, ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { formatAge, formatDuration } from '../../src/model/formatTime.ts';
import { mlflowTags } from '../../src/model/run.ts';
import type { LinkedRun, RunDetails } from '../../src/protocol/runPanel.ts';
import { IconButton } from '../shared/controls.ts';
import { statusIcons } from '../shared/statusIcons.ts';
import { runColor } from '../shared/theme.ts';
import type { RunPage } from './runPage.ts';

interface HeaderProps {
  readonly page: RunPage;
  readonly details: RunDetails;
}

/** Which run it is, how it stands, and where it comes from. */
export function Header({ page, details }: HeaderProps): ComponentChild {
  const { name, status, lifecycleStage, experimentName } = details;
  const runId = page.panel.value?.runId ?? '';
  const parent = page.relations.value?.parent;
  return (
    <header class="run-header">
      <nav aria-label="Where the run belongs">
        <button type="button" class="link inline" onClick={() => page.act({ kind: 'openExperiment' })}>
          {experimentName}
        </button>
        {parent !== undefined && (
          <>
            <span class="codicon codicon-chevron-right" aria-hidden="true" />
            <RunLink page={page} run={parent} />
          </>
        )}
      </nav>
      <div class="title">
        <span class={`status codicon ${statusIcons[status]}`} style={{ color: runColor(runId) }} aria-hidden="true" />
        <h1>{name}</h1>
        <span class={`chip ${status.toLowerCase()}`}>{status.toLowerCase()}</span>
        {lifecycleStage === 'deleted' && <span class="chip deleted">deleted</span>}
      </div>
      <Facts page={page} details={details} runId={runId} />
      <Children page={page} />
    </header>
  );
}

function Facts({ page, details, runId }: HeaderProps & { readonly runId: string }): ComponentChild {
  const tags = new Map(details.tags);
  const { startTime, userId } = details;
  const user = userId === '' ? tags.get(mlflowTags.user) : userId;
  const source = tags.get(mlflowTags.sourceName);
  const commit = tags.get(mlflowTags.gitCommit);
  return (
    <dl class="facts">
      {startTime !== undefined && (
        <Fact name="Started">
          <time dateTime={new Date(startTime).toISOString()} title={new Date(startTime).toLocaleString()}>
            {ageText(startTime)}
          </time>
        </Fact>
      )}
      <Duration details={details} />
      {user !== undefined && user !== '' && <Fact name="User">{user}</Fact>}
      {source !== undefined && source !== '' && (
        <Fact name="Source">
          <span title={source}>{source.split(/[\\/]/).at(-1)}</span>
        </Fact>
      )}
      {commit !== undefined && commit !== '' && (
        <Fact name="Commit">
          <code title={commit}>{commit.slice(0, 8)}</code>
          {tags.get(mlflowTags.gitDirty) === 'true' && <span title="With changes that were not committed">*</span>}
          <IconButton icon="copy" label="Copy the commit" onClick={() => page.copy(commit)} />
          <IconButton
            icon="git-commit"
            label="Show the commit"
            onClick={() => page.act({ kind: 'showCommit', commit })}
          />
        </Fact>
      )}
      <Fact name="Run ID">
        <code class="run-id" title={runId}>
          {runId}
        </code>
        <IconButton icon="copy" label="Copy the run ID" onClick={() => page.copy(runId)} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }): ComponentChild {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const tickMs = 1000;

/** Ticks while the run runs. */
function Duration({ details: { status, startTime, endTime } }: Pick<HeaderProps, 'details'>): ComponentChild {
  const now = useSignal(Date.now());
  const isRunning = status === 'RUNNING' && endTime === undefined;
  useEffect(() => {
    if (!isRunning) {
      return undefined;
    }
    const timer = setInterval(() => (now.value = Date.now()), tickMs);
    return () => clearInterval(timer);
  }, [isRunning]);
  const end = endTime ?? (isRunning ? now.value : undefined);
  if (startTime === undefined || end === undefined) {
    return null;
  }
  const length = isRunning ? Math.max(0, Math.floor((end - startTime) / tickMs) * tickMs) : end - startTime;
  return (
    <Fact name="Duration">
      <span title={endTime === undefined ? 'So far' : `Ended ${new Date(endTime).toLocaleString()}`}>
        {formatDuration(length)}
      </span>
    </Fact>
  );
}

/** So many children are named before somebody asks for more. */
const firstChildren = 5;

function Children({ page }: { readonly page: RunPage }): ComponentChild {
  const isOpen = useSignal(false);
  const { children = [], childCount = 0 } = page.relations.value ?? {};
  if (childCount === 0) {
    return null;
  }
  const shown = isOpen.value ? children : children.slice(0, firstChildren);
  const rest = childCount - shown.length;
  return (
    <div class="children">
      <span class="quiet">{childCount === 1 ? '1 child run' : `${childCount.toLocaleString('en')} child runs`}</span>
      <ul>
        {shown.map((run) => (
          <li key={run.runId}>
            <RunLink page={page} run={run} />
          </li>
        ))}
      </ul>
      {!isOpen.value && rest > 0 && (
        <button type="button" class="link inline" onClick={() => (isOpen.value = true)}>
          {`${rest.toLocaleString('en')} more`}
        </button>
      )}
      {isOpen.value && rest > 0 && <span class="quiet">{`and ${rest.toLocaleString('en')} in the experiment`}</span>}
    </div>
  );
}

function RunLink({ page, run }: { readonly page: RunPage; readonly run: LinkedRun }): ComponentChild {
  return (
    <button
      type="button"
      class="link inline run-link"
      title={`${run.name} · ${run.status.toLowerCase()}`}
      onClick={() => page.act({ kind: 'openRun', runId: run.runId, title: run.name })}
    >
      <span class={`codicon ${statusIcons[run.status]}`} style={{ color: runColor(run.runId) }} aria-hidden="true" />
      {run.name}
    </button>
  );
}

function ageText(time: number): string {
  const age = formatAge(time, Date.now());
  return age === 'now' ? 'just now' : `${age} ago`;
}
