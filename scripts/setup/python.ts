import { tryRun } from '../lib/run.ts';

export interface Python {
  readonly command: string;
  /** As in 3.11: [3, 11]. */
  readonly version: readonly [number, number];
}

export interface PythonRange {
  readonly oldest: readonly [number, number];
  readonly newest: readonly [number, number];
}

/** 3.11 first: the pinned versions were chosen on it. */
const candidates = ['python3.11', 'python3', 'python3.12', 'python3.13', 'python3.10', 'python3.9', 'python'];

/** The first Python of this machine that the range admits and that can make venvs. */
export async function findPython(range: PythonRange): Promise<Python> {
  const found: string[] = [];
  for (const command of candidates) {
    const python = await probe(command);
    if (python === undefined) {
      continue;
    }
    const { version, canMakeVenvs } = python;
    found.push(`${command} is ${version.join('.')}${canMakeVenvs ? '' : ' without the venv module'}`);
    if (canMakeVenvs && compare(range.oldest, version) <= 0 && compare(version, range.newest) <= 0) {
      return { command, version };
    }
  }
  throw new Error(
    `Python ${range.oldest.join('.')} to ${range.newest.join('.')} with the venv module was not found ` +
      `(${found.join(', ') || 'there is no Python at all'}). ` +
      'Install it; on Debian and Ubuntu: apt-get install -y python3 python3-venv',
  );
}

export function compare(a: readonly [number, number], b: readonly [number, number]): number {
  return a[0] - b[0] || a[1] - b[1];
}

async function probe(command: string): Promise<(Python & { readonly canMakeVenvs: boolean }) | undefined> {
  // Debian splits venv: without python3-venv the module is there, but ensurepip is not.
  const script = `import sys, importlib.util as u
print(sys.version_info[0], sys.version_info[1], int(bool(u.find_spec('venv') and u.find_spec('ensurepip'))))`;
  // A command that does not exist or is a mere stub (pyenv, Windows) is no Python.
  const result = await tryRun(command, ['-c', script]).catch(() => undefined);
  const match = /^(\d+) (\d+) ([01])\s*$/.exec(result?.stdout ?? '');
  if (match === null) {
    return undefined;
  }
  return { command, version: [Number(match[1]), Number(match[2])], canMakeVenvs: match[3] === '1' };
}
