import type { Disposable } from './events.ts';

/**
 * What a worker can be asked to do: the name of each job, with its parameters and its result. Both are structured-cloneable;
 * `progress` messages arrive in order and before the result.
 */
export type JobMap<Jobs> = {
  readonly [Name in keyof Jobs]: { readonly params: unknown; readonly progress?: unknown; readonly result: unknown };
};

/** What a job reports on the way. */
export type ProgressOf<Job> = Job extends { readonly progress: infer Progress } ? Progress : never;

export interface JobOptions<Progress> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Buffers of the parameters that move to the worker instead of being copied: the asker gives them away. */
  readonly transfer?: readonly ArrayBuffer[] | undefined;
}

/** The asking end. Errors thrown by the job arrive as the same {@link MlflowError} reasons; an aborted job rejects with reason `cancelled`. */
export interface JobRunner<Jobs extends JobMap<Jobs>> extends Disposable {
  run<Name extends keyof Jobs & string>(
    name: Name,
    params: Jobs[Name]['params'],
    options?: JobOptions<ProgressOf<Jobs[Name]>>,
  ): Promise<Jobs[Name]['result']>;
}

/** What a job sees while it runs; `report` may name buffers whose ownership moves to the asking side. */
export interface JobContext<Progress> {
  readonly isCancelled: () => boolean;
  readonly report: (progress: Progress, transfer?: readonly ArrayBuffer[]) => void;
}

/** The doing end: one synchronous or asynchronous function per job. */
export type JobHandlers<Jobs extends JobMap<Jobs>> = {
  readonly [Name in keyof Jobs]: (
    params: Jobs[Name]['params'],
    context: JobContext<ProgressOf<Jobs[Name]>>,
  ) => Jobs[Name]['result'] | Promise<Jobs[Name]['result']>;
};
