import { deepEqual, equal, match } from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';
import { idOf, uriOf } from '../../src/model/referenceText.ts';
import { unpackFixtureStore, type FixtureStore } from '../support/fixtureStores.ts';
import type { ExperimentsNode } from '../../src/views/treeNodes.ts';
import { childNamed, outline } from './support/outline.ts';
import { openTestWindow, type TestWindow } from './support/testWindow.ts';
import { until } from './support/until.ts';

let fixture: FixtureStore;
let window: TestWindow;
let storeUri: string;

async function runNode(purpose: string): Promise<ExperimentsNode> {
  const runId = String(fixture.manifest[purpose]);
  const { tracking } = await window.stores.open(storeUri);
  const { info } = await tracking.run(runId);
  const node = await window.experiments.nodeOf({ storeUri, experimentId: info.experimentId, runId });
  return node ?? (await Promise.reject(new Error(`${purpose} is not in the tree`)));
}

async function tooltipOf(node: ExperimentsNode): Promise<string> {
  const source = new vscode.CancellationTokenSource();
  const item = window.experiments.getTreeItem(node);
  const { tooltip } = await window.experiments.resolveTreeItem(item, node, source.token);
  return tooltip instanceof vscode.MarkdownString ? tooltip.value.replaceAll(/&nbsp;|\\/g, ' ') : String(tooltip);
}

describe('what went into a run and came out of it, written by MLflow 3.18', () => {
  before(() => {
    const folder = vscode.extensions.getExtension('vizmod.vizmod')?.extensionPath ?? '';
    fixture = unpackFixtureStore('v3-mlruns', join(folder, 'test', 'fixtures', 'stores'));
    storeUri = pathToFileURL(join(fixture.folder, 'mlruns')).toString();
  });

  after(() => fixture.dispose());

  beforeEach(() => {
    window = openTestWindow([storeUri]);
  });

  afterEach(() => window.dispose());

  it('shows the datasets with their context, and what is known of them', async () => {
    const run = await runNode('datasets');
    const datasets = await childNamed(window.experiments, 'Datasets', run);
    const lines = await outline(window.experiments, () => false, datasets);
    deepEqual([...lines].sort(), ['train-set training · a5357541 [table]', 'val-set validation · 2c573d49 [table]']);
    const train = await childNamed(window.experiments, 'train-set', datasets);
    deepEqual([window.experiments.getParent(train), window.experiments.getParent(datasets)], [datasets, run]);
    match(await tooltipOf(train), /num_rows.*3[^]*x = long[^]*y = long/);
  });

  it('shows the models of a run and of its experiment, each under the name and id that MLflow knows it by', async () => {
    const run = await runNode('autolog');
    const models = await childNamed(window.experiments, 'Models', run);
    const [model] = await window.experiments.getChildren(models);
    const id = 'm-be09d1e5133740d680cf69f0df3c404b';
    deepEqual([idOf(model), uriOf(model)], [id, `models:/${id}`]);
    match(await tooltipOf(model ?? run), /READY[^]*Run ID/);
    const experiment = window.experiments.getParent(run);
    await until('the models of the experiment are there', async () =>
      (await window.experiments.getChildren(experiment)).some(({ kind }) => kind === 'loggedModels'),
    );
    const all = await childNamed(window.experiments, 'Models', experiment);
    const { loggedModels } = await window.stores.open(storeUri);
    const stored = await loggedModels?.ofExperiments([run.kind === 'run' ? run.experimentId : '']);
    const shown = (await window.experiments.getChildren(all)).map(idOf);
    deepEqual(
      shown,
      stored?.map(({ modelId }) => modelId),
    );
    equal(shown.length > 1, true);
  });

  it('has no folder for what a run has nothing of', async () => {
    const contents = await window.experiments.getChildren(await runNode('failed'));
    deepEqual(
      contents.filter(({ kind }) => kind === 'datasets' || kind === 'loggedModels'),
      [],
    );
  });

  it('asks how many traces there are only when somebody looks', async () => {
    const asked: string[] = [];
    const { tracking } = await window.stores.open(storeUri);
    const count = tracking.traceCount.bind(tracking);
    tracking.traceCount = async (experimentId, signal) => {
      asked.push(experimentId);
      return await count(experimentId, signal);
    };
    const experiments = (await window.experiments.getChildren()).filter(({ kind }) => kind === 'experiment');
    experiments.forEach((node) => window.experiments.getTreeItem(node));
    equal(asked.length, 0);
    const tooltips = await Promise.all(experiments.map(tooltipOf));
    equal(asked.length, experiments.length);
    const counts = await Promise.all(asked.map(async (experimentId) => await count(experimentId)));
    deepEqual(
      tooltips.filter((text) => text.includes('Traces')).length,
      counts.filter((traces) => traces !== undefined && traces > 0).length,
    );
  });
});
