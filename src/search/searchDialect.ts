/** MLflow's file store and its SQL stores answer some searches differently: LIKE across line breaks, order of missing values, … */
export type SearchDialect = 'file' | 'sql';
