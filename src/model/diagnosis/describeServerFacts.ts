import type { L10n } from '../../util/l10n.ts';
import { describeAnswer } from './describeAnswer.ts';
import { describeCapabilities } from './describeCapabilities.ts';
import type { ReportLine } from './report.ts';
import type {
  CertificateFacts,
  ConnectionFacts,
  CredentialKind,
  NameFacts,
  ProxyFacts,
  ServerFacts,
} from './serverFacts.ts';

/** Runs look as old as they are up to such a difference, in milliseconds. */
const toleratedClockDifference = 60_000;
/** Above it, in milliseconds, listing a store of many pages takes minutes. */
const slowAnswer = 1000;
const day = 86_400_000;
/** An expiry that is nearer than this many days is worth a word. */
const expiryWarning = 14;

/** A report about a server, in the order in which a connection comes about. `now` is milliseconds since 1970. */
export function describeServerFacts(facts: ServerFacts, now: number, l10n: L10n): readonly ReportLine[] {
  // Behind a proxy the server is not reached directly, and need not be.
  const isAnswered = facts.answer.kind !== 'failed';
  return [
    nameLine(facts.name, isAnswered, l10n),
    connectionLine(facts.connection, isAnswered, l10n),
    ...(facts.certificate === undefined ? [] : [certificateLine(facts.certificate, isAnswered, now, l10n)]),
    proxyLine(facts.proxy, l10n),
    credentialsLine(facts, l10n),
    describeAnswer(facts, l10n),
    versionLine(facts, l10n),
    latencyLine(facts.latencies, l10n),
    ...describeCapabilities(facts, l10n),
    clockLine(facts.clockDifference, l10n),
  ];
}

function nameLine(facts: NameFacts, isAnswered: boolean, l10n: L10n): ReportLine {
  const title = l10n.t('Name');
  const took = Math.round(facts.took);
  if (facts.kind === 'found') {
    const finding = l10n.t('{0} is {1} ({2} ms)', facts.host, facts.addresses.join(', '), took);
    return { title, verdict: 'ok', finding };
  }
  const finding = l10n.t('{0} was not found ({1}, {2} ms)', facts.host, facts.code, took);
  return isAnswered
    ? { title, verdict: 'note', finding, advice: l10n.t('The proxy knows it: nothing needs to be done.') }
    : {
        title,
        verdict: 'problem',
        finding,
        advice: l10n.t(
          'Check the spelling of the address, and that this machine is in the network (VPN) that knows it.',
        ),
      };
}

function connectionLine(facts: ConnectionFacts, isAnswered: boolean, l10n: L10n): ReportLine {
  const title = l10n.t('Connection');
  switch (facts.kind) {
    case 'open':
      return {
        title,
        verdict: 'ok',
        finding: l10n.t('port {0} takes connections ({1} ms)', facts.port, Math.round(facts.took)),
      };
    case 'notTried':
      return { title, verdict: 'notChecked', finding: l10n.t('the name was not found') };
    case 'failed': {
      const finding = l10n.t('port {0} does not take connections ({1})', facts.port, facts.code);
      return isAnswered
        ? { title, verdict: 'note', finding, advice: l10n.t('The server was reached through the proxy.') }
        : { title, verdict: 'problem', finding, advice: connectionAdvice(facts.code, l10n) };
    }
  }
}

function connectionAdvice(code: string, l10n: L10n): string {
  return code === 'ECONNREFUSED'
    ? l10n.t(
        'Nothing listens there: start the server, check the port, and start it with --host 0.0.0.0 when it runs on another machine.',
      )
    : l10n.t('A firewall or a missing VPN may be in the way: ask whoever runs the network.');
}

function certificateLine(facts: CertificateFacts, isAnswered: boolean, now: number, l10n: L10n): ReportLine {
  const title = l10n.t('Certificate');
  const { issuer = '?', subject = '?', expires, refusal } = facts;
  const until = expires === undefined ? '?' : new Date(expires).toISOString().slice(0, 10);
  const stated = l10n.t('for {0}, issued by {1}, valid until {2}', subject, issuer, until);
  if (refusal !== undefined) {
    const verdict = isAnswered ? 'note' : 'problem';
    const finding = l10n.t('{0}; not trusted: {1}', stated, refusal);
    return { title, verdict, finding, advice: certificateAdvice(refusal, l10n) };
  }
  return expires !== undefined && expires - now < expiryWarning * day
    ? { title, verdict: 'note', finding: stated, advice: l10n.t('It ends soon: have it renewed.') }
    : { title, verdict: 'ok', finding: stated };
}

function certificateAdvice(refusal: string, l10n: L10n): string {
  switch (refusal) {
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return l10n.t('Have the certificate renewed, and check the clock of this machine.');
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return l10n.t('Use the name that the certificate is for, or have one made for this name.');
    default:
      return l10n.t(
        'Add the authority that issued it to the certificates of the operating system, which VS Code reads (settings http.systemCertificates and http.experimental.systemCertificatesV2), or name its PEM file in NODE_EXTRA_CA_CERTS before VS Code starts. http.proxyStrictSSL off accepts any certificate.',
      );
  }
}

function proxyLine(facts: ProxyFacts | undefined, l10n: L10n): ReportLine {
  const title = l10n.t('Proxy');
  if (facts === undefined) {
    return { title, verdict: 'ok', finding: l10n.t('none is set (setting http.proxy, HTTP_PROXY, HTTPS_PROXY)') };
  }
  const finding = facts.isBypassed
    ? l10n.t('{0} is set in {1}, with an exception for this server', facts.address, facts.source)
    : l10n.t('{0}, set in {1}', facts.address, facts.source);
  return facts.isBypassed
    ? { title, verdict: 'ok', finding }
    : {
        title,
        verdict: 'note',
        finding,
        advice: l10n.t('If the server must be reached directly, name it in the setting http.noProxy or in NO_PROXY.'),
      };
}

function credentialsLine({ credentials, answer }: ServerFacts, l10n: L10n): ReportLine {
  const finding = credentialsText(credentials, l10n);
  const isRefused = answer.kind === 'unauthorized' && credentials !== 'none';
  return { title: l10n.t('Credentials'), verdict: isRefused ? 'problem' : 'ok', finding };
}

function credentialsText(kind: CredentialKind, l10n: L10n): string {
  switch (kind) {
    case 'none':
      return l10n.t('none are sent');
    case 'basic':
      return l10n.t('a user name and a password are sent');
    case 'bearer':
      return l10n.t('a token is sent');
    case 'other':
      return l10n.t('an authorization header of another kind is sent');
  }
}

function versionLine({ version, answer }: ServerFacts, l10n: L10n): ReportLine {
  const title = l10n.t('MLflow version');
  if (version === undefined) {
    const verdict = answer.kind === 'mlflow' ? 'note' : 'notChecked';
    return { title, verdict, finding: l10n.t('the server does not say it') };
  }
  const finding = version.isInferred
    ? l10n.t('{0}, concluded from the calls it knows', version.version)
    : version.version;
  return { title, verdict: 'ok', finding };
}

function latencyLine(latencies: readonly number[], l10n: L10n): ReportLine {
  const title = l10n.t('Latency');
  const middle = median(latencies);
  if (middle === undefined) {
    return { title, verdict: 'notChecked', finding: l10n.t('no call was answered') };
  }
  const finding = l10n.t('{0} ms, the median of {1} small calls', Math.round(middle), latencies.length);
  return middle > slowAnswer
    ? {
        title,
        verdict: 'note',
        finding,
        advice: l10n.t('The server or the way to it is slow: long lists take a while.'),
      }
    : { title, verdict: 'ok', finding };
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function clockLine(difference: number | undefined, l10n: L10n): ReportLine {
  const title = l10n.t('Clock');
  if (difference === undefined) {
    return { title, verdict: 'notChecked', finding: l10n.t('the server does not say its time') };
  }
  const seconds = Math.round(Math.abs(difference) / 1000);
  if (Math.abs(difference) <= toleratedClockDifference) {
    return { title, verdict: 'ok', finding: l10n.t('the clocks of the server and of this machine agree') };
  }
  const finding =
    difference > 0
      ? l10n.t('the server is {0} s ahead of this machine', seconds)
      : l10n.t('the server is {0} s behind this machine', seconds);
  const advice = l10n.t('Ages and durations of running runs look wrong by as much: set the clocks.');
  return { title, verdict: 'note', finding, advice };
}
