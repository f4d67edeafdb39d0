import type { TrackingStore } from './trackingStore.ts';

/** The writing half of a {@link TrackingStore}. */
export type TrackingWrites = Pick<
  TrackingStore,
  | 'readOnlyReason'
  | 'createExperiment'
  | 'renameExperiment'
  | 'setExperimentTag'
  | 'setExperimentLifecycle'
  | 'createRun'
  | 'updateRun'
  | 'setRunLifecycle'
  | 'setTags'
  | 'deleteTag'
  | 'logParams'
  | 'logMetrics'
>;
