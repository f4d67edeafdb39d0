import { deepEqual, equal, match } from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { deleteArtifacts, downloadArtifacts } from '../../src/commands/artifactFiles.ts';
import type { CommandParts } from '../../src/commands/commandParts.ts';
import { createExperiment, renameExperiment } from '../../src/commands/editExperiment.ts';
import { endRuns, renameRun } from '../../src/commands/editRun.ts';
import { deleteTag, setTag } from '../../src/commands/tags.ts';
import { noteUri } from '../../src/host/noteUri.ts';
import { MlflowError } from '../../src/model/mlflowError.ts';
import { isRunReference, type ExperimentReference, type RunReference } from '../../src/model/references.ts';
import type { TrackingStore } from '../../src/store/trackingStore.ts';
import { NoteFileSystem } from '../../src/views/noteFileSystem.ts';
import { childNamed } from './support/outline.ts';
import { scriptedPrompts, type Answer, type ScriptedPrompts } from './support/scriptedPrompts.ts';
import {
  copySampleStore,
  openRealStore,
  openTestWindow,
  type StoreCopy,
  type TestWindow,
} from './support/testWindow.ts';
import { until } from './support/until.ts';

let copy: StoreCopy;
let window: TestWindow;
let tracking: TrackingStore;
let prompts: ScriptedPrompts;

function parts(...answers: readonly Answer[]): CommandParts & { readonly onDidChangeRegistry: () => void } {
  prompts = scriptedPrompts(...answers);
  return { ...window, prompts, onDidChangeRegistry: () => undefined };
}

async function experimentNamed(name: string): Promise<ExperimentReference> {
  const experiments = await tracking.experiments('active');
  const { experimentId } = experiments.find((experiment) => experiment.name === name) ?? { experimentId: 'none' };
  return { storeUri: copy.uri, experimentId };
}

/** Who has tags of their own already is asked which. */
async function keyAnswers({ experimentId }: ExperimentReference): Promise<readonly Answer[]> {
  const experiment = (await tracking.experiments('active')).find((one) => one.experimentId === experimentId);
  const own = [...(experiment?.tags.keys() ?? [])].filter((key) => !key.startsWith('mlflow.'));
  return own.length > 0 ? [{ pick: 'New tag…' }, { type: 'owner' }] : [{ type: 'owner' }];
}

async function runNamed(label: string): Promise<RunReference> {
  const run = await childNamed(window.experiments, label, await childNamed(window.experiments, 'flowers-sweep'));
  return isRunReference(run) ? run : await Promise.reject(new Error(`${label} is not a run`));
}

describe('a copied store', () => {
  beforeEach(async () => {
    copy = copySampleStore();
    window = openTestWindow([copy.uri]);
    ({ tracking } = await window.stores.open(copy.uri));
  });

  afterEach(() => {
    window.dispose();
    copy.dispose();
  });

  describe('editing experiments', () => {
    it('makes one with the artifact location that was typed, and refuses names that are taken', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'vizmod-artifacts-'));
      await createExperiment(parts({ type: ' tulips ' }, { type: folder }), undefined);
      const made = (await tracking.experiments('active')).find(({ name }) => name === 'tulips');
      match(made?.artifactLocation ?? '', new RegExp(`^(file://)?${folder}`));
      await createExperiment(parts({ type: 'tulips' }), undefined).then(
        () => equal('made', 'refused'),
        (error: unknown) => match(String(error), /already/),
      );
      rmSync(folder, { recursive: true });
    });

    it('renames one, and gives it its old name back', async () => {
      const sweep = await experimentNamed('flowers-sweep');
      await renameExperiment(parts({ type: 'sweep' }), sweep);
      equal((await experimentNamed('sweep')).experimentId, sweep.experimentId);
      window.acceptOffers();
      await renameExperiment(parts({ type: 'again' }), sweep);
      await until('the name is as before', async () => (await experimentNamed('sweep')).experimentId !== 'none');
    });

    it('says that a store takes no writes before it asks anything', async () => {
      const readOnly = openTestWindow([copy.uri], async (uri) => {
        const store = await openRealStore(uri);
        store.tracking.readOnlyReason = async () => await Promise.resolve('newerSchema');
        return store;
      });
      const actions = [createExperiment, renameExperiment, renameRun, endRuns, setTag, deleteTag] as const;
      for (const act of actions) {
        await act({ ...parts(), stores: readOnly.stores }, undefined, undefined).then(
          () => equal(act.name, 'refused'),
          (error: unknown) => equal(MlflowError.is(error, 'readOnly'), true),
        );
      }
      deepEqual(prompts.asked, []);
      readOnly.dispose();
    });
  });

  describe('editing runs', () => {
    it('renames one', async () => {
      const grid = await runNamed('grid');
      await renameRun(parts({ type: 'grid search' }), grid);
      const { info, tags } = await tracking.run(grid.runId);
      deepEqual([info.runName, tags.get('mlflow.runName')], ['grid search', 'grid search']);
    });

    it('ends those that are still open, and no others', async () => {
      const grid = await runNamed('grid');
      const running = await tracking.createRun({
        experimentId: grid.experimentId,
        runName: 'stuck',
        userId: '',
        startTime: 1_790_000_000_000,
        tags: new Map(),
      });
      const stuck = { ...grid, runId: running.info.runId };
      const before = await tracking.run(grid.runId);
      await endRuns(parts({ pick: 'Failed' }), stuck, [grid, stuck]);
      const after = await tracking.run(stuck.runId);
      deepEqual([after.info.status, typeof after.info.endTime], ['FAILED', 'number']);
      deepEqual(await tracking.run(grid.runId), before);
      await endRuns(parts(), grid, undefined);
      deepEqual(window.said, ['This run has ended already.']);
    });

    it('sets a tag of several runs, deletes it from those that have it, and undoes that', async () => {
      const [grid, other] = [await runNamed('grid'), await runNamed('no scaling')];
      const owners = async (): Promise<readonly (string | undefined)[]> => {
        const runs = [await tracking.run(grid.runId), await tracking.run(other.runId)];
        return runs.map(({ tags }) => tags.get('owner'));
      };
      await setTag(parts({ pick: 'New tag…' }, { type: 'owner' }, { type: 'ada' }), grid, [grid, other]);
      deepEqual(await owners(), ['ada', 'ada']);
      await deleteTag(parts(), { ...grid, group: 'tags', key: 'owner' }, undefined);
      deepEqual(await owners(), [undefined, 'ada']);
      window.acceptOffers();
      await setTag(parts({ type: 'grace' }), { ...other, group: 'tags', key: 'owner' }, undefined);
      await until('the value is as before', async () => (await owners())[1] === 'ada');
    });
  });

  describe('tags of experiments', () => {
    it('are set, but not deleted', async () => {
      const sweep = await experimentNamed('flowers-sweep');
      await setTag(parts(...(await keyAnswers(sweep)), { type: 'ada' }), sweep, undefined);
      const stored = (await tracking.experiments('active')).find(({ name }) => name === 'flowers-sweep');
      equal(stored?.tags.get('owner'), 'ada');
      await deleteTag(parts(), sweep, undefined).then(
        () => equal('deleted', 'refused'),
        (error: unknown) => equal(MlflowError.is(error, 'unsupported'), true),
      );
    });
  });

  describe('notes', () => {
    it('are read and written as files, line by line as they are', async () => {
      const files = new NoteFileSystem(window);
      const grid = await runNamed('grid');
      const sweep = await experimentNamed('flowers-sweep');
      const model = { storeUri: copy.uri, modelName: 'flowers-classifier' };
      const text = '# Grid\r\n\n“best so far”\n';
      for (const noted of [grid, sweep, model, { ...model, version: '1' }]) {
        const uri = noteUri(noted, 'a/b');
        const before = await files.stat(uri);
        await files.writeFile(uri, new TextEncoder().encode(text));
        const after = await files.stat(uri);
        equal(new TextDecoder().decode(await files.readFile(uri)), text);
        deepEqual(
          [uri.path, after.size, after.mtime > before.mtime],
          ['/a_b.md', new TextEncoder().encode(text).length, true],
        );
      }
      equal((await tracking.run(grid.runId)).tags.get('mlflow.note.content'), text);
    });

    it('that somebody else changed count as changed, so that VS Code asks before it overwrites them', async () => {
      const files = new NoteFileSystem(window);
      const grid = await runNamed('grid');
      const uri = noteUri(grid, 'grid');
      const first = await files.stat(uri);
      equal((await files.stat(uri)).mtime, first.mtime);
      await tracking.setTags(grid.runId, new Map([['mlflow.note.content', 'theirs']]));
      equal((await files.stat(uri)).mtime > first.mtime, true);
    });

    it('of a thing that is gone are not there', async () => {
      const files = new NoteFileSystem(window);
      const uri = noteUri({ storeUri: copy.uri, experimentId: '1', runId: 'f'.repeat(32) }, 'gone');
      await files.stat(uri).then(
        () => equal('found', 'missing'),
        (error: unknown) => equal(error instanceof vscode.FileSystemError && error.code, 'FileNotFound'),
      );
    });
  });

  describe('artifact files', () => {
    let run: RunReference;
    let root: string;
    let target: string;

    beforeEach(async () => {
      run = await runNamed('grid');
      root = join(copy.folder, run.experimentId, run.runId, 'artifacts');
      mkdirSync(join(root, 'plots', 'deep'), { recursive: true });
      writeFileSync(join(root, 'plots', 'deep', 'a b#1.csv'), 'x\n1\n');
      writeFileSync(join(root, 'plots', 'roc.svg'), '<svg/>');
      target = mkdtempSync(join(tmpdir(), 'vizmod-download-'));
    });

    afterEach(() => rmSync(target, { recursive: true, force: true }));

    it('are downloaded with their folders, and files that are there are not overwritten unasked', async () => {
      const plots = { ...run, artifactPath: 'plots', isDirectory: true };
      const svg = { ...run, artifactPath: 'plots/roc.svg', isDirectory: false };
      const folder: Answer = { files: [vscode.Uri.file(target)] };
      await downloadArtifacts(parts(folder), plots, [plots, svg]);
      equal(readFileSync(join(target, 'plots', 'deep', 'a b#1.csv'), 'utf8'), 'x\n1\n');
      equal(existsSync(join(target, 'roc.svg')), false);
      deepEqual(window.said, ['Saved 2 files.']);
      writeFileSync(join(target, 'plots', 'roc.svg'), 'mine');
      await downloadArtifacts(parts(folder, { confirm: false }), plots, undefined);
      equal(readFileSync(join(target, 'plots', 'roc.svg'), 'utf8'), 'mine');
      await downloadArtifacts(parts(folder), svg, undefined);
      equal(readFileSync(join(target, 'roc.svg'), 'utf8'), '<svg/>');
    });

    it('are deleted after one question, and never the root', async () => {
      const changed: string[] = [];
      const deleteParts = (...answers: readonly Answer[]) => ({
        ...parts(...answers),
        reveal: async () => await Promise.resolve(),
        onDidLog: ({ runId }: RunReference) => changed.push(runId),
      });
      const plots = { ...run, artifactPath: 'plots', isDirectory: true };
      const svg = { ...run, artifactPath: 'plots/roc.svg', isDirectory: false };
      await deleteArtifacts(deleteParts(), { ...run, artifactPath: '', isDirectory: true }, undefined);
      await deleteArtifacts(deleteParts({ confirm: false }), svg, undefined);
      equal(existsSync(join(root, 'plots', 'roc.svg')), true);
      await deleteArtifacts(deleteParts({ confirm: true }), plots, [plots, svg]);
      deepEqual([existsSync(join(root, 'plots')), existsSync(root), changed], [false, true, [run.runId]]);
      match(prompts.asked[0] ?? '', /plots\? This cannot be undone\. plots\/$/);
    });
  });
});
