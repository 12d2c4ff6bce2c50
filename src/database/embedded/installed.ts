import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { environmentError, usageError } from '../../core/errors.ts';
import {
  type Binaries,
  findPlatformPackage,
  programsFolderOf,
  programsIn,
  stageBinaries,
} from './binaries.ts';
import type { ServerIdentity } from './identity.ts';
import { knownVersions } from './versions.ts';

/** Programs of PostgreSQL in the home folder. */
export interface InstalledVersion {
  readonly major: number;
  /** As npm's package says, `16.14.0-beta.17`. */
  readonly packageVersion: string;
  readonly folder: string;
}

/** `16.14.0-beta.17-linux-x64`; what is being built has a dot and six letters at its end. */
const programsName = /^((\d+)\.(\d+)\.\d+(?:-beta\.\d+)?)-[\w-]+$/;

/** The programs in the home folder, newest first: those that were installed, and the copy of the harness's own. */
export function installedVersions(home: string): InstalledVersion[] {
  const parent = programsFolderOf(home);
  const found = namesIn(parent).flatMap((name) => {
    const parts = programsName.exec(name);
    if (!parts) return [];
    const [, packageVersion, major, minor] = parts;
    return [{ major: Number(major), minor: Number(minor), packageVersion: packageVersion!, name }];
  });
  return found
    .sort((a, b) => b.major - a.major || b.minor - a.minor)
    .map(({ major, packageVersion, name }) => ({ major, packageVersion, folder: join(parent, name) }));
}

/**
 * The programs of a major version: of the package that the harness depends on, or installed by `bench server install`.
 * Throws an environment error where it is not installed, a usage error where it cannot be.
 */
export function ensureBinaries(home: string, major: number, identity: ServerIdentity): Promise<Binaries> {
  const own = findPlatformPackage();
  if (major === own.major) return stageBinaries(home, own, identity);
  const installed = installedVersions(home).find((version) => version.major === major);
  if (installed) return Promise.resolve(programsIn(installed.folder, major, identity));
  requireKnown(major);
  throw environmentError(`PostgreSQL ${major} is not installed`, `run: bench server install ${major}`);
}

/** Throws a usage error for a version that there is no package of. */
export function requireKnown(major: number): void {
  if (knownVersions.some((version) => version.major === major)) return;
  const majors = knownVersions.map((version) => version.major).join(', ');
  throw usageError(
    `no embedded PostgreSQL ${major}`,
    `available: ${majors}; for other servers give their URLs`,
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
