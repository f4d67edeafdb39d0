import {
  capabilities,
  type Capability,
  type CapabilityState,
  type VersionFacts,
} from '../../model/diagnosis/serverFacts.ts';
import type { Answer, Call, Caller, NoAnswer } from './diagnoseAnswer.ts';
import { mlflowPath } from './paths.ts';

/** For each capability calls that only a server with it knows; they change nothing and name things that need not exist. */
const probes: Readonly<Record<Capability, readonly Call[]>> = {
  loggedModels: [
    { method: 'POST', path: mlflowPath('logged-models/search'), body: { experiment_ids: ['0'], max_results: 1 } },
  ],
  traces: [
    {
      method: 'POST',
      path: '/api/3.0/mlflow/traces/search',
      body: { locations: [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } }], max_results: 1 },
    },
    { path: mlflowPath('traces?experiment_ids=0&max_results=1') },
  ],
  sampledHistories: [{ path: mlflowPath('metrics/get-history-bulk-interval?run_ids=0&metric_key=0&max_results=1') }],
  artifactProxy: [{ path: '/api/2.0/mlflow-artifacts/artifacts?path=' }],
  aliases: [{ path: mlflowPath('registered-models/alias?name=vizmod&alias=vizmod') }],
};

/** Which calls the server has. @throws MlflowError cancelled */
export async function diagnoseCapabilities(
  call: Caller['call'],
): Promise<Readonly<Record<Capability, CapabilityState>>> {
  const states = capabilities.map(async (capability) => [capability, await stateOf(call, capability)] as const);
  return Object.fromEntries(await Promise.all(states)) as Record<Capability, CapabilityState>;
}

async function stateOf(call: Caller['call'], capability: Capability): Promise<CapabilityState> {
  const states: CapabilityState[] = [];
  for (const probe of probes[capability]) {
    const state = stateIn(await call(probe), capability);
    if (state === 'there') {
      return state;
    }
    states.push(state);
  }
  return states.includes('unknown') ? 'unknown' : 'missing';
}

/** MLflow explains in JSON what it knows and has not found; a page or a plain 404 means that the call itself is not known. */
function stateIn(answer: Answer | NoAnswer, capability: Capability): CapabilityState {
  if ('code' in answer) {
    return 'unknown';
  }
  const { status, isJson } = answer;
  if (capability === 'artifactProxy' && status === 503) {
    // A server that was started with --no-serve-artifacts says so with this status (MLflow 2.22, 3.18).
    return 'missing';
  }
  if (status === 404 || status === 405) {
    return isJson ? 'there' : 'missing';
  }
  return isJson && status < 500 && status !== 401 && status !== 403 ? 'there' : 'unknown';
}

/** What `/version` says, else what can be concluded from the calls that there are. */
export function versionFrom(
  stated: Answer | NoAnswer,
  found: Readonly<Record<Capability, CapabilityState>> | undefined,
): VersionFacts | undefined {
  if (!('code' in stated) && stated.status === 200 && /^\d+\.\d+\S*$/.test(stated.text.trim())) {
    return { version: stated.text.trim(), isInferred: false };
  }
  if (found?.loggedModels === 'there') {
    return { version: '3', isInferred: true };
  }
  if (found?.loggedModels === 'missing') {
    return { version: found.aliases === 'there' ? '2' : '1', isInferred: true };
  }
  return undefined;
}
