import type { L10n } from '../../util/l10n.ts';
import { describeError } from '../describeError.ts';
import { MlflowError } from '../mlflowError.ts';
import type { DatabaseFacts, LocalStoreFacts } from './localStoreFacts.ts';
import type { ReportLine } from './report.ts';

/** Less free space than this, in bytes, and a training run may fill the disk. */
const littleSpace = 1_000_000_000;

/** A report about a store on this machine, from whether it is there to what is in it. */
export function describeLocalStoreFacts(facts: LocalStoreFacts, l10n: L10n): readonly ReportLine[] {
  if (facts.presence !== 'there') {
    return [absenceLine(facts, l10n)];
  }
  return [
    presenceLine(facts, l10n),
    readableLine(facts, l10n),
    writableLine(facts, l10n),
    ...databaseLines(facts.database, l10n),
    ...experimentsLines(facts, l10n),
    ...spaceLines(facts.freeBytes, l10n),
    ...(facts.kind === 'file' ? [refusalLine(l10n)] : []),
  ];
}

function absenceLine({ path, presence }: LocalStoreFacts, l10n: L10n): ReportLine {
  return {
    title: l10n.t('Place'),
    verdict: 'problem',
    finding:
      presence === 'missing' ? l10n.t('{0} is not there', path) : l10n.t('{0} is not of the kind that was named', path),
    advice: l10n.t(
      'Correct the address: a store is the folder that MLflow writes, usually mlruns, or its database file, usually mlflow.db. A disk or a network folder may also not be connected.',
    ),
  };
}

function presenceLine({ path, kind }: LocalStoreFacts, l10n: L10n): ReportLine {
  const finding = kind === 'file' ? l10n.t('{0} is a folder', path) : l10n.t('{0} is a file', path);
  return { title: l10n.t('Place'), verdict: 'ok', finding };
}

function readableLine({ unreadable }: LocalStoreFacts, l10n: L10n): ReportLine {
  const title = l10n.t('Reading');
  return unreadable === undefined
    ? { title, verdict: 'ok', finding: l10n.t('allowed') }
    : {
        title,
        verdict: 'problem',
        finding: l10n.t('not allowed ({0})', unreadable),
        advice: l10n.t('Have its owner give you the right to read it.'),
      };
}

function writableLine({ unwritable }: LocalStoreFacts, l10n: L10n): ReportLine {
  const title = l10n.t('Writing');
  if (unwritable === undefined) {
    return { title, verdict: 'ok', finding: l10n.t('allowed') };
  }
  const finding = unwritable === 'EROFS' ? l10n.t('its disk is read-only') : l10n.t('not allowed ({0})', unwritable);
  const advice = l10n.t('Everything can be read; nothing is logged, renamed or registered until that changes.');
  return { title, verdict: 'note', finding, advice };
}

function databaseLines(facts: DatabaseFacts | MlflowError | undefined, l10n: L10n): readonly ReportLine[] {
  if (facts === undefined) {
    return [];
  }
  const title = l10n.t('Database');
  if (MlflowError.is(facts)) {
    return [{ title, verdict: 'problem', finding: describeError(facts, l10n) }];
  }
  return [schemaLine(facts, l10n), lockLine(facts, l10n)];
}

function schemaLine({ revision, isNewer }: DatabaseFacts, l10n: L10n): ReportLine {
  const title = l10n.t('Schema');
  const stated = revision ?? l10n.t('older than MLflow’s migrations');
  return isNewer
    ? {
        title,
        verdict: 'note',
        finding: l10n.t('{0}, which is newer than this extension knows', stated),
        advice: l10n.t('It is open for reading only: update the extension.'),
      }
    : { title, verdict: 'ok', finding: stated };
}

function lockLine({ lock }: DatabaseFacts, l10n: L10n): ReportLine {
  const title = l10n.t('Lock');
  switch (lock) {
    case 'free':
      return { title, verdict: 'ok', finding: l10n.t('nobody writes now') };
    case 'held':
      return {
        title,
        verdict: 'note',
        finding: l10n.t('somebody writes now'),
        advice: l10n.t('That is usual for a moment. If it stays so, end the program that holds the file open.'),
      };
    case 'journal':
      return {
        title,
        verdict: 'note',
        finding: l10n.t('a journal lies beside the file: somebody writes now, or ended in the middle of it'),
        advice: l10n.t('Do not delete the journal: MLflow repairs the file with it when it next opens it.'),
      };
    case 'unknown':
      return { title, verdict: 'notChecked', finding: l10n.t('the file cannot be written from here') };
  }
}

function experimentsLines({ experiments }: LocalStoreFacts, l10n: L10n): readonly ReportLine[] {
  const title = l10n.t('Experiments');
  if (experiments === undefined) {
    return [];
  }
  if (MlflowError.is(experiments)) {
    return [{ title, verdict: 'problem', finding: describeError(experiments, l10n) }];
  }
  const { total, broken } = experiments;
  const counted = l10n.t('{0}, deleted ones included', total);
  return broken === 0
    ? [{ title, verdict: 'ok', finding: counted }]
    : [
        {
          title,
          verdict: 'problem',
          finding: l10n.t('{0}; {1} more could not be read', counted, broken),
          advice: l10n.t('The Experiments view names them.'),
        },
      ];
}

function spaceLines(freeBytes: number | undefined, l10n: L10n): readonly ReportLine[] {
  if (freeBytes === undefined) {
    return [];
  }
  const line = { title: l10n.t('Free space'), finding: l10n.t('{0} GB', (freeBytes / 1e9).toFixed(1)) };
  return freeBytes < littleSpace
    ? [{ ...line, verdict: 'note', advice: l10n.t('Free some before the next training run.') }]
    : [{ ...line, verdict: 'ok' }];
}

function refusalLine(l10n: L10n): ReportLine {
  return {
    title: 'MLflow 3.13',
    verdict: 'note',
    finding: l10n.t('from this version on, MLflow itself opens such a folder only with MLFLOW_ALLOW_FILE_STORE=true'),
    advice: l10n.t(
      'Scripts that are run from here get that variable. The command "Move This Store to a Database…" makes an mlflow.db, which MLflow opens without it.',
    ),
  };
}
