import type { RunTable } from '../model/runTable.ts';
import { matchTexts, type RunPredicate } from './matchRuns.ts';

/**
 * Plain-text search, beyond MLflow: every word must occur, in any case, in the run's name, id, user, status, a param's value or a
 * tag's value (MLflow's own tags apart); a word of the form `key=value` is looked for in the params only. No word: every run.
 */
export function textMatch(query: string, table: RunTable): RunPredicate {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const perWord = words.map((word) => wordMatch(word, table));
  return (row) => perWord.every((matches) => matches(row));
}

function wordMatch(word: string, table: RunTable): RunPredicate {
  const has = (text: string): boolean => text.toLowerCase().includes(word);
  const params = [...table.params].map(([key, column]) =>
    matchTexts(column, word.includes('=') ? (text) => has(`${key}=${text}`) : has),
  );
  const tags = [...table.tags]
    .filter(([key]) => !key.startsWith('mlflow.'))
    .map(([, column]) => matchTexts(column, has));
  const attributes = [table.runName, table.userId, table.status].map((column) => matchTexts(column, has));
  const anywhere = [...attributes, ...params, ...tags];
  return (row) => anywhere.some((matches) => matches(row)) || table.runId(row).includes(word);
}
