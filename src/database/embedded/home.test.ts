import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { resolveHome } from './home.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bench-home-')));
const isRoot = process.getuid!() === 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('makes the folder of BENCH_HOME, enterable for the user of a server of root', () => {
  const umask = process.umask(0o077);
  try {
    const home = join(folder, 'a', 'b');
    expect(resolveHome({ BENCH_HOME: home })).toBe(home);
    for (const made of [home, join(folder, 'a')])
      expect(statSync(made).mode & 0o777).toBe(isRoot ? 0o755 : 0o700);
  } finally {
    process.umask(umask);
  }
});

it('gives one name to one folder', () => {
  mkdirSync(join(folder, 'real'));
  symlinkSync('real', join(folder, 'link'));
  expect(resolveHome({ BENCH_HOME: join(folder, 'link') })).toBe(join(folder, 'real'));
});

it('refuses a BENCH_HOME that cannot be one', () => {
  expect(() => resolveHome({ BENCH_HOME: '/dev/null/x' })).toThrow('BENCH_HOME cannot be used');
});

it.skipIf(isRoot)('follows XDG and falls back to a folder of our own (ordinary users only)', () => {
  expect(resolveHome({ XDG_DATA_HOME: folder })).toBe(join(folder, 'bench'));
  expect(resolveHome({ HOME: folder, XDG_DATA_HOME: 'relative' })).toBe(join(folder, '.local/share/bench'));
  const closed = join(folder, 'closed');
  mkdirSync(closed);
  chmodSync(closed, 0o500);
  const fallback = resolveHome({ HOME: closed });
  expect(fallback).toBe(join(realpathSync(tmpdir()), `bench-${process.getuid!()}`));
  expect(statSync(fallback).mode & 0o022).toBe(0);
});
