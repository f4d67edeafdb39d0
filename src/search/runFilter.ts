import type { Comparison, Filter } from './filter.ts';
import type { NumberRunField, TextRunField } from './runField.ts';

export type RunComparison = Comparison<NumberRunField, TextRunField>;
export type RunFilter = Filter<NumberRunField, TextRunField>;
