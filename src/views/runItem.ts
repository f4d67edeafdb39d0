import * as vscode from 'vscode';
import { contextValues } from '../contributions.ts';
import { formatAge } from '../model/formatTime.ts';
import { formatNumber } from '../model/formatNumber.ts';
import type { Run, RunStatus } from '../model/run.ts';
import { runColorId } from '../model/runColor.ts';

const statusIcons: Record<RunStatus, string> = {
  RUNNING: 'loading~spin',
  SCHEDULED: 'clock',
  FINISHED: 'circle-filled',
  FAILED: 'error',
  KILLED: 'circle-slash',
};

export function runIcon({ runId, status }: { readonly runId: string; readonly status: RunStatus }): vscode.ThemeIcon {
  return new vscode.ThemeIcon(statusIcons[status], new vscode.ThemeColor(runColorId(runId)));
}

/** The name that people know the run by. */
export function runLabel(run: Run): string {
  return run.info.runName === '' ? run.info.runId : run.info.runName;
}

export interface RunItemOptions {
  readonly shownMetrics: readonly string[];
  readonly isActive: boolean;
  /** Whether it was launched from this window and is running still. */
  readonly isStoppable: boolean;
  readonly now: number;
}

/** The item of a run without its id; the tooltip is made when it is asked for. */
export function runItem(run: Run, { shownMetrics, isActive, isStoppable, now }: RunItemOptions): vscode.TreeItem {
  const { info } = run;
  const metrics = shownMetrics.flatMap((key) => {
    const point = run.metrics.get(key);
    return point === undefined ? [] : [`${key} ${formatNumber(point.value)}`];
  });
  const age = info.startTime === undefined ? [] : [formatAge(info.startTime, now)];
  const active = isActive ? [vscode.l10n.t('active')] : [];
  const item = new vscode.TreeItem(runLabel(run), vscode.TreeItemCollapsibleState.Collapsed);
  item.description = [...metrics, ...age, ...active].join(' · ');
  item.iconPath = runIcon(info);
  item.contextValue = contextOf(info.status, isStoppable);
  const spoken = [runLabel(run), info.status.toLowerCase(), ...active, ...metrics, ...age];
  item.accessibilityInformation = { label: spoken.join(', '), role: 'treeitem' };
  return item;
}

/** A run that nobody here can stop may be over without having said so: it can be ended by hand. */
function contextOf(status: RunStatus, isStoppable: boolean): string {
  if (isStoppable) {
    return contextValues.runningRun;
  }
  return status === 'RUNNING' || status === 'SCHEDULED' ? contextValues.unfinishedRun : contextValues.run;
}
