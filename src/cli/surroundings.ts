import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import type { Result } from '../report/result.ts';
import { withoutCredentials } from './credentials.ts';
import type { ReadyDataset } from './dataset.ts';
import { harness, harnessCommit } from './harness.ts';

export function describeHarness(): Result['harness'] {
  return { ...harness(), commit: harnessCommit(), node: process.versions.node };
}

export function describeMachine(): Result['machine'] {
  return {
    os: `${type()} ${release()}`,
    cpu: cpus()[0]?.model.trim() || process.arch,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  };
}

export function describeDataset({
  identity,
  scale,
  tables,
  config,
}: ReadyDataset): NonNullable<Result['dataset']> {
  const { fingerprint, seed, users, profile, keys, generatorVersion } = identity;
  return {
    fingerprint,
    seed,
    scale,
    users,
    profile,
    keys,
    generatorVersion,
    database: config.database!,
    tables,
    totalBytes: tables.reduce((sum, table) => sum + table.heapBytes + table.indexBytes, 0),
  };
}

/** The command line with the credentials of any URL replaced. */
export function describeCommand(argv: readonly string[]): string {
  return ['bench', ...argv]
    .map(withoutCredentials)
    .map((word) => (/^[\w@%+=:,./*?&-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}
