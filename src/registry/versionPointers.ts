import type { ModelStage, ModelVersion } from '../model/registeredModel.ts';

/** What would lose its model if a version were deleted. */
export interface VersionPointers {
  /** Sorted. */
  readonly aliases: readonly string[];
  /** Absent for the stage `None`. */
  readonly stage: Exclude<ModelStage, 'None'> | undefined;
  /** Other versions that were made from this one, e.g. `petals/4`. */
  readonly copies: readonly string[];
}

/**
 * What points at a version: aliases, its stage, and those of `others` that have it as their source.
 *
 * @param others versions of any model, this one included or not
 */
export function versionPointers(version: ModelVersion, others: readonly ModelVersion[]): VersionPointers {
  const uris = new Set([
    `models:/${version.name}/${version.version}`,
    ...version.aliases.map((alias) => `models:/${version.name}@${alias}`),
  ]);
  return {
    aliases: version.aliases,
    stage: version.stage === 'None' ? undefined : version.stage,
    copies: others.filter(({ source }) => uris.has(source)).map((other) => `${other.name}/${other.version}`),
  };
}

export function isPointedAt({ aliases, stage, copies }: VersionPointers): boolean {
  return aliases.length > 0 || stage !== undefined || copies.length > 0;
}
