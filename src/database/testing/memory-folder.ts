import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';

const folder = '/dev/shm';
/** More than twice what the tests have at most. */
const neededBytes = 4 * 2 ** 30;

/**
 * Where temporary files are kept in memory, if there is room and programs may be run from there: servers of tests make and
 * remove tens of thousands of files, which disks take their time for. Undefined elsewhere.
 */
export function memoryFolder(): string | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    if (Math.min(bavail * bsize, freemem()) < neededBytes) return undefined;
    return runsPrograms() ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** Not so where it is mounted `noexec`, as in most containers. */
function runsPrograms(): boolean {
  const trial = mkdtempSync(join(folder, 'bench-test-'));
  try {
    const program = join(trial, 'program');
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o700 });
    execFileSync(program, { stdio: 'ignore' });
    return true;
  } finally {
    rmSync(trial, { recursive: true, force: true });
  }
}
