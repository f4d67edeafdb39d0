import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RecordingServer {
  readonly url: string;
  /** The headers of every request so far. */
  readonly requests: readonly IncomingHttpHeaders[];
  /** The Authorization that it asks for; absent: none. */
  authorization: string | undefined;
  close(): Promise<void>;
}

/** A real server on this machine that answers as an MLflow server without experiments does, and remembers what it was sent. */
export async function startRecordingServer(): Promise<RecordingServer> {
  const requests: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    requests.push(request.headers);
    request.resume();
    const isRefused =
      recording.authorization !== undefined && request.headers.authorization !== recording.authorization;
    response.writeHead(isRefused ? 401 : 200, { 'content-type': isRefused ? 'text/html' : 'application/json' });
    response.end(isRefused ? 'You are not authenticated.' : '{"experiments": []}');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const recording: RecordingServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    authorization: undefined,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
  return recording;
}
