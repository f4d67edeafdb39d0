import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../lib/run.ts';
import { installOnce } from './cache.ts';
import { compare, findPython, type Python, type PythonRange } from './python.ts';

export const mlflowVenvNames = ['mlflow-1.30', 'mlflow-2.22', 'mlflow-3.18'] as const;
export type MlflowVenvName = (typeof mlflowVenvNames)[number];

interface VenvRecipe {
  readonly pythons: PythonRange;
  /** Arguments of `pip install`, one run after the other. */
  readonly steps: readonly (readonly string[])[];
}

const recipes: Readonly<Record<MlflowVenvName, VenvRecipe>> = {
  // pandas 1.5, the newest that it takes, has no wheels for Python 3.12.
  // Altair 4.1 is the one that the visualization plugin asks for; with a newer jsonschema it fails on transforms.
  'mlflow-1.30': {
    pythons: { oldest: [3, 9], newest: [3, 11] },
    steps: [['mlflow==1.30.1', 'altair==4.1.0', 'jsonschema<4']],
  },
  // With SQLAlchemy 2.1 its database store fails on import.
  'mlflow-2.22': {
    pythons: { oldest: [3, 9], newest: [3, 13] },
    steps: [['mlflow==2.22.1', 'sqlalchemy<2.1', 'altair>=5,<6']],
  },
  // The companion packages of 3.18.0 are not on PyPI, so it goes on top of 3.17.2; the visualization plugin asks for an old
  // Altair, but works with a new one.
  'mlflow-3.18': {
    pythons: { oldest: [3, 10], newest: [3, 13] },
    steps: [
      ['mlflow[auth]==3.17.2', 'altair>=6'],
      ['--no-deps', 'mlflow==3.18.0', 'mlflow-vizmod==1.1.3', 'mlflow-vizmod-styles-altair==1.1.2'],
    ],
  },
};

/** The pinned versions do not exist for older Pythons; there pip chooses. */
const oldestPinnedPython = [3, 11] as const;

/** Path of the Python of a virtual environment that holds this MLflow. */
export async function ensureMlflowVenv(name: MlflowVenvName): Promise<string> {
  const recipe = recipes[name];
  const constraintsFile = fileURLToPath(new URL(`constraints/${name}.txt`, import.meta.url));
  const python = await findPython(recipe.pythons);
  const dir = await installOnce({
    name,
    recipe: { recipe, constraints: await readFile(constraintsFile, 'utf8'), python: python.version },
    install: async (dir, finalDir) => {
      await installVenv({ dir, python, steps: recipe.steps, constraintsFile });
      await moveScripts(join(dir, 'bin'), dir, finalDir);
    },
  });
  return pythonOf(dir);
}

interface VenvInstallation {
  readonly dir: string;
  readonly python: Python;
  readonly steps: VenvRecipe['steps'];
  readonly constraintsFile: string;
}

async function installVenv({ dir, python, steps, constraintsFile }: VenvInstallation): Promise<void> {
  await run(python.command, ['-m', 'venv', dir]);
  const pinned = compare(python.version, oldestPinnedPython) >= 0;
  if (!pinned) {
    console.log(`  Python ${python.version.join('.')} is too old for the pinned versions: pip chooses`);
  }
  for (const step of steps) {
    const constraints = pinned && !step.includes('--no-deps') ? ['--constraint', constraintsFile] : [];
    await run(pythonOf(dir), ['-m', 'pip', 'install', '--quiet', ...constraints, ...step]);
  }
}

function pythonOf(dir: string): string {
  return process.platform === 'win32' ? join(dir, 'Scripts', 'python.exe') : join(dir, 'bin', 'python');
}

/** The scripts of a venv (mlflow, gunicorn) name its folder in their first line. */
async function moveScripts(bin: string, from: string, to: string): Promise<void> {
  for (const entry of await readdir(bin, { withFileTypes: true }).catch(() => [])) {
    const path = join(bin, entry.name);
    if (!entry.isFile() || (await stat(path)).size > 100_000) {
      continue;
    }
    const text = await readFile(path, 'utf8');
    if (text.includes(from)) {
      await writeFile(path, text.replaceAll(from, to));
    }
  }
}
