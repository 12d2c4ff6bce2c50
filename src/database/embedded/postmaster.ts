import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { environmentError } from '../../core/errors.ts';
import { connectionTo, isRecovering } from './control-connection.ts';

/** A running PostgreSQL server process, as its data folder tells. */
export interface Postmaster {
  readonly pid: number;
  readonly dataFolder: string;
  /** Where its socket is, which may differ from where we would put it: TMPDIR differs between sessions. */
  readonly socketFolder: string;
}

/** The server that runs on the data folder, if any. */
export function findPostmaster(dataFolder: string): Postmaster | undefined {
  const lines = readPidFile(dataFolder);
  const pid = Number(lines?.[0]);
  if (!lines || !pid || !isPostmaster(pid, dataFolder)) return undefined;
  return { pid, dataFolder, socketFolder: lines[4] ?? '' };
}

/** A server that starts writes its pid file at once after it has made it. */
const emptyForMs = 2000;

/**
 * Removes a pid file left by a killed server whose number now belongs to some other program of the same user,
 * as happens when a container restarts: PostgreSQL cannot tell, and would refuse to start for ever. So it would with
 * one that a killed server left empty.
 */
export function removeStalePidFile(dataFolder: string): void {
  const before = readPidFile(dataFolder);
  if (!before || findPostmaster(dataFolder)) return;
  const file = join(dataFolder, 'postmaster.pid');
  if (before.join() === '' && ageMs(file) < emptyForMs) return;
  if (readPidFile(dataFolder)?.join() === before.join()) rmSync(file);
}

/** Zero for a file that is gone: nothing is stale about it. */
function ageMs(file: string): number {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? Date.now() - stats.mtimeMs : 0;
}

/** A fast shutdown (sessions are ended, data is flushed), an immediate one when it recovers or that takes too long. */
export async function stopPostmaster(postmaster: Postmaster, patienceMs = 120_000): Promise<void> {
  const isOrderly = !(await isRecovering(connectionTo(postmaster.socketFolder)));
  if (isOrderly && (await signalAndWait(postmaster, 'SIGINT', patienceMs))) return;
  if (await signalAndWait(postmaster, 'SIGQUIT', 10_000)) return;
  throw environmentError(
    `the server in ${postmaster.dataFolder} (pid ${postmaster.pid}) does not stop`,
    `see why, then: kill -9 ${postmaster.pid}`,
  );
}

async function signalAndWait(server: Postmaster, signal: NodeJS.Signals, patienceMs: number) {
  const running = () => isPostmaster(server.pid, server.dataFolder);
  // Looking at the process right before: its number must not have gone to another one.
  if (running()) sendSignal(server.pid, signal);
  for (const deadline = performance.now() + patienceMs; performance.now() < deadline; await sleep(20)) {
    if (!running()) return true;
  }
  return false;
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function readPidFile(dataFolder: string): string[] | undefined {
  try {
    return readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw environmentError(
      `cannot read ${dataFolder}: ${(error as Error).message}`,
      'use the folder of another user only as that user: see BENCH_HOME',
      error,
    );
  }
}

/** We always start it with `-D <data folder>`. A zombie has no command line and counts as gone. */
function isPostmaster(pid: number, dataFolder: string): boolean {
  return commandLine(pid).includes(` -D ${dataFolder} `);
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    if (process.platform === 'linux') return '';
    return spawnSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
  }
}
