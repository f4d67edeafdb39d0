import { expect, test } from 'vitest';
import { displayCommand } from '../../../src/launch/commandLine.ts';

test('only arguments that need it are quoted, as the platform quotes', () => {
  const command = ['/opt/my venv/python', '-u', 'train.py', '--name=a b', "it's", '', '$HOME'];
  expect(displayCommand(command, 'linux')).toBe(
    String.raw`'/opt/my venv/python' -u train.py '--name=a b' 'it'\''s' '' '$HOME'`,
  );
  expect(displayCommand([String.raw`C:\py\python.exe`, 'a b', 'say "x"'], 'win32')).toBe(
    String.raw`C:\py\python.exe "a b" "say \"x\""`,
  );
});
