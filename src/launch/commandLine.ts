/** A command as a person would type it. For reading only: processes get their arguments as a list. */
export function displayCommand(command: readonly string[], platform: NodeJS.Platform): string {
  return command.map(platform === 'win32' ? quoteForWindows : quoteForShell).join(' ');
}

function quoteForShell(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}

function quoteForWindows(argument: string): string {
  return /^[\w@+=:,./\\-]+$/.test(argument) ? argument : `"${argument.replaceAll('"', '\\"')}"`;
}
