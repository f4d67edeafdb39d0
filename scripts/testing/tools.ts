import { ensureChromium } from '../setup/chromium.ts';
import { ensureMlflowVenv, mlflowVenvNames, type MlflowVenvName } from '../setup/mlflowVenv.ts';
import { ensureVscodeServer } from '../setup/vscodeServer.ts';

/** How tests find the Python of each MLflow. */
const pythonVariables: Readonly<Record<MlflowVenvName, string>> = {
  'mlflow-1.30': 'VIZMOD_PYTHON_130',
  'mlflow-2.22': 'VIZMOD_PYTHON_222',
  'mlflow-3.18': 'VIZMOD_PYTHON_318',
};

/** The tools that tests need besides npm's packages; they install while the first phases run. */
export interface ToolsInstallation {
  /** Environment variables that name the Pythons which could be had. */
  readonly pythonEnv: () => Promise<Readonly<Record<string, string>>>;
  /** Rejects when VS Code server or browser cannot be had. */
  readonly window: () => Promise<void>;
  /** One message for each tool that could not be had. */
  readonly problems: () => Promise<readonly string[]>;
}

export function installTools(which: { readonly pythons: boolean; readonly window: boolean }): ToolsInstallation {
  const pythons = which.pythons
    ? mlflowVenvNames.map((name) => ({ name, variable: pythonVariables[name], result: settle(ensureMlflowVenv(name)) }))
    : [];
  const windowTools = which.window
    ? [
        { name: 'VS Code server', result: settle(ensureVscodeServer()) },
        { name: 'Chromium', result: settle(ensureChromium()) },
      ]
    : [];
  return {
    pythonEnv: async () => {
      const entries = await Promise.all(pythons.map(async ({ variable, result }) => [variable, await result] as const));
      return Object.fromEntries(
        entries.flatMap(([variable, result]) => (result.status === 'fulfilled' ? [[variable, result.value]] : [])),
      );
    },
    window: async () => {
      for (const { result } of windowTools) {
        const settled = await result;
        if (settled.status === 'rejected') {
          throw settled.reason;
        }
      }
    },
    problems: async () => {
      const results = await Promise.all(
        [...pythons, ...windowTools].map(async ({ name, result }) => ({ name, settled: await result })),
      );
      return results.flatMap(({ name, settled }) =>
        settled.status === 'rejected' ? [`${name} cannot be had: ${messageOf(settled.reason)}`] : [],
      );
    },
  };
}

/** Never rejects, so that a problem waits quietly until its phase comes. */
async function settle<Value>(promise: Promise<Value>): Promise<PromiseSettledResult<Value>> {
  const [result] = await Promise.allSettled([promise]);
  return result;
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
