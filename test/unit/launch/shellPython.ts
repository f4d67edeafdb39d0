import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Answers as the named Python does when it is looked for, and runs scripts as shell scripts. */
export function writeShellPython(path: string, version = '3.11.0', mlflowVersion: string | null = null): string {
  mkdirSync(dirname(path), { recursive: true });
  const answer = JSON.stringify([path, version, mlflowVersion]);
  writeFileSync(path, `#!/bin/sh\nif [ "$1" = -c ]; then echo '${answer}'; else shift; exec /bin/sh "$@"; fi\n`);
  chmodSync(path, 0o755);
  return path;
}
