import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environmentError } from '../../core/errors.ts';

/** A package of npm's registry, pinned to its bytes. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** Of its tarball, as in npm's lockfiles: `sha512-...`. */
  readonly integrity: string;
}

/**
 * Has the user's npm fetch a package into the folder, which is made: with its registry, proxy and cache. npm compares the
 * tarball with the integrity; no script of the package runs. Returns the folder of the package.
 */
export async function fetchPackage(
  folder: string,
  { name, version, integrity }: PinnedPackage,
  signal?: AbortSignal,
): Promise<string> {
  mkdirSync(folder);
  const dependencies = { [name]: version };
  writeJson(join(folder, 'package.json'), { private: true, dependencies });
  writeJson(join(folder, 'package-lock.json'), {
    lockfileVersion: 3,
    requires: true,
    // Without `resolved`: the tarball comes from the registry of the user's configuration.
    packages: { '': { dependencies }, [`node_modules/${name}`]: { version, integrity } },
  });
  try {
    await runNpm(folder, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw explainNpm(error as NpmFailure, `${name}@${version}`);
  }
  return join(folder, 'node_modules', name);
}

/** Ends when npm has ended, also when interrupted: it must not go on writing into a folder that is removed. */
async function runNpm(folder: string, signal: AbortSignal | undefined): Promise<void> {
  const options = { cwd: folder, killSignal: 'SIGKILL', ...(signal && { signal }) } as const;
  const running = promisify(execFile)('npm', ['ci', ...flags, '--prefix', folder], options);
  const closed = new Promise((resolve) => running.child.once('close', resolve));
  try {
    await running;
  } catch (error) {
    if (running.child.pid !== undefined) await closed;
    throw error;
  }
}

/** Whatever the user's configuration says of other installations; and quick to give up where there is no network. */
const flags = [
  ['--ignore-scripts', '--no-audit', '--no-fund', '--no-global', '--no-workspaces', '--no-dry-run'],
  ['--loglevel=error', '--fetch-retries=1', '--fetch-retry-mintimeout=1000'],
].flat();

type NpmFailure = NodeJS.ErrnoException & { stderr?: string };

function explainNpm(error: NpmFailure, wanted: string): Error {
  if (error.code === 'ENOENT') {
    return environmentError(
      `npm is not on the PATH, and it would fetch ${wanted}`,
      'install npm, or give the URL of a server of that version',
      error,
    );
  }
  const said = (error.stderr ?? '')
    .split('\n')
    .map((line) => /^npm (?:error|ERR!) (.*)/.exec(line)?.[1]?.trim() ?? '')
    .filter((line) => line !== '' && !/^A complete log|_logs|^(syscall|errno) /.test(line));
  return environmentError(
    `npm could not fetch ${wanted}: ${said.slice(0, 2).join('; ') || error.message.trim()}`,
    "see that npm's registry can be reached (npm ping), or give the URL of a server of that version",
    error,
  );
}

function writeJson(file: string, content: unknown): void {
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}
