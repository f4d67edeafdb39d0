import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findPython } from '../../../src/launch/pythonInterpreter.ts';
import { writeShellPython } from './shellPython.ts';
import { temporaryFolder } from './temporaryFolder.ts';

describe.skipIf(process.platform === 'win32')('the Python that runs scripts', () => {
  test('is the set one, then the offered one, then that of the folder, then that of the PATH', async () => {
    const folder = temporaryFolder();
    const environment = { PATH: join(folder, 'bin') };
    writeShellPython(join(folder, 'bin', 'python'), '3.9.0');
    expect(await findPython({ folder, environment })).toMatchObject({ version: '3.9.0', mlflowVersion: undefined });
    writeShellPython(join(folder, 'bin', 'python3'), '3.10.0');
    expect(await findPython({ folder, environment })).toMatchObject({ version: '3.10.0' });
    writeShellPython(join(folder, 'venv', 'bin', 'python'), '3.11.0', '2.22.1');
    expect(await findPython({ folder, environment })).toMatchObject({ version: '3.11.0', mlflowVersion: '2.22.1' });
    writeShellPython(join(folder, '.venv', 'bin', 'python'), '3.12.0', '3.18.0');
    expect(await findPython({ folder, environment })).toMatchObject({ version: '3.12.0', mlflowVersion: '3.18.0' });
    const offered = writeShellPython(join(folder, 'offered'), '3.13.0');
    expect(await findPython({ folder, environment, offered })).toMatchObject({ path: offered });
    const configured = writeShellPython(join(folder, 'my env', 'python'), '3.14.0');
    expect(
      await findPython({ folder, environment, offered, configured: '${workspaceFolder}/my env/python' }),
    ).toMatchObject({ path: configured });
    expect(await findPython({ folder, environment, offered, configured: './my env/python' })).toMatchObject({
      path: configured,
    });
  });

  test('an offered one that does not run is passed over, a set one is not', async () => {
    const folder = temporaryFolder();
    const environment = { PATH: join(folder, 'bin') };
    writeShellPython(join(folder, 'bin', 'python3'), '3.10.0');
    const offered = join(folder, 'gone');
    expect(await findPython({ folder, environment, offered })).toMatchObject({ version: '3.10.0' });
    await expect(findPython({ folder, environment, configured: offered })).rejects.toMatchObject({
      reason: 'toolMissing',
      details: { what: offered },
    });
  });

  test('no Python at all is one error that names what was tried', async () => {
    const folder = temporaryFolder();
    await expect(findPython({ folder, environment: { PATH: folder } })).rejects.toMatchObject({
      reason: 'toolMissing',
      details: { what: 'Python', detail: expect.stringContaining('python3, python') },
    });
  });
});
