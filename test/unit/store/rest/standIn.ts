import type { IncomingMessage, ServerResponse } from 'node:http';
import { startLocalServer, type LocalServer } from '../../../support/localServer.ts';

export interface StandIn extends LocalServer {
  readonly requests: readonly IncomingMessage[];
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A server that answers as the test says: the n-th request with the n-th answer, and with the last from then on. */
export async function startStandIn(...answers: readonly Answer[]): Promise<StandIn> {
  const requests: IncomingMessage[] = [];
  const server = await startLocalServer((request, response) => {
    requests.push(request);
    answers[Math.min(requests.length, answers.length) - 1]?.(response, request);
  });
  return { ...server, requests };
}

export function json(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): (response: ServerResponse) => void {
  return text(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

export function text(
  status: number,
  body: string,
  headers: Record<string, string> = {},
): (response: ServerResponse) => void {
  return (response) => response.writeHead(status, headers).end(body);
}
