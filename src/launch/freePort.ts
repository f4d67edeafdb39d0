import { once } from 'node:events';
import { createServer } from 'node:net';
import { MlflowError } from '../model/mlflowError.ts';

/** A port of `host` that nobody listens on now. */
export async function freePort(host: string): Promise<number> {
  const probe = createServer().listen(0, host);
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') {
    throw new MlflowError('internal', { what: `no free port on ${host}` });
  }
  return address.port;
}
