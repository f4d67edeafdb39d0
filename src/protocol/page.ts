import { notificationType } from './rpc.ts';

/** Sent by every page: something in it failed that no answer can carry. Goes to the extension's log. */
export const pageProblem = notificationType<{ readonly what: string; readonly stack?: string }>('page.problem');
