import type { ActiveRun } from '../host/activeRun.ts';
import type { OpenStores } from '../host/openStores.ts';
import type { Prompts } from '../host/prompts.ts';
import type { UserMessages } from '../host/userMessages.ts';

/** What most commands work with. */
export interface CommandParts {
  readonly stores: OpenStores;
  readonly activeRun: ActiveRun;
  readonly prompts: Prompts;
  readonly messages: UserMessages;
}
