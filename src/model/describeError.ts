import type { L10n } from '../util/l10n.ts';
import { MlflowError, type ErrorReason } from './mlflowError.ts';

type Sentence = (what: string, detail: string, l10n: L10n) => string;

/** The one place that turns reasons into sentences: what failed, where, and what to do. */
const sentences: Record<ErrorReason, Sentence> = {
  notFound: (what, detail, l10n) =>
    l10n.t('{0} was not found{1}. It may have been moved or deleted: refresh to see what is there.', what, detail),
  alreadyExists: (what, detail, l10n) => l10n.t('{0} already exists{1}. Choose another name.', what, detail),
  malformed: (what, detail, l10n) =>
    l10n.t(
      '{0} is not in the form MLflow writes{1}. The rest of the store is shown; repair or remove this file.',
      what,
      detail,
    ),
  unreadable: (what, detail, l10n) =>
    l10n.t('{0} could not be read{1}. Check its permissions and that the disk is connected.', what, detail),
  readOnly: (what, detail, l10n) => l10n.t('{0} cannot be written{1}. Nothing was changed.', what, detail),
  outsideRoot: (what, detail, l10n) =>
    l10n.t('{0} leads outside the artifact folder{1} and was not opened.', what, detail),
  newerSchema: (what, detail, l10n) =>
    l10n.t(
      '{0} was written by a newer MLflow than this extension knows{1}. It is open for reading only.',
      what,
      detail,
    ),
  locked: (what, detail, l10n) =>
    l10n.t('{0} is locked by another process{1}. Try again when it is done.', what, detail),
  conflict: (what, detail, l10n) =>
    l10n.t(
      '{0} was changed by someone else at the same moment{1}. Nothing was overwritten: look at it again, then repeat.',
      what,
      detail,
    ),
  unreachable: (what, detail, l10n) =>
    l10n.t('{0} does not answer{1}. Check that the server runs and that the address is right.', what, detail),
  untrustedCertificate: (what, detail, l10n) =>
    l10n.t(
      '{0} shows a certificate that this machine does not trust{1}. Add its authority to the certificates of the operating system, or correct the address.',
      what,
      detail,
    ),
  timedOut: (what, detail, l10n) => l10n.t('{0} took too long to answer{1}. Try again.', what, detail),
  unauthorized: (what, detail, l10n) =>
    l10n.t(
      '{0} asks for a login{1}. Run “MLflow: Set Credentials…”, or set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.',
      what,
      detail,
    ),
  forbidden: (what, detail, l10n) =>
    l10n.t('{0} refused the request{1}. Ask its administrator for permission.', what, detail),
  notMlflow: (what, detail, l10n) =>
    l10n.t(
      '{0} answered, but not as an MLflow server does{1}. Check the address, its path prefix and any login page in front of it.',
      what,
      detail,
    ),
  notAStore: (what, detail, l10n) =>
    l10n.t(
      '{0} is not an MLflow store{1}. Choose the folder that MLflow writes, usually named mlruns, or its database file.',
      what,
      detail,
    ),
  serverError: (what, detail, l10n) => l10n.t('{0} failed on the server{1}. Its log says why.', what, detail),
  unsupported: (what, detail, l10n) => l10n.t('{0} is not supported here{1}.', what, detail),
  unsupportedLocation: (what, detail, l10n) =>
    l10n.t(
      '{0} cannot be read from here{1}. Start the tracking server with --serve-artifacts and it becomes readable through the server.',
      what,
      detail,
    ),
  invalidFilter: (what, detail, l10n) => l10n.t('The filter is not understood at "{0}"{1}.', what, detail),
  invalidName: (what, detail, l10n) => l10n.t('"{0}" is not a valid name{1}.', what, detail),
  invalidValue: (what, detail, l10n) => l10n.t('{0} does not take this value{1}.', what, detail),
  invalidData: (what, detail, l10n) => l10n.t('{0} could not be read as a table{1}.', what, detail),
  invalidFile: (what, detail, l10n) =>
    l10n.t('{0} could not be understood{1}. Correct the file and try again.', what, detail),
  invalidSpec: (what, detail, l10n) =>
    l10n.t(
      '{0} is not a chart that can be drawn{1}. Choose a Vega-Lite or Vega JSON file, or a page saved by Altair.',
      what,
      detail,
    ),
  refusedPickle: (what, detail, l10n) =>
    l10n.t(
      '{0} was not opened as a chart{1}. Nothing in it was run. Log the chart again, or save it as Vega-Lite JSON.',
      what,
      detail,
    ),
  tooLarge: (what, detail, l10n) => l10n.t('{0} is too large{1}.', what, detail),
  diskFull: (what, detail, l10n) =>
    l10n.t('{0} could not be written: the disk is full{1}. Nothing was changed.', what, detail),
  toolMissing: (what, detail, l10n) => l10n.t('{0} was not found on this machine{1}.', what, detail),
  processFailed: (what, detail, l10n) => l10n.t('{0} failed{1}.', what, detail),
  untrusted: (what, detail, l10n) =>
    l10n.t('{0} needs a trusted workspace{1}. Trust this workspace to go on.', what, detail),
  cancelled: (what, detail, l10n) => l10n.t('{0} was cancelled{1}.', what, detail),
  internal: (what, detail, l10n) =>
    l10n.t('Something unexpected happened: {0}{1}. The log has the details.', what, detail),
};

/** A sentence for people about any error, MlflowError or not. */
export function describeError(error: unknown, l10n: L10n): string {
  if (!MlflowError.is(error)) {
    return sentences.internal(error instanceof Error ? error.message : String(error), '', l10n);
  }
  const { what, detail, suggestion } = error.details;
  const sentence = sentences[error.reason](what, detail === undefined ? '' : ` (${detail})`, l10n);
  return suggestion === undefined ? sentence : `${sentence} ${l10n.t('Did you mean {0}?', suggestion)}`;
}
