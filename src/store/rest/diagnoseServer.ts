import type { CredentialKind, ServerFacts } from '../../model/diagnosis/serverFacts.ts';
import type { StoreEnvironment } from '../storeEnvironment.ts';
import { callServer, classifyAnswer, type Answer, type Caller } from './diagnoseAnswer.ts';
import { diagnoseCapabilities, versionFrom } from './diagnoseCapabilities.ts';
import { diagnoseCertificate, diagnoseName, diagnosePort } from './diagnoseConnection.ts';
import { diagnoseProxy, type ProxySettings } from './diagnoseProxy.ts';
import { mlflowPath } from './paths.ts';
import { splitCredentials } from '../serverUrl.ts';

export type ServerStep = 'name' | 'connection' | 'answer' | 'capabilities' | 'latency';

export interface DiagnoseServerOptions {
  readonly proxySettings: ProxySettings;
  /** Milliseconds for each step and each call. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((step: ServerStep) => void) | undefined;
}

const latencyCalls = 5;
const smallCall = { path: mlflowPath('experiments/search?max_results=1') };

/**
 * Looks at a tracking server step by step. What fails is a fact, not an error; no call changes anything, none is repeated.
 *
 * @throws MlflowError unsupported when it is no address, cancelled
 */
export async function diagnoseServer(
  serverUrl: string,
  environment: Pick<StoreEnvironment, 'fetch' | 'serverHeaders' | 'variables'>,
  { proxySettings, timeout, signal, onStep }: DiagnoseServerOptions,
): Promise<ServerFacts> {
  const { url, authorization } = splitCredentials(serverUrl);
  const server = new URL(url);
  const check = { server, timeout, signal };
  onStep?.('name');
  const name = await diagnoseName(check);
  onStep?.('connection');
  const port = name.kind === 'found' ? await diagnosePort(check) : undefined;
  const isSecure = server.protocol === 'https:' && port?.kind === 'open';
  const certificate = isSecure ? await diagnoseCertificate(check) : undefined;
  const headers = new Headers(await environment.serverHeaders?.(url));
  if (authorization !== undefined) {
    headers.set('authorization', authorization);
  }
  const { fetch } = environment;
  return {
    address: url,
    name,
    proxy: diagnoseProxy(server, proxySettings, environment.variables),
    connection: port ?? { kind: 'notTried', port: Number(server.port) },
    certificate,
    credentials: credentialKind(headers.get('authorization')),
    ...(await diagnoseCalls(callServer({ url, fetch, headers, timeout, signal }), server.host, onStep)),
  };
}

type CallFacts = Pick<ServerFacts, 'answer' | 'version' | 'latencies' | 'capabilities' | 'clockDifference'>;

async function diagnoseCalls(
  call: Caller['call'],
  host: string,
  onStep: DiagnoseServerOptions['onStep'],
): Promise<CallFacts> {
  onStep?.('answer');
  const first = await call(smallCall);
  const answer = classifyAnswer(first, host);
  if ('code' in first) {
    return { answer, latencies: [] };
  }
  const version = await call({ path: '/version' });
  const clockDifference = clockDifferenceOf(first);
  if (answer.kind !== 'mlflow') {
    return { answer, version: versionFrom(version, undefined), latencies: [], clockDifference };
  }
  onStep?.('capabilities');
  const capabilities = await diagnoseCapabilities(call);
  onStep?.('latency');
  const latencies = await measureLatencies(call);
  return { answer, version: versionFrom(version, capabilities), latencies, capabilities, clockDifference };
}

async function measureLatencies(call: Caller['call']): Promise<readonly number[]> {
  const latencies: number[] = [];
  for (let count = 0; count < latencyCalls; count++) {
    const answer = await call(smallCall);
    if (!('code' in answer)) {
      latencies.push(answer.took);
    }
  }
  return latencies;
}

/** The header cuts the second off: half of one is its error on average. */
function clockDifferenceOf({ serverTime, receivedAt, took }: Answer): number | undefined {
  return serverTime === undefined ? undefined : serverTime + 500 - (receivedAt - took / 2);
}

function credentialKind(authorization: string | null): CredentialKind {
  if (authorization === null) {
    return 'none';
  }
  const [scheme = ''] = authorization.toLowerCase().split(' ');
  return scheme === 'basic' || scheme === 'bearer' ? scheme : 'other';
}
