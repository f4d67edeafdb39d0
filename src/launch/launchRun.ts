import { readFile } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { MlflowError } from '../model/mlflowError.ts';
import type { TrackingStore } from '../store/trackingStore.ts';
import { childEnvironment } from './childEnvironment.ts';
import { startChild, type Child } from './childProcess.ts';
import { endRun } from './endRun.ts';
import { readGitState } from './gitState.ts';
import { LaunchedRun } from './launchedRun.ts';
import type { LaunchFacts } from './launchFacts.ts';
import type { LaunchRecords } from './launchRecords.ts';
import { launchTags } from './launchTags.ts';
import { findPython } from './pythonInterpreter.ts';
import { scriptExperiment } from './scriptExperiment.ts';
import type { StopGrace } from './stopper.ts';
import { userName } from './userName.ts';
import { readWorkspaceParams } from './workspaceParams.ts';

export interface LaunchRequest {
  readonly store: TrackingStore;
  /** The working directory; script and param files are relative to it. */
  readonly folder: string;
  readonly script: string;
  readonly args: readonly string[];
  /** Created when missing. Absent: the one that the script names, else `defaultExperimentName`. */
  readonly experimentName?: string | undefined;
  readonly defaultExperimentName: string;
  /** Absent: made from the script and the time. */
  readonly runName?: string | undefined;
  readonly paramFiles: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly configuredPython?: string | undefined;
  readonly offeredPython?: string | undefined;
}

export interface LaunchEnvironment {
  /** The environment of this process; also names the user. */
  readonly inherited: NodeJS.ProcessEnv;
  readonly stopGraceMs: StopGrace;
  /** Where to remember the launch, for `endOrphanedRuns`. */
  readonly records?: LaunchRecords | undefined;
  /** Called once the run exists and before the script starts. */
  readonly onWillStart?: ((facts: LaunchFacts) => void) | undefined;
  /** Called with the output as it comes, never cut inside a character. */
  readonly onOutput: (text: string) => void;
}

/**
 * Creates a run and starts the script in it. Whatever happens to the script, the run ends in a true state. Nothing is created when the
 * script, Python or a param file is wrong; a run whose script could not be started is FAILED.
 * @throws MlflowError notFound, toolMissing, invalidFile, tooLarge, readOnly, processFailed and what the store throws
 */
export async function launchRun(request: LaunchRequest, environment: LaunchEnvironment): Promise<LaunchedRun> {
  const { store } = request;
  const facts = await createRun(request, environment);
  try {
    environment.onWillStart?.(facts);
    const child = await start(request, facts, environment);
    return new LaunchedRun({ facts, child, store, graceMs: environment.stopGraceMs, records: environment.records });
  } catch (error) {
    await endRun(store, facts.run.runId, { endTime: Date.now(), params: facts.params });
    throw error;
  }
}

function start(request: LaunchRequest, { command, run }: LaunchFacts, environment: LaunchEnvironment): Promise<Child> {
  const { store, folder, env } = request;
  return startChild(command, {
    folder,
    environment: childEnvironment({ inherited: environment.inherited, added: env, store, run }),
    onOutput: environment.onOutput,
  });
}

async function createRun(request: LaunchRequest, { inherited }: LaunchEnvironment): Promise<LaunchFacts> {
  const { store, folder, script, paramFiles } = request;
  const scriptPath = resolve(folder, script);
  const namedExperiment = scriptExperiment(await readScript(scriptPath, script));
  const [python, git, { params, skippedKeys }] = await Promise.all([
    findPython({
      configured: request.configuredPython,
      offered: request.offeredPython,
      folder,
      environment: { ...inherited, ...request.env },
    }),
    readGitState(scriptPath),
    readWorkspaceParams(folder, paramFiles),
  ]);
  await requireWritable(store);
  const experimentName = request.experimentName ?? namedExperiment ?? request.defaultExperimentName;
  const experimentId = await requireExperiment(store, experimentName);
  const startTime = Date.now();
  const runName = request.runName ?? defaultRunName(script, new Date(startTime));
  const userId = userName(inherited);
  const tags = launchTags(script, userId, git);
  const { info } = await store.createRun({ experimentId, runName, userId, startTime, tags });
  return {
    run: { storeUri: store.uri, experimentId, runId: info.runId },
    runName,
    experimentName,
    command: [python.path, '-u', script, ...request.args],
    python,
    git,
    paramFiles,
    params,
    skippedParamKeys: skippedKeys,
    allowsFileStore: store.kind === 'file',
    conflictingExperiment: namedExperiment === experimentName ? undefined : namedExperiment,
  };
}

async function readScript(path: string, script: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new MlflowError('notFound', { what: script }, { cause: error });
  }
}

async function requireWritable(store: TrackingStore): Promise<void> {
  const reason = await store.readOnlyReason();
  if (reason === 'untrusted') {
    throw new MlflowError('untrusted', { what: store.uri });
  }
  if (reason !== undefined) {
    const detail = 'a launched script needs a store that takes new runs';
    throw new MlflowError('readOnly', { what: store.uri, detail });
  }
}

async function requireExperiment(store: TrackingStore, name: string): Promise<string> {
  const experiments = await store.experiments('all');
  const experiment = experiments.find((candidate) => candidate.name === name);
  if (experiment?.lifecycleStage === 'deleted') {
    const detail = 'this experiment is deleted: restore it or name another one';
    throw new MlflowError('invalidValue', { what: name, detail });
  }
  return experiment?.experimentId ?? store.createExperiment(name);
}

/** `train-20261121-082554`, in local time. */
function defaultRunName(script: string, now: Date): string {
  const name = basename(script.replaceAll('\\', '/'), extname(script));
  const parts = [now.getMonth() + 1, now.getDate(), now.getHours(), now.getMinutes(), now.getSeconds()];
  const [month, day, ...time] = parts.map((part) => String(part).padStart(2, '0'));
  return `${name}-${now.getFullYear()}${month}${day}-${time.join('')}`;
}
