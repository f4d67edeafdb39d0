import * as vscode from 'vscode';
import type { Choice } from '../host/prompts.ts';
import { formatAge } from '../model/formatTime.ts';
import type { RunReference } from '../model/references.ts';
import type { RunInfo } from '../model/run.ts';
import { runColorId } from '../model/runColor.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import { runInfos } from '../store/runInfos.ts';
import type { CommandParts } from './commandParts.ts';
import { openActiveStore, pickStore } from './pickStore.ts';

type Answer = RunReference | 'otherStore';

/** Asks for a run of the active store: the active run first, then the last one used, then the newest. Another store is one step away. */
export async function pickRun(parts: CommandParts, title: string): Promise<RunReference | undefined> {
  let store = await openActiveStore(parts);
  for (;;) {
    const answer = await parts.prompts.pick<Answer>(runChoices(parts, store), {
      title: `${title} · ${parts.stores.place(store.uri)?.label ?? store.uri}`,
      placeholder: vscode.l10n.t('Run, by its name, experiment or ID'),
    });
    if (answer !== 'otherStore') {
      return answer;
    }
    const place = await pickStore(parts, title);
    if (place === undefined) {
      return undefined;
    }
    store = await parts.stores.open(place.uri);
  }
}

async function runChoices(parts: CommandParts, store: MlflowStore): Promise<readonly Choice<Answer>[]> {
  const { activeRun, stores } = parts;
  const storeUri = stores.place(store.uri)?.uri ?? store.uri;
  const experiments = await store.tracking.experiments('active');
  const names = new Map(experiments.map(({ experimentId, name }) => [experimentId, name]));
  const runs = await runInfos(store.tracking, { experimentIds: [...names.keys()], view: 'active' });
  const rank = ({ runId }: RunInfo): number =>
    runId === activeRun.current?.runId ? 0 : runId === activeRun.last?.runId ? 1 : 2;
  const sorted = runs.toSorted((a, b) => rank(a) - rank(b) || (b.startTime ?? 0) - (a.startTime ?? 0));
  const choices = sorted.map((info): Choice<Answer> => ({
    label: info.runName === '' ? info.runId : info.runName,
    description: [names.get(info.experimentId), noteOf(rank(info)), formatAge(info.startTime, Date.now())]
      .filter((text) => text !== undefined && text !== '')
      .join(' · '),
    detail: info.runId,
    icon: new vscode.ThemeIcon('circle-filled', new vscode.ThemeColor(runColorId(info.runId))),
    value: { storeUri, experimentId: info.experimentId, runId: info.runId },
  }));
  return stores.places.length > 1 ? [...choices, otherStoreChoice()] : choices;
}

function noteOf(rank: number): string | undefined {
  return [vscode.l10n.t('active'), vscode.l10n.t('last used')][rank];
}

function otherStoreChoice(): Choice<Answer> {
  return {
    label: vscode.l10n.t('Another store…'),
    icon: new vscode.ThemeIcon('database'),
    value: 'otherStore',
  };
}
