import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exitCodes } from '../../core/errors.ts';
import { findPlatformPackage, stageBinaries } from './binaries.ts';
import { serverIdentity } from './identity.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-binaries-'));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A package as npm unpacks it: no links, closed to other users, and `postgres` a script. */
function fakePackage(postgres: string) {
  const source = join(folder, 'linux-fake');
  for (const name of ['bin', 'lib'])
    mkdirSync(join(source, 'native', name), { recursive: true, mode: 0o700 });
  writeFileSync(join(source, 'native', 'bin', 'postgres'), postgres, { mode: 0o600 });
  writeFileSync(join(source, 'native', 'lib', 'libpq.so.5.18'), 'library', { mode: 0o600 });
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
  writeFileSync(join(source, 'native', 'pg-symlinks.json'), JSON.stringify(links));
  return { folder: source, version: '18.4.0', major: 18 };
}

const identity = () => serverIdentity(join(folder, 'no-data-yet'));

it('finds the package of this machine', () => {
  expect(findPlatformPackage()).toMatchObject({ major: 18, version: expect.stringMatching(/^18\./) });
});

it('says that there is no server for a platform', () => {
  for (const [platform, cpu] of [
    ['win32', 'x64'],
    ['freebsd', 'x64'],
  ] as const) {
    const find = () => findPlatformPackage(platform, cpu);
    expect(find).toThrow(`no embedded PostgreSQL for ${platform}-${cpu}`);
    expect(find).toThrow(
      expect.objectContaining({ exitCode: exitCodes.environment, next: expect.stringContaining('--url') }),
    );
  }
});

it('copies, links and opens the programs', async () => {
  const binaries = await stageBinaries(join(folder, 'home'), fakePackage('#!/bin/sh\n'), identity());
  const staged = join(folder, 'home', 'postgres', '18.4.0-linux-fake');
  expect(binaries.postgres).toBe(join(staged, 'bin', 'postgres'));
  expect(readFileSync(join(staged, 'lib', 'libpq.so.5'), 'utf8')).toBe('library');
  expect(statSync(binaries.postgres).mode & 0o777).toBe(0o755);
  expect(statSync(join(staged, 'lib', 'libpq.so.5.18')).mode & 0o777).toBe(0o644);
});

it('says why the programs do not run', async () => {
  const missing = fakePackage(
    '#!/bin/sh\necho "libxml2.so.2: cannot open shared object file" >&2; exit 127\n',
  );
  await expect(stageBinaries(join(folder, 'home'), missing, identity())).rejects.toThrow('libxml2.so.2');
  rmSync(missing.folder, { recursive: true });
  const musl = { ...fakePackage('#!/lib/no-such-loader\n'), version: '18.5.0' };
  await expect(stageBinaries(join(folder, 'home'), musl, identity())).rejects.toThrow('another C library');
});

it.runIf(process.getuid!() === 0)('says that the folder is closed to the server (root only)', async () => {
  const home = join(folder, 'home');
  mkdirSync(home, { mode: 0o700 });
  const staging = stageBinaries(home, fakePackage('#!/bin/sh\n'), identity());
  await expect(staging).rejects.toThrow(/uid \d+\) cannot reach/);
  expect(existsSync(join(home, 'postgres'))).toBe(true);
});
