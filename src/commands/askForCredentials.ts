import * as vscode from 'vscode';
import type { Choice, Prompts } from '../host/prompts.ts';
import type { Credentials } from '../host/serverCredentials.ts';

type Login = Credentials['kind'] | 'none';

/** Asks for a login. @returns `none` when the person wants none, which only `isOptional` offers; absent when they changed their mind */
export async function askForCredentials(
  prompts: Prompts,
  title: string,
  { isOptional = false }: { readonly isOptional?: boolean } = {},
): Promise<Credentials | 'none' | undefined> {
  const placeholder = vscode.l10n.t('Login; kept in VS Code’s secret storage');
  const login = await prompts.pick(loginChoices(isOptional), { title, placeholder });
  switch (login) {
    case undefined:
    case 'none':
      return login;
    case 'basic': {
      const user = await askForText(prompts, title, vscode.l10n.t('User name'));
      const password = user && (await askForText(prompts, title, vscode.l10n.t('Password'), true));
      return user === undefined || password === undefined ? undefined : { kind: 'basic', user, password };
    }
    case 'token': {
      const token = await askForText(prompts, title, vscode.l10n.t('Token'), true);
      return token === undefined ? undefined : { kind: 'token', token: token.trim() };
    }
  }
}

function loginChoices(isOptional: boolean): readonly Choice<Login>[] {
  const none: Choice<Login> = {
    label: vscode.l10n.t('No login'),
    detail: vscode.l10n.t(
      'Or the one in MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN',
    ),
    value: 'none',
  };
  return [
    ...(isOptional ? [none] : []),
    {
      label: vscode.l10n.t('User name and password'),
      detail: vscode.l10n.t('Basic authentication, as MLflow’s own login has it'),
      value: 'basic',
    },
    {
      label: vscode.l10n.t('Token'),
      detail: vscode.l10n.t('A bearer token, for a proxy in front of the server'),
      value: 'token',
    },
  ];
}

async function askForText(
  prompts: Prompts,
  title: string,
  prompt: string,
  isSecret = false,
): Promise<string | undefined> {
  return await prompts.input({
    title,
    prompt,
    isSecret,
    validate: (text) => (text.trim() === '' ? vscode.l10n.t('Type something.') : undefined),
  });
}
