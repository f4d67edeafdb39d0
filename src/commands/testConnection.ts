import * as vscode from 'vscode';
import type { ProbedConnection } from '../host/probeConnection.ts';
import type { Choice } from '../host/prompts.ts';
import { isCancellation } from '../host/userMessages.ts';
import { MlflowError } from '../model/mlflowError.ts';
import { askForCredentials } from './askForCredentials.ts';
import type { ConnectionCommandParts } from './connectionParts.ts';

type NextStep = 'keep' | 'login';

/** What came back from a store that was tried, and is wanted all the same. */
export interface TestedConnection extends ProbedConnection {
  /** A sentence for the person. */
  readonly answer: string;
}

/**
 * Tries a connection and says what came back. One that fails may be kept, for a server may be down today; one that asks for a login may
 * be tried again with one. @returns the connection as it is to be kept; absent when the person changed their mind
 */
export async function testConnection(
  parts: Pick<ConnectionCommandParts, 'prompts' | 'messages' | 'probe'>,
  connection: ProbedConnection,
  title: string,
): Promise<TestedConnection | undefined> {
  const { prompts, messages, probe } = parts;
  try {
    const count = await prompts.progress(vscode.l10n.t('Trying {0}…', connection.uri), async (_report, signal) => {
      return await probe(connection, signal);
    });
    return { ...connection, answer: vscode.l10n.t('{0} answers. Experiments: {1}.', connection.uri, count) };
  } catch (error) {
    if (isCancellation(error)) {
      return undefined;
    }
    const answer = messages.describe(error);
    const next = await prompts.pick(nextSteps(error), { title: answer, placeholder: answer });
    if (next !== 'login') {
      return next && { ...connection, answer };
    }
    const credentials = await askForCredentials(prompts, title);
    return credentials === undefined || credentials === 'none'
      ? undefined
      : await testConnection(parts, { ...connection, credentials }, title);
  }
}

function nextSteps(error: unknown): readonly Choice<NextStep>[] {
  const keep: Choice<NextStep> = {
    label: vscode.l10n.t('Keep It Anyway'),
    detail: vscode.l10n.t('It is tried again with every refresh'),
    value: 'keep',
  };
  const login: Choice<NextStep> = { label: vscode.l10n.t('Set Credentials…'), value: 'login' };
  return MlflowError.is(error, 'unauthorized') ? [login, keep] : [keep];
}
