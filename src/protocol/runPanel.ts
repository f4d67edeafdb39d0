import type { LifecycleStage, RunStatus } from '../model/run.ts';
import type { Series } from '../model/series.ts';
import type { WireError } from '../model/wireError.ts';
import type { SeriesAnswer, SeriesRequest } from './experimentPanel.ts';
import { notificationType, requestType } from './rpc.ts';

/** What names a run; also what the page keeps so that the panel can be restored. */
export interface RunPanelState {
  readonly storeUri: string;
  readonly experimentId: string;
  readonly runId: string;
  readonly title: string;
}

export type KeyValue = readonly [key: string, value: string];

/** Parallel arrays: the latest point of each metric. Numbers travel in typed arrays, because JSON has no NaN. */
export interface LatestMetrics {
  readonly keys: readonly string[];
  readonly values: Float64Array<ArrayBuffer>;
  readonly steps: Float64Array<ArrayBuffer>;
}

/** All that a run's own record says. Times are milliseconds since 1970; an absent time is not known or not reached. */
export interface RunDetails {
  readonly name: string;
  readonly status: RunStatus;
  readonly lifecycleStage: LifecycleStage;
  readonly userId: string;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  /** Its id where the experiment cannot be found. */
  readonly experimentName: string;
  readonly params: readonly KeyValue[];
  readonly tags: readonly KeyValue[];
  readonly metrics: LatestMetrics;
  /** Why nothing can be changed; absent where everything can. */
  readonly readOnly?: WireError | undefined;
}

export interface RunStart {
  readonly panel: RunPanelState;
  /** The artifact that was looked at last in this window, which another run may have too. */
  readonly artifactPath?: string | undefined;
  /** Why there is nothing to show. */
  readonly error?: WireError | undefined;
  readonly details?: RunDetails | undefined;
}

/** Another run, as far as a link to it needs. */
export interface LinkedRun {
  readonly runId: string;
  readonly name: string;
  readonly status: RunStatus;
}

/** A param that another run has otherwise; `other` is absent where it has none of that key. */
export interface ParamDifference {
  readonly key: string;
  readonly other?: string | undefined;
}

export interface RunRelations {
  readonly parent?: LinkedRun | undefined;
  /** The first of them, newest first. */
  readonly children: readonly LinkedRun[];
  readonly childCount: number;
  /** Against its parent, or else the active run of the experiment that started last before it. */
  readonly comparison?:
    | { readonly kind: 'parent' | 'previous'; readonly run: LinkedRun; readonly params: readonly ParamDifference[] }
    | undefined;
}

export interface Extreme {
  readonly value: number;
  readonly step: number;
}

/** A metric's history at a glance. */
export interface MetricSummary {
  readonly key: string;
  /** By step, decimated for the asked width. */
  readonly line: Series;
  /** Points that the store gave. */
  readonly points: number;
  /** How many of them are NaN or infinite. */
  readonly nonFinite: number;
  /** Of the finite points, the first where several are equal; absent when there is none. */
  readonly min?: Extreme | undefined;
  readonly max?: Extreme | undefined;
  /** Whether the store left points out, so that there may be lower and higher ones. */
  readonly isSampled: boolean;
  /** Why the history could not be read; the rest is then empty. */
  readonly error?: WireError | undefined;
}

export interface ShownDataset {
  readonly name: string;
  readonly digest: string;
  readonly context?: string | undefined;
  readonly sourceType: string;
  readonly source: string;
  /** Name and type of each column or tensor; none where the store has no schema. */
  readonly columns: readonly KeyValue[];
  readonly profile: readonly (readonly [key: string, size: number])[];
  /** Whether it is a file of the workspace. */
  readonly canOpen: boolean;
}

export interface ShownModel {
  readonly modelId: string;
  readonly name: string;
  readonly role: 'input' | 'output';
  /** Of an output: the step it was made at. */
  readonly step?: number | undefined;
}

export interface RunData {
  readonly datasets: readonly ShownDataset[];
  readonly models: readonly ShownModel[];
}

export interface ArtifactItem {
  /** Relative to the run's artifacts, `/`-separated. */
  readonly path: string;
  readonly isDirectory: boolean;
  /** Bytes; absent for folders and where the store does not say. */
  readonly size?: number | undefined;
}

/** Columns of a signature: name, type and whether it may be missing. */
export interface ModelColumn {
  readonly name: string;
  readonly type: string;
  readonly isOptional: boolean;
}

/** What an MLmodel file and the files beside it say of a model. */
export interface ModelCard {
  readonly flavors: readonly KeyValue[];
  readonly inputs: readonly ModelColumn[];
  readonly outputs: readonly ModelColumn[];
  readonly mlflowVersion?: string | undefined;
  readonly created?: string | undefined;
  /** Bytes, as the file states it or as its files add up. */
  readonly size?: number | undefined;
  /** Lines of requirements.txt. */
  readonly requirements: readonly string[];
  /** Python that loads it. */
  readonly snippet: string;
}

/** Rows of text: the first of a table. */
export interface PreviewTable {
  readonly columns: readonly { readonly name: string; readonly isNumber: boolean }[];
  readonly rows: readonly (readonly string[])[];
  /** How many rows there are in all. */
  readonly rowCount: number;
}

export type ArtifactPreview =
  | { readonly kind: 'image'; readonly bytes: Uint8Array<ArrayBuffer>; readonly mediaType: string }
  | { readonly kind: 'text'; readonly text: string; readonly shownLines: number; readonly lineCount: number }
  /** HTML of a Markdown file, as VS Code renders it: anything may be in it. */
  | { readonly kind: 'markdown'; readonly html: string }
  /** The file as it is: anything may be in it. */
  | { readonly kind: 'html'; readonly html: string }
  | { readonly kind: 'table'; readonly table: PreviewTable }
  | { readonly kind: 'model'; readonly card: ModelCard }
  | { readonly kind: 'folder'; readonly entryCount: number }
  | { readonly kind: 'binary' };

/** What the page asks VS Code to do. */
export type RunPageAction =
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'openExperiment' | 'editNote' }
  | { readonly kind: 'openRun'; readonly runId: string; readonly title: string }
  | { readonly kind: 'showCommit'; readonly commit: string }
  /** By its place among the run's datasets. */
  | { readonly kind: 'openDataset'; readonly place: number }
  | { readonly kind: 'copyModelUri'; readonly modelId: string }
  | {
      readonly kind: 'artifact';
      readonly command: 'open' | 'download' | 'copyPath' | 'copyUri' | 'copySnippet' | 'delete';
      readonly path: string;
      readonly isDirectory: boolean;
    };

export const runPanel = {
  start: requestType<undefined, RunStart>('run.start'),
  details: requestType<undefined, RunDetails>('run.details'),
  /** Waits until the experiment's runs are known. */
  relations: requestType<undefined, RunRelations>('run.relations'),
  /** In the order of the keys; metrics that the run does not have are left out. */
  summaries: requestType<{ readonly keys: readonly string[]; readonly pixels: number }, readonly MetricSummary[]>(
    'run.summaries',
  ),
  series: requestType<Omit<SeriesRequest, 'runIds'>, SeriesAnswer>('run.series'),
  /** The note as HTML, as VS Code renders Markdown: anything may be in it. Absent when there is no note. */
  note: requestType<undefined, { readonly html?: string | undefined }>('run.note'),
  data: requestType<undefined, RunData>('run.data'),
  artifacts: requestType<{ readonly path: string }, readonly ArtifactItem[]>('run.artifacts'),
  /** Rejects with tooLarge for what is too long to be looked at in the page. */
  preview: requestType<ArtifactItem, ArtifactPreview>('run.preview'),
  /** Of a logged model. Rejects with notFound where its files are gone. */
  modelCard: requestType<{ readonly modelId: string }, ModelCard>('run.modelCard'),
  /** Rejects with readOnly, untrusted or invalidValue. */
  setTag: requestType<{ readonly key: string; readonly value: string }, undefined>('run.setTag'),
  deleteTag: requestType<{ readonly key: string }, undefined>('run.deleteTag'),
  act: notificationType<RunPageAction>('run.act'),
  /** The person looks at this artifact; absent: at none. */
  artifactShown: notificationType<{ readonly path?: string | undefined }>('run.artifactShown'),
  /** Anything but metrics is different now: the details are to be asked for again. */
  changed: notificationType<undefined>('run.changed'),
  /** These metrics got new points, or are new. */
  metricsChanged: notificationType<LatestMetrics>('run.metricsChanged'),
  relationsChanged: notificationType<undefined>('run.relationsChanged'),
  artifactsChanged: notificationType<undefined>('run.artifactsChanged'),
  /** The panel's store is another one now: everything is to be asked for again. */
  restarted: notificationType<undefined>('run.restarted'),
} as const;
