import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Stands before a server: closed, it is as if the server were down; open, everything passes. */
export class ServerGate {
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  private constructor(target: string) {
    this.#target = new URL(target);
  }

  static async before(target: string): Promise<ServerGate> {
    const gate = new ServerGate(target);
    await gate.open();
    return gate;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens at the same address as before. */
  async open(): Promise<void> {
    const server = createServer((socket) => this.#pass(socket)).listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    this.#port = typeof address === 'object' && address !== null ? address.port : 0;
    this.#server = server;
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#sockets.forEach((socket) => socket.destroy());
    if (server !== undefined) {
      const closed = once(server, 'close');
      server.close();
      await closed;
    }
  }

  #pass(from: Socket): void {
    const to = connect(Number(this.#target.port), this.#target.hostname);
    for (const [socket, other] of [
      [from, to],
      [to, from],
    ] as const) {
      this.#sockets.add(socket);
      // An end that breaks takes the other with it: that is what the test is about.
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    from.pipe(to).pipe(from);
  }
}
