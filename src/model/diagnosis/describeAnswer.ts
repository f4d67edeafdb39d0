import type { L10n } from '../../util/l10n.ts';
import type { ReportLine } from './report.ts';
import type { AnswerFacts, CredentialKind, ServerFacts } from './serverFacts.ts';

type AnswerText = Pick<ReportLine, 'verdict' | 'finding' | 'advice'>;

/** The line about the first call that means something: who answered, and as what. */
export function describeAnswer(facts: ServerFacts, l10n: L10n): ReportLine {
  return { title: l10n.t('Answer'), ...answerText(facts, l10n) };
}

function answerText({ answer, address, credentials }: ServerFacts, l10n: L10n): AnswerText {
  const verdict = 'problem';
  switch (answer.kind) {
    case 'mlflow':
      return { verdict: 'ok', finding: l10n.t('{0} answers as MLflow does', address) };
    case 'wrongHost':
      return {
        verdict,
        finding: l10n.t('MLflow refuses the host name {0} ("Invalid Host header")', answer.host),
        advice: l10n.t(
          'Start the server with {0}. That list takes the place of MLflow’s own, which is why localhost is in it.',
          allowedHostsOption(answer.host),
        ),
      };
    case 'unauthorized':
    case 'forbidden':
      return { verdict, ...refusalText(answer, credentials, l10n) };
    case 'webPage':
      return {
        verdict,
        finding: l10n.t(
          'a web page came instead of JSON: "{0}" from {1} ({2})',
          answer.title,
          answer.address,
          answer.status,
        ),
        advice: l10n.t(
          'A login page or another program stands in front of MLflow, or the path prefix is missing: use the address that MLflow’s API has, with a token in MLFLOW_TRACKING_TOKEN if a gateway asks for one.',
        ),
      };
    case 'unknownAddress':
      return {
        verdict,
        finding: l10n.t('nothing of MLflow is at this address (404)'),
        advice: l10n.t(
          'Check the path: a server that was started with --static-prefix has that prefix in its address.',
        ),
      };
    case 'other':
      return {
        verdict,
        finding: withWords(l10n.t('status {0}, which MLflow does not send here', answer.status), answer.says),
        advice: l10n.t('The log of the server, or of the gateway in front of it, says why.'),
      };
    case 'failed':
      return { verdict, ...failureText(answer, l10n) };
  }
}

type Kind<Name extends AnswerFacts['kind']> = Extract<AnswerFacts, { readonly kind: Name }>;

function refusalText(
  { kind, says }: Kind<'unauthorized' | 'forbidden'>,
  credentials: CredentialKind,
  l10n: L10n,
): Omit<AnswerText, 'verdict'> {
  return kind === 'unauthorized'
    ? { finding: withWords(l10n.t('the server asks for a login'), says), advice: loginAdvice(credentials, l10n) }
    : {
        finding: withWords(l10n.t('the server refuses this user'), says),
        advice: l10n.t('Ask the administrator of the server for permission to read its experiments.'),
      };
}

function failureText({ code, says }: Kind<'failed'>, l10n: L10n): Omit<AnswerText, 'verdict'> {
  const finding = withWords(l10n.t('no answer ({0})', code), says);
  return code === 'timeout'
    ? {
        finding,
        advice: l10n.t(
          'The server takes connections but does not answer: it may be starting or overloaded. Try again in a minute.',
        ),
      }
    : { finding, advice: l10n.t('See the first problem above.') };
}

/** `--allowed-hosts` of MLflow 3.5 and later; its patterns are shell-like, and the port is part of what is compared. */
function allowedHostsOption(host: string): string {
  return `--allowed-hosts "${host},localhost,localhost:*,127.0.0.1,127.0.0.1:*"`;
}

function loginAdvice(credentials: CredentialKind, l10n: L10n): string {
  return credentials === 'none'
    ? l10n.t(
        'Set credentials for this server in the Experiments view, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, before VS Code starts.',
      )
    : l10n.t('The credentials that were sent are wrong or of the wrong kind for this server: set others.');
}

function withWords(finding: string, says: string): string {
  return says === '' ? finding : `${finding}: ${says}`;
}
