import type { L10n } from '../../util/l10n.ts';
import type { ReportLine } from './report.ts';
import { capabilities, type Capability, type ServerFacts } from './serverFacts.ts';

/** What the server lacks of the calls that not every server has, a line each; or one line that says it lacks nothing. */
export function describeCapabilities({ capabilities: found }: ServerFacts, l10n: L10n): readonly ReportLine[] {
  const title = l10n.t('Calls');
  if (found === undefined) {
    return [{ title, verdict: 'notChecked', finding: l10n.t('the server did not answer as MLflow does') }];
  }
  const lacking = capabilities.filter((capability) => found[capability] === 'missing');
  const unknown = capabilities.filter((capability) => found[capability] === 'unknown');
  const lines = lacking.map((capability): ReportLine => ({ title, verdict: 'note', ...lackText(capability, l10n) }));
  const refused = unknown.map((capability): ReportLine => {
    const finding = l10n.t('the server does not say whether it has {0}', capabilityName(capability, l10n));
    return { title, verdict: 'note', finding };
  });
  const all = [...lines, ...refused];
  return all.length > 0 ? all : [{ title, verdict: 'ok', finding: l10n.t('the server has all that are used') }];
}

function capabilityName(capability: Capability, l10n: L10n): string {
  switch (capability) {
    case 'loggedModels':
      return l10n.t('logged models');
    case 'traces':
      return l10n.t('traces');
    case 'sampledHistories':
      return l10n.t('sampled metric histories');
    case 'artifactProxy':
      return l10n.t('the artifact proxy');
    case 'aliases':
      return l10n.t('model aliases');
  }
}

function lackText(capability: Capability, l10n: L10n): Pick<ReportLine, 'finding' | 'advice'> {
  const finding = l10n.t('the server lacks {0}', capabilityName(capability, l10n));
  switch (capability) {
    case 'loggedModels':
      return {
        finding,
        advice: l10n.t('They come with MLflow 3; the models of runs are shown among their artifacts.'),
      };
    case 'traces':
      return { finding, advice: l10n.t('They come with MLflow 2.14.') };
    case 'sampledHistories':
      return { finding, advice: l10n.t('Long metric lines are read whole, which takes longer.') };
    case 'artifactProxy':
      return {
        finding,
        advice: l10n.t(
          'Artifacts are readable only where this machine reaches their place itself; the server option --serve-artifacts changes that.',
        ),
      };
    case 'aliases':
      return { finding, advice: l10n.t('They come with MLflow 2.3.') };
  }
}
