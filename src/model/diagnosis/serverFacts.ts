/** What one look at a tracking server found, from the name to the clock. Times are milliseconds, addresses hold no credentials. */
export interface ServerFacts {
  /** The server's address with its path prefix. */
  readonly address: string;
  readonly name: NameFacts;
  /** Absent when neither VS Code nor the environment names a proxy for this address. */
  readonly proxy?: ProxyFacts | undefined;
  readonly connection: ConnectionFacts;
  /** Absent for `http:`, and when no connection came about. */
  readonly certificate?: CertificateFacts | undefined;
  readonly credentials: CredentialKind;
  readonly answer: AnswerFacts;
  /** Absent when the server does not say it and nothing could be concluded. */
  readonly version?: VersionFacts | undefined;
  /** How long small calls took, in the order asked; empty when none was answered. */
  readonly latencies: readonly number[];
  /** Absent when the server did not answer as MLflow. */
  readonly capabilities?: Readonly<Record<Capability, CapabilityState>> | undefined;
  /** The server's clock minus ours; its header tells it to the second. Absent when the server does not say it. */
  readonly clockDifference?: number | undefined;
}

export type NameFacts =
  | { readonly kind: 'found'; readonly host: string; readonly addresses: readonly string[]; readonly took: number }
  /** `code` is the system's: ENOTFOUND, EAI_AGAIN, or `timeout`. */
  | { readonly kind: 'failed'; readonly host: string; readonly code: string; readonly took: number };

export interface ProxyFacts {
  readonly address: string;
  /** `http.proxy`, or the name of the environment variable. */
  readonly source: string;
  /** Whether a no-proxy rule exempts this server. */
  readonly isBypassed: boolean;
}

export type ConnectionFacts =
  | { readonly kind: 'open'; readonly port: number; readonly took: number }
  /** `code` is the system's: ECONNREFUSED, EHOSTUNREACH, or `timeout`. */
  | { readonly kind: 'failed'; readonly port: number; readonly code: string }
  /** The name was not found. */
  | { readonly kind: 'notTried'; readonly port: number };

export interface CertificateFacts {
  /** Who vouches for it; absent when no certificate was sent. */
  readonly issuer?: string | undefined;
  /** Whom it is for. */
  readonly subject?: string | undefined;
  /** The end of its validity, milliseconds since 1970. */
  readonly expires?: number | undefined;
  /** Why it is not trusted, as Node says it (`DEPTH_ZERO_SELF_SIGNED_CERT`); absent when it is. */
  readonly refusal?: string | undefined;
}

/** What kind of credentials went with the calls. The secret itself is never part of a report. */
export type CredentialKind = 'none' | 'basic' | 'bearer' | 'other';

export type AnswerFacts =
  | { readonly kind: 'mlflow' }
  /** MLflow 3 refuses a Host header that it was not told to expect. `host` is what was sent. */
  | { readonly kind: 'wrongHost'; readonly host: string }
  | { readonly kind: 'unauthorized'; readonly says: string }
  | { readonly kind: 'forbidden'; readonly says: string }
  /** A page for people where JSON was asked for; `address` is where it finally came from. */
  | { readonly kind: 'webPage'; readonly status: number; readonly title: string; readonly address: string }
  | { readonly kind: 'unknownAddress' }
  | { readonly kind: 'other'; readonly status: number; readonly says: string }
  /** `code` is the system's or Node's, or `timeout`. */
  | { readonly kind: 'failed'; readonly code: string; readonly says: string };

export interface VersionFacts {
  readonly version: string;
  /** Whether it was concluded from the calls that the server has. */
  readonly isInferred: boolean;
}

/** Calls that not every server has. */
export const capabilities = ['loggedModels', 'traces', 'sampledHistories', 'artifactProxy', 'aliases'] as const;
export type Capability = (typeof capabilities)[number];
/** `unknown`: the server refused to say. */
export type CapabilityState = 'there' | 'missing' | 'unknown';
