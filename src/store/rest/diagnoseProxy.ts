import type { ProxyFacts } from '../../model/diagnosis/serverFacts.ts';

/** VS Code's settings about proxies, as far as they are set. */
export interface ProxySettings {
  /** `http.proxy` */
  readonly proxy?: string | undefined;
  /** `http.noProxy` */
  readonly noProxy?: readonly string[] | undefined;
}

/** The proxy for an address: VS Code's setting wins over the environment, as it does for the requests themselves. */
export function diagnoseProxy(
  server: URL,
  { proxy, noProxy }: ProxySettings,
  variables: Readonly<Record<string, string | undefined>>,
): ProxyFacts | undefined {
  const exceptions = [...(noProxy ?? []), ...(variableNamed(variables, 'NO_PROXY')?.value ?? '').split(',')];
  const isBypassed = exceptions.some((exception) => exempts(exception.trim(), server));
  if (proxy !== undefined && proxy !== '') {
    return { address: withoutCredentials(proxy), source: 'http.proxy', isBypassed };
  }
  const variable = variableNamed(variables, server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  return variable && { address: withoutCredentials(variable.value), source: variable.name, isBypassed };
}

/** By its name in either case, as programs look for it. */
function variableNamed(
  variables: Readonly<Record<string, string | undefined>>,
  upperName: string,
): { readonly name: string; readonly value: string } | undefined {
  for (const name of [upperName.toLowerCase(), upperName]) {
    const value = variables[name];
    if (value !== undefined && value !== '') {
      return { name, value };
    }
  }
  return undefined;
}

/** `*`, a host, or the end of one with or without its dot; a port restricts it. */
function exempts(exception: string, { hostname, port }: URL): boolean {
  if (exception === '*') {
    return true;
  }
  const [, host = '', onlyPort] = /^\*?\.?(.+?)(?::(\d+))?$/.exec(exception.toLowerCase()) ?? [];
  const isHost = host !== '' && (hostname === host || hostname.endsWith(`.${host}`));
  return isHost && (onlyPort === undefined || onlyPort === port);
}

function withoutCredentials(address: string): string {
  return address.replace(/^([a-z\d+.-]+:\/\/)?[^@/]*@/i, '$1');
}
