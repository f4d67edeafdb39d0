import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SelfSignedServer {
  readonly url: string;
  readonly close: () => void;
}

/** A real HTTPS server on localhost whose certificate nobody vouches for. */
export async function startSelfSignedServer(answer: RequestListener): Promise<SelfSignedServer> {
  const folder = mkdtempSync(join(tmpdir(), 'vizmod-certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '400'];
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject];
  makeCertificate(made);
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, answer).listen(0, 'localhost');
  rmSync(folder, { recursive: true });
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `https://localhost:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function makeCertificate(args: readonly string[]): void {
  try {
    execFileSync('openssl', args, { stdio: 'ignore' });
  } catch (cause) {
    throw new Error(
      'openssl made no certificate; if it is not installed: apt-get install openssl, or brew install openssl',
      {
        cause,
      },
    );
  }
}
