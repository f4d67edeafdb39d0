import { describe, expect, it } from 'vitest';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import { notificationType, requestType, Rpc, type RpcMessage, type RpcPort } from '../../../src/protocol/rpc.ts';

const double = requestType<number, number>('double');
const wait = requestType<undefined, string>('wait');
const said = notificationType<string>('said');

/** Two ports joined as `postMessage` joins them: asynchronous, by structured clone. */
function joinedPorts(): [RpcPort, RpcPort, (message: unknown) => void] {
  const listeners: [Set<(m: unknown) => void>, Set<(m: unknown) => void>] = [new Set(), new Set()];
  const port = (own: 0 | 1, other: 0 | 1): RpcPort => ({
    post: (message: RpcMessage) => {
      const copy = structuredClone(message);
      queueMicrotask(() => listeners[other].forEach((listener) => listener(copy)));
    },
    listen: (listener) => {
      listeners[own].add(listener);
      return { dispose: () => listeners[own].delete(listener) };
    },
  });
  return [port(0, 1), port(1, 0), (message) => listeners[1].forEach((listener) => listener(message))];
}

function joinedEnds(): { asking: Rpc; answering: Rpc; unexpected: string[]; inject: (message: unknown) => void } {
  const [a, b, inject] = joinedPorts();
  const unexpected: string[] = [];
  const note = (what: string): void => void unexpected.push(what);
  return { asking: new Rpc(a, note), answering: new Rpc(b, note), unexpected, inject };
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return MlflowError.is(error) ? { reason: error.reason, details: error.details } : error;
}

describe('Rpc', () => {
  it('answers requests and delivers notifications in order', async () => {
    const { asking, answering } = joinedEnds();
    const heard: string[] = [];
    answering.handle(double, (n) => n * 2);
    answering.on(said, (text) => heard.push(text));
    asking.notify(said, 'first');
    const answers = await Promise.all([asking.request(double, 2), asking.request(double, 21)]);
    expect({ answers, heard }).toEqual({ answers: [4, 42], heard: ['first'] });
  });

  it('carries an MlflowError across with reason and details', async () => {
    const { asking, answering, unexpected } = joinedEnds();
    const details = { what: "params.lr == '1'", detail: 'no such operator', position: 10, suggestion: '=' };
    answering.handle(double, () => {
      throw new MlflowError('invalidFilter', details);
    });
    expect(await failureOf(asking.request(double, 1))).toEqual({ reason: 'invalidFilter', details });
    expect(unexpected).toEqual([]);
  });

  it('answers a request whose handler fails unexpectedly, and tells', async () => {
    const { asking, answering, unexpected } = joinedEnds();
    answering.handle(double, () => Promise.reject(new TypeError('a bug')));
    expect(await failureOf(asking.request(double, 1))).toEqual({ reason: 'internal', details: { what: 'a bug' } });
    expect(unexpected).toEqual(['double']);
  });

  it('answers a request that nobody handles', async () => {
    const { asking } = joinedEnds();
    expect(await failureOf(asking.request(double, 1))).toEqual({ reason: 'unsupported', details: { what: 'double' } });
  });

  it('aborts the handler and rejects at once when the asker gives up', async () => {
    const { asking, answering } = joinedEnds();
    const started = Promise.withResolvers<AbortSignal>();
    answering.handle(wait, (_, signal) => {
      started.resolve(signal);
      return new Promise<string>(() => undefined);
    });
    const controller = new AbortController();
    const request = failureOf(asking.request(wait, undefined, controller.signal));
    const signal = await started.promise;
    const aborted = new Promise<boolean>((resolve) => signal.addEventListener('abort', () => resolve(true)));
    controller.abort();
    expect(await request).toMatchObject({ reason: 'cancelled' });
    expect(await aborted).toBe(true);
  });

  it('rejects what is pending when it is disposed', async () => {
    const { asking, answering } = joinedEnds();
    answering.handle(wait, () => new Promise<string>(() => undefined));
    const request = failureOf(asking.request(wait, undefined));
    asking.dispose();
    expect(await request).toMatchObject({ reason: 'cancelled' });
  });

  it('reports messages that are not its own instead of failing', () => {
    const { unexpected, inject } = joinedEnds();
    for (const message of [
      undefined,
      7,
      {},
      { type: 'request', id: 'x', method: 'double' },
      { type: 'nonsense', id: 1 },
    ]) {
      inject(message);
    }
    inject({ type: 'notification', method: 'unknown', params: 1 });
    expect(unexpected).toEqual([...Array.from({ length: 5 }, () => 'a message that is not ours'), 'unknown']);
  });
});
