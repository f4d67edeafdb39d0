import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * Tells one process from a later one with the same id: when it started, in whatever form the platform says it. Absent when no such
 * process runs. On Windows, where asking is expensive, only whether one runs.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  if (!isRunning(pid)) {
    return undefined;
  }
  switch (process.platform) {
    case 'linux':
      return linuxStart(pid);
    case 'win32':
      return 'running';
    default:
      return psStart(pid);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Field 22 of proc(5)'s stat; the second one, the name in parentheses, may hold spaces. A zombie has ended. */
async function linuxStart(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    // The process ended between the two questions.
    return undefined;
  }
}

async function psStart(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]);
    return stdout.trim();
  } catch {
    // ps answers with exit code 1 when the process is gone.
    return undefined;
  }
}
