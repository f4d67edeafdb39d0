import type { JsonObject } from '../../model/json.ts';
import { MlflowError, type ErrorReason } from '../../model/mlflowError.ts';
import type { Run } from '../../model/run.ts';
import type { Disposable } from '../../util/events.ts';
import type { StoreChange, StoreProblem } from '../trackingStore.ts';
import { objectsField, textField } from './jsonFields.ts';
import { KnownRuns, type RunPage, type RunSighting } from './knownRuns.ts';
import { mlflowPath } from './paths.ts';
import { readEach } from './readEach.ts';
import type { RestClient } from './restClient.ts';
import { runFrom } from './restEntities.ts';

export interface RestLiveUpdatesParts {
  readonly client: Pick<RestClient, 'get' | 'postSearch'>;
  /** Calls back once, later. */
  readonly schedule: (callback: () => void, milliseconds: number) => Disposable;
  readonly onChange: (change: StoreChange) => void;
  readonly onError: (error: unknown) => void;
}

const shortestPause = 2000;
const longestPause = 30_000;
const pauseGrowth = 1.5;
/** Experiments and models change seldom. */
const rareMilliseconds = 8000;
/** How many of the newest runs, and of those that run, are compared. */
const comparedRuns = 100;
const comparedModels = 100;

/** What says nothing about the question, only that nobody answers now. */
const absences: readonly ErrorReason[] = ['unreachable', 'untrustedCertificate', 'timedOut', 'cancelled'];
/** What says so only when nothing else is answered either. */
const failures: readonly ErrorReason[] = ['serverError', 'notMlflow'];

/**
 * Follows a server by asking it, because it announces nothing: after 2 s, and ever more seldom, up to 30 s, while nothing changes. Each
 * look reads the newest 100 runs and the newest 100 running ones of the experiments that somebody has listed; experiments and registry
 * are looked at every 8 s. Seen with the next listing only: edits of older runs that are over, changes of experiments beyond the first
 * 1,000 and of models beyond the 100 changed last. A server that goes away is announced once, and once more when it is back.
 */
export class RestLiveUpdates {
  readonly #parts: RestLiveUpdatesParts;
  readonly #runs = new KnownRuns();
  readonly #experimentIds = new Set<string>();
  /** What the last look saw, for the first who asks: it was announced so that somebody does. */
  readonly #fresh = new Map<string, Run>();
  /** Questions that this server refuses to answer. */
  readonly #refused = new Set<string>();
  readonly #answers = new Map<string, string>();
  #abort: AbortController | undefined;
  #timer: Disposable | undefined;
  #pause = shortestPause;
  #sinceRare = rareMilliseconds;
  #isAbsent = false;
  #beginningListings = 0;
  /** Counts what was noted: a look that began before saw older things. */
  #notes = 0;

  constructor(parts: RestLiveUpdatesParts) {
    this.#parts = parts;
  }

  start(): void {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      this.#later(0);
    }
  }

  stop(): void {
    this.#abort?.abort();
    this.#abort = undefined;
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#pause = shortestPause;
    this.#sinceRare = rareMilliseconds;
    this.#isAbsent = false;
    this.#runs.forget();
    for (const memory of [this.#experimentIds, this.#fresh, this.#refused, this.#answers]) {
      memory.clear();
    }
  }

  /**
   * Somebody lists the runs of these: from now on what happens to them is announced. Nothing is compared until what is returned is
   * disposed, which is when the newest runs are noted.
   */
  follow(experimentIds: readonly string[]): Disposable {
    if (this.#abort === undefined) {
      return { dispose: () => undefined };
    }
    for (const id of experimentIds) {
      this.#experimentIds.add(id);
    }
    this.#notes++;
    this.#refused.clear();
    this.hurry();
    this.#beginningListings++;
    let isBeginning = true;
    return {
      dispose: () => {
        this.#beginningListings -= isBeginning ? 1 : 0;
        isBeginning = false;
      },
    };
  }

  /** Runs as somebody has just listed them. `areNewest` where they may be among the newest of all. */
  note(runs: readonly Run[], areNewest: boolean): void {
    for (const run of this.#abort === undefined ? [] : runs) {
      if (areNewest || run.info.status === 'RUNNING') {
        this.#runs.note(run);
      }
    }
    this.#notes++;
  }

  /** A run that was read after we wrote to it; it is announced next, and need not be read again for that. */
  noteWritten(run: Run): void {
    if (this.#experimentIds.has(run.info.experimentId)) {
      this.note([run], true);
      this.#fresh.set(run.info.runId, run);
      this.hurry();
    }
  }

  /** The run as the last look saw it, once: whoever asks again wants to know more. */
  takeFresh(runId: string): Run | undefined {
    const run = this.#fresh.get(runId);
    this.#fresh.delete(runId);
    return run;
  }

  /** Somebody looks or writes: what changes next should not wait. */
  hurry(): void {
    const isSoon = this.#pause === shortestPause;
    this.#pause = shortestPause;
    // Who writes all the time must not put the next look off all the time.
    if (this.#timer !== undefined && !isSoon) {
      this.#later(this.#pause);
    }
  }

  #later(milliseconds: number): void {
    this.#timer?.dispose();
    this.#timer = this.#parts.schedule(() => {
      this.#timer = undefined;
      void this.#look(milliseconds);
    }, milliseconds);
  }

  async #look(waited: number): Promise<void> {
    const abort = this.#abort;
    if (abort === undefined) {
      return;
    }
    this.#fresh.clear();
    const changes: StoreChange[] = [];
    try {
      const isThere = await this.#lookForChanges(changes, waited, abort.signal);
      if (isThere && this.#isAbsent) {
        this.#isAbsent = false;
        changes.push({ kind: 'store' });
      }
    } catch (error) {
      this.#onFailure(error, changes);
    }
    if (abort.signal.aborted) {
      return;
    }
    this.#pause = changes.length > 0 ? shortestPause : Math.min(this.#pause * pauseGrowth, longestPause);
    this.#later(this.#pause);
    for (const change of changes) {
      this.#parts.onChange(change);
    }
  }

  /** @returns whether the server has answered anything */
  async #lookForChanges(changes: StoreChange[], waited: number, signal: AbortSignal): Promise<boolean> {
    let isThere = false;
    const ask = async (question: string, answer: () => Promise<void>): Promise<void> => {
      isThere = (await this.#unlessRefused(question, answer, isThere)) || isThere;
    };
    if (this.#experimentIds.size > 0 && this.#beginningListings === 0) {
      await ask('runs', async () => {
        changes.push(...(await this.#runChanges(signal)));
      });
    }
    this.#sinceRare += waited;
    if (this.#sinceRare >= rareMilliseconds || this.#experimentIds.size === 0) {
      this.#sinceRare = 0;
      const { client } = this.#parts;
      await ask('experiments', async () => {
        const body = { view_type: 'ALL', max_results: 1000 };
        const answer = await client.postSearch(mlflowPath('experiments/search'), body, signal);
        changes.push(...this.#compareAnswer({ kind: 'experiments' }, answer));
      });
      await ask('registry', async () => {
        const query = { max_results: comparedModels, order_by: 'last_updated_timestamp DESC' };
        const answer = await client.get(mlflowPath('registered-models/search'), query, signal);
        changes.push(...this.#compareAnswer({ kind: 'registry' }, answer));
      });
    }
    return isThere;
  }

  async #runChanges(signal: AbortSignal): Promise<readonly StoreChange[]> {
    const notes = this.#notes;
    const sighting = await this.#sight(signal);
    if (notes !== this.#notes) {
      return [];
    }
    const changes = this.#runs.compare(sighting);
    const changed = new Set(changes.map((change) => (change.kind === 'run' ? change.runId : undefined)));
    for (const run of [...sighting.newest.runs, ...sighting.running.runs]) {
      if (changed.has(run.info.runId)) {
        this.#fresh.set(run.info.runId, run);
      }
    }
    return changes;
  }

  async #sight(signal: AbortSignal): Promise<RunSighting> {
    const newest = pageOf(await this.#search({}, signal));
    const running = newest.isAll
      ? newest
      : pageOf(await this.#search({ filter: "attributes.status = 'RUNNING'" }, signal));
    return { newest, running };
  }

  async #search(more: JsonObject, signal: AbortSignal): Promise<JsonObject> {
    const body = { experiment_ids: [...this.#experimentIds], run_view_type: 'ALL', max_results: comparedRuns, ...more };
    return await this.#parts.client.postSearch(mlflowPath('runs/search'), body, signal);
  }

  #compareAnswer(change: StoreChange, answer: JsonObject): readonly StoreChange[] {
    const before = this.#answers.get(change.kind);
    const now = JSON.stringify(answer);
    this.#answers.set(change.kind, now);
    return before === undefined || before === now ? [] : [change];
  }

  /**
   * One right that is missing, or one call that an old server does not have, does not hide the rest.
   *
   * @param isThere whether the server has just answered another question
   * @returns whether it answered
   */
  async #unlessRefused(question: string, ask: () => Promise<void>, isThere: boolean): Promise<boolean> {
    if (this.#refused.has(question)) {
      return false;
    }
    try {
      await ask();
      return true;
    } catch (error) {
      if (!MlflowError.is(error) || (isThere ? absences : [...absences, ...failures]).includes(error.reason)) {
        throw error;
      }
      this.#refused.add(question);
      this.#parts.onError(error);
      return false;
    }
  }

  #onFailure(error: unknown, changes: StoreChange[]): void {
    if (this.#isAbsent || MlflowError.is(error, 'cancelled')) {
      return;
    }
    this.#isAbsent = true;
    this.#parts.onError(error);
    // Those who ask now are told why what they show gets old.
    changes.push({ kind: 'store' });
  }
}

/** What cannot be read is left to the next listing, which says why. */
function pageOf(answer: JsonObject): RunPage {
  const problems: StoreProblem[] = [];
  const runs = readEach(objectsField(answer, 'runs'), runFrom, problems);
  return { runs, isAll: (textField(answer, 'next_page_token') ?? '') === '' };
}
