import * as vscode from 'vscode';

/** The part of the Python extension's API (ms-python.python, since 2023) that is used here. */
interface PythonEnvironments {
  getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
  resolveEnvironment(environment: {
    readonly path: string;
  }): Promise<{ readonly executable: { readonly uri?: vscode.Uri } } | undefined>;
}

/** The interpreter that the person chose in the Python extension; absent without that extension or without a choice. */
export async function chosenPython(resource: vscode.Uri): Promise<string | undefined> {
  try {
    const environments = environmentsOf(await vscode.extensions.getExtension('ms-python.python')?.activate());
    const active = environments?.getActiveEnvironmentPath(resource);
    const environment = active && (await environments?.resolveEnvironment(active));
    return environment?.executable.uri?.fsPath;
  } catch {
    // That extension reports its own failures; without its answer the other interpreters are tried.
    return undefined;
  }
}

function environmentsOf(api: unknown): PythonEnvironments | undefined {
  const environments: unknown = typeof api === 'object' && api !== null ? Reflect.get(api, 'environments') : undefined;
  return isPythonEnvironments(environments) ? environments : undefined;
}

function isPythonEnvironments(value: unknown): value is PythonEnvironments {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'getActiveEnvironmentPath') === 'function' &&
    typeof Reflect.get(value, 'resolveEnvironment') === 'function'
  );
}
