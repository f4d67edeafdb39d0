import * as vscode from 'vscode';
import type { ConnectionCommandParts } from '../../../src/commands/connectionParts.ts';
import { ActiveRun } from '../../../src/host/activeRun.ts';
import { CodeStores } from '../../../src/host/codeStores.ts';
import { LoginNotices } from '../../../src/host/loginNotices.ts';
import { OpenStores } from '../../../src/host/openStores.ts';
import { probeConnection } from '../../../src/host/probeConnection.ts';
import { ServerCredentials } from '../../../src/host/serverCredentials.ts';
import { serverHeaders } from '../../../src/host/serverHeaders.ts';
import { readSetting } from '../../../src/host/settings.ts';
import { makeStoreEnvironment } from '../../../src/host/storeEnvironment.ts';
import { StoreFinder } from '../../../src/host/storeFinder.ts';
import { inlineJobs } from '../../../src/store/inlineJobs.ts';
import { openStore } from '../../../src/store/openStore.ts';
import { storeJobHandlers } from '../../../src/store/storeJobHandlers.ts';
import { Disposables } from '../../../src/util/disposables.ts';
import { MemoryMemento } from './memoryMemento.ts';
import { MemorySecrets } from './memorySecrets.ts';
import { scriptedPrompts, type Answer, type ScriptedPrompts } from './scriptedPrompts.ts';
import { QuietMessages } from './testWindow.ts';

/** The stores and credentials of a window as the extension composes them, over the folder that VS Code has open. */
export interface ConnectionWindow extends vscode.Disposable {
  readonly stores: OpenStores;
  readonly code: CodeStores;
  readonly secrets: MemorySecrets;
  /** What was said to the person. */
  readonly said: readonly string[];
  /** What a command works with when the person gives these answers. */
  readonly answering: (...answers: readonly Answer[]) => ConnectionCommandParts & { readonly prompts: ScriptedPrompts };
}

export function openConnectionWindow(variables: Readonly<Record<string, string>> = {}): ConnectionWindow {
  const disposables = new Disposables();
  const said: string[] = [];
  const messages = new QuietMessages(said);
  const secrets = new MemorySecrets();
  const credentials = disposables.add(new ServerCredentials(secrets));
  const notices = disposables.add(new LoginNotices(messages, credentials));
  const code = disposables.add(new CodeStores());
  const finder = new StoreFinder({ variables, code });
  const storage = vscode.Uri.file('/nowhere');
  const environment = {
    ...makeStoreEnvironment(
      { storageUri: storage, globalStorageUri: storage },
      {
        log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
        startWorker: () => inlineJobs(storeJobHandlers()),
        serverHeaders: async (serverUrl) =>
          await serverHeaders(serverUrl, {
            credentials,
            variables,
            namesOf: (uri) => finder.namesOf(uri),
            servers: () => readSetting('servers'),
            isTrusted: () => vscode.workspace.isTrusted,
          }),
        onLoginAsked: (url) => {
          if (finder.knowsServer(url)) {
            notices.tell(url);
          }
        },
      },
    ),
    variables,
  };
  const stores = disposables.add(
    new OpenStores({
      open: async (uri) => await openStore(uri, environment),
      collectPlaces: async () => await finder.collect(),
      memory: new MemoryMemento(),
    }),
  );
  const activeRun = disposables.add(new ActiveRun(new MemoryMemento()));
  return {
    stores,
    code,
    secrets,
    said,
    answering: (...answers) => ({
      stores,
      activeRun,
      messages,
      credentials,
      prompts: scriptedPrompts(...answers),
      probe: async (connection, signal) => await probeConnection(connection, environment, signal),
      databricksProfiles: async () => await Promise.resolve(['DEFAULT', 'prod']),
      refreshViews: ignore,
    }),
    dispose: () => disposables.dispose(),
  };
}

const ignore = (): void => undefined;
