import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject } from '../../src/model/json.ts';
import { readPageCharts } from '../../src/vizmod/htmlSpec.ts';
import { readChartPickle } from '../../src/vizmod/readChartPickle.ts';
import { comparableSpec } from '../support/comparableSpec.ts';
import { unpackFixtureStore } from '../support/fixtureStores.ts';
import { mlflowPython, type MlflowVersion } from '../support/mlflowPython.ts';

const makeCharts = fileURLToPath(new URL('../fixtures/make/altair_random.py', import.meta.url));
const inspectScript = fileURLToPath(new URL('../../scripts/inspect.ts', import.meta.url));
const chartCount = 80;

/** Other charts in every run; a chart that differs names its own seed, which makes it again. */
const firstSeed = Math.floor(Date.now() / 1000);

interface MadeChart {
  readonly seed: number;
  readonly pickle: string;
  readonly page: string;
  readonly spec: JsonObject;
}

function isMadeChart(line: unknown): line is MadeChart {
  return isJsonObject(line) && typeof line['seed'] === 'number' && isJsonObject(line['spec']);
}

function makeRandomCharts(version: MlflowVersion): readonly MadeChart[] {
  const output = execFileSync(mlflowPython(version), [makeCharts, String(firstSeed), String(chartCount), '--pages'], {
    cwd: tmpdir(),
    encoding: 'utf8',
    maxBuffer: 512 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = output.split('\n').filter((line) => line !== '');
  return lines.map((line): unknown => JSON.parse(line)).filter(isMadeChart);
}

describe.each([
  ['4.1', '1.30'],
  ['5', '2.22'],
  ['6', '3.18'],
] as const)('random charts of altair %s', (_, version) => {
  let charts: readonly MadeChart[] = [];
  beforeAll(() => {
    charts = makeRandomCharts(version);
  });

  it('are made at all', () => {
    expect(charts.length).toBeGreaterThan(chartCount / 3);
  });

  it('are read from their pickles as altair prints them', () => {
    const read = charts.map(({ seed, pickle }) => {
      const spec = readChartPickle(Uint8Array.from(Buffer.from(pickle, 'base64')), `seed ${seed}`);
      return { seed, spec: comparableSpec(spec) };
    });

    expect(read).toEqual(charts.map(({ seed, spec }) => ({ seed, spec: comparableSpec(spec) })));
  });

  it('are found in the pages that altair saves', () => {
    const read = charts.map(({ seed, page }) => ({ seed, ...readPageCharts(page, `seed ${seed}`) }));

    expect(read).toEqual(charts.map(({ seed, spec }) => ({ seed, first: spec, count: 1 })));
  });
});

async function vizspec(path: string): Promise<{ code: number; printed: unknown }> {
  return await new Promise((resolve) => {
    const child = execFile(process.execPath, [inspectScript, 'vizspec', '--model', path], (_, stdout) =>
      resolve({ code: child.exitCode ?? -1, printed: JSON.parse(stdout) as unknown }),
    );
  });
}

describe('npm run inspect -- vizspec', () => {
  const { folder, dispose } = unpackFixtureStore('vizmod-mlflow3');
  const scratch = mkdtempSync(join(tmpdir(), 'vizspec-'));
  afterAll(() => {
    dispose();
    rmSync(scratch, { recursive: true });
  });
  const spec = { $schema: 'https://vega.github.io/schema/vega-lite/v5.json', mark: 'bar' };
  const name = '203387343181054654/models/m-4acdb512ec014ddabb950ca3ff19b3a9';
  const model = join(folder, 'mlruns', name, 'artifacts');

  it('prints the chart of a model folder, of the folder above, of its MLmodel file and of its pickle', async () => {
    const paths = [model, join(model, '..'), join(model, 'MLmodel'), join(model, 'viz.pkl')];

    const [printed, ...others] = await Promise.all(paths.map(vizspec));

    expect(printed).toMatchObject({
      code: 0,
      printed: { $schema: expect.stringContaining('/vega-lite/v6') as string },
    });
    expect(others).toEqual([printed, printed, printed]);
  });

  it('prints the chart of a loose file', async () => {
    const files = {
      'a.vl.json': JSON.stringify(spec),
      'b.html': `<script>var spec = ${JSON.stringify(spec)};</script>`,
    };
    const paths = Object.entries(files).map(([file, text]) => {
      writeFileSync(join(scratch, file), text);
      return join(scratch, file);
    });

    expect(await Promise.all(paths.map(vizspec))).toEqual(paths.map(() => ({ code: 0, printed: spec })));
  });

  it('says what is wrong, where, and what to do', async () => {
    const linked = join(scratch, 'linked');
    cpSync(model, linked, { recursive: true });
    rmSync(join(linked, 'viz.pkl'));
    writeFileSync(join(scratch, 'secret.pkl'), 'outside');
    symlinkSync(join(scratch, 'secret.pkl'), join(linked, 'viz.pkl'));
    const hostile = join(scratch, 'hostile.pkl');
    writeFileSync(hostile, "cos\nsystem\n(S'exit 1'\ntR.");

    expect(await vizspec(linked)).toMatchObject({ code: 1, printed: { error: { reason: 'outsideRoot' } } });
    expect(await vizspec(join(model, '..', '..'))).toMatchObject({
      code: 1,
      printed: { error: { reason: 'notFound' } },
    });
    expect(await vizspec(join(scratch, 'gone'))).toMatchObject({ code: 1, printed: { error: { reason: 'notFound' } } });
    expect(await vizspec(hostile)).toEqual({
      code: 1,
      printed: {
        error: {
          reason: 'refusedPickle',
          message: `${hostile} was not opened as a chart (it uses the pickle opcode 0x53, which charts do not need). Nothing in it was run. Log the chart again, or save it as Vega-Lite JSON.`,
        },
      },
    });
  });
});
