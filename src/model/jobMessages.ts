import { assertNever } from '../util/assertNever.ts';
import type { JobContext, JobHandlers, JobMap } from '../util/jobs.ts';
import { toWireError, type WireError } from './wireError.ts';

/** What the asking thread sends. `flag` is one Int32 of shared memory that becomes 1 when the asker gives up: a synchronous job sees no message. */
export interface JobRequest {
  readonly id: number;
  readonly name: string;
  readonly params: unknown;
  readonly flag: SharedArrayBuffer;
}

/** What the worker answers: any number of `progress`, then one `result` or `error`. */
export type JobAnswer =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: unknown }
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: WireError };

/** The worker's end of the channel; Node's `parentPort` fits. */
export interface JobPort {
  on(event: 'message', listener: (request: JobRequest) => void): unknown;
  postMessage(answer: JobAnswer, transfer?: readonly ArrayBuffer[]): void;
}

/**
 * Answers requests from `port` with `handlers`, for as long as the worker lives. A job of an unknown name fails as `unsupported`.
 * `buffersOf` names the buffers of a result that move to the asking thread instead of being copied; the worker keeps nothing of them.
 */
export function serveJobs<Jobs extends JobMap<Jobs>>(
  port: JobPort,
  handlers: JobHandlers<Jobs>,
  buffersOf: (result: unknown) => readonly ArrayBuffer[] = () => [],
): void {
  port.on('message', (request) => {
    void answer(port, handlers, buffersOf, request);
  });
}

async function answer<Jobs extends JobMap<Jobs>>(
  port: JobPort,
  handlers: JobHandlers<Jobs>,
  buffersOf: (result: unknown) => readonly ArrayBuffer[],
  { id, name, params, flag }: JobRequest,
): Promise<void> {
  const shared = new Int32Array(flag);
  const context: JobContext<unknown> = {
    isCancelled: () => Atomics.load(shared, 0) === 1,
    report: (progress, transfer) => port.postMessage({ kind: 'progress', id, progress }, transfer),
  };
  try {
    const handler: unknown = Reflect.get(handlers, name);
    if (typeof handler !== 'function') {
      throw new TypeError(`no job is called ${name}`);
    }
    const result: unknown = await Reflect.apply(handler, undefined, [params, context]);
    port.postMessage({ kind: 'result', id, result }, buffersOf(result));
  } catch (error) {
    port.postMessage({ kind: 'error', id, error: toWireError(error) });
  }
}

/** Tells the three kinds of answer apart, for the asking end. */
export function handleJobAnswer(
  answer: JobAnswer,
  on: {
    readonly progress: (progress: unknown) => void;
    readonly result: (result: unknown) => void;
    readonly error: (error: WireError) => void;
  },
): void {
  switch (answer.kind) {
    case 'progress':
      return on.progress(answer.progress);
    case 'result':
      return on.result(answer.result);
    case 'error':
      return on.error(answer.error);
    default:
      return assertNever(answer);
  }
}
