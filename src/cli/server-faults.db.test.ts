import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, inject, it } from 'vitest';
import { findPostmaster } from '../database/embedded/postmaster.ts';
import { BenchProcess, type Ended } from './testing/bench-process.ts';

/** A load and a run whose embedded server is killed, or whose disk fills up, at the worst time. */

const MB = 1024 ** 2;
const homes: string[] = [];

/** Inside the test run's own folder, which goes even when the run is killed. */
function newHome(): string {
  const home = mkdtempSync(join(dirname(inject('testServer').host), 'faults-'));
  chmodSync(home, 0o755);
  homes.push(home);
  return home;
}

/** A file system of its own, which only root may mount. */
function mountSmallDisk(home: string, sizeMB: number): boolean {
  const { status } = spawnSync('mount', [
    '-t',
    'tmpfs',
    '-o',
    `size=${sizeMB}m,mode=755`,
    'bench-test',
    home,
  ]);
  return status === 0;
}

const fillerFolder = (home: string) => join(home, 'filler');

/** To the last kilobytes, while a server goes on taking some itself. */
function fillUp(home: string): void {
  mkdirSync(fillerFolder(home));
  for (let part = 0; ; part++) {
    const { bsize, bavail } = statfsSync(home);
    if (bavail < 16) return;
    const size = bsize * Math.ceil(bavail * 0.9);
    spawnSync('fallocate', ['--length', String(size), join(fillerFolder(home), String(part))]);
  }
}

function makeRoom(home: string): void {
  rmSync(fillerFolder(home), { recursive: true });
}

afterEach(() => {
  for (const home of homes.splice(0)) {
    // Lazily: a server may be about to end in it.
    spawnSync('umount', ['--lazy', home]);
    rmSync(home, { recursive: true, force: true });
  }
});

function start(home: string, ...args: string[]): BenchProcess {
  return new BenchProcess(args, { BENCH_HOME: home });
}

async function succeeds(home: string, ...args: string[]): Promise<Ended> {
  const ended = await start(home, ...args).ended();
  expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
  return ended;
}

/** Until rows of the dataset are on disk: an empty cluster with the empty tables takes 33 MB. */
async function filling(home: string, load: BenchProcess): Promise<void> {
  const look = () => (databaseBytes(home) > 45 * MB ? 'filling' : load.stderr);
  await expect.poll(look, { interval: 20, timeout: 60_000 }).toBe('filling');
}

const scale = ['--scale', '1000'];

it('goes on with a load whose server was killed', { timeout: 120_000 }, async () => {
  const home = newHome();
  const load = start(home, 'load', ...scale);
  await filling(home, load);
  process.kill(findPostmaster(dataFolderOf(home))!.pid, 'SIGKILL');
  const { exitCode, stderr } = await load.ended();
  expect(exitCode, stderr).toBe(3);
  expect(stderr).not.toMatch(/^\s+at /m);
  await succeeds(home, 'load', ...scale);
  await succeeds(home, 'verify', ...scale);
});

it('goes on with a load whose disk was full, and survives one that fills up under a run', {
  timeout: 240_000,
}, async (context) => {
  const home = newHome();
  if (!mountSmallDisk(home, 800)) return context.skip('only root may mount a file system');
  const load = start(home, 'load', ...scale);
  await filling(home, load);
  fillUp(home);
  const full = await load.ended();
  expect(full.exitCode, full.stderr).toBe(3);
  expect(full.stderr).toMatch(/No space left on device|disk/i);
  makeRoom(home);
  await succeeds(home, 'load', ...scale);
  await succeeds(home, 'verify', '--sample', ...scale);

  const output = join(home, 'results');
  mkdirSync(output);
  const run = start(
    home,
    'run',
    'publish=1,comment=1',
    '--no-keep',
    '--clients',
    '2',
    ...scale,
    '--warmup',
    '0s',
    '--duration',
    '4s',
    '--json',
    '--output',
    output,
  );
  const loadedBytes = databaseBytes(home);
  await expect
    .poll(() => databaseBytes(home), { interval: 20, timeout: 30_000 })
    .toBeGreaterThan(loadedBytes + MB);
  fillUp(home);
  const ended = await run.ended();
  expect([0, 3, 4], ended.stderr).toContain(ended.exitCode);
  expect(ended.stderr).not.toMatch(/^\s+at /m);
  makeRoom(home);
  await succeeds(home, 'verify', '--invariants', ...scale);
});

const dataFolderOf = (home: string) => join(home, 'data-18');

/** Of the server's data folder, the log of writes left out. */
function databaseBytes(home: string): number {
  const { stdout } = spawnSync('du', ['-sb', '--exclude=pg_wal', dataFolderOf(home)], { encoding: 'utf8' });
  return Number(stdout.split('\t')[0]);
}
