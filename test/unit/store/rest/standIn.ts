import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface StandIn {
  readonly url: string;
  readonly requests: readonly IncomingMessage[];
  readonly close: () => void;
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A server that answers as the test says: the n-th request with the n-th answer, and with the last from then on. */
export async function startStandIn(...answers: readonly Answer[]): Promise<StandIn> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answers[Math.min(requests.length, answers.length) - 1]?.(response, request);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
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
