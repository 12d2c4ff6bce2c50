import { rmdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { environmentError, usageError } from '../../core/errors.ts';
import { ensureInstallation, type Installation } from './installation.ts';
import { describeInstance, type Instance } from './instance.ts';
import { readInstanceRecord, writeInstanceRecord } from './instance-record.ts';
import { type StartedServer, StartFailure, type StartOptions, startServer } from './server.ts';
import { socketFolderOf } from './socket-folder.ts';

/** As {@link ensureInstallation}, but leaves no empty folder when that fails. */
export async function installInstance(home: string, instance: Instance): Promise<Installation> {
  try {
    return await ensureInstallation(home, instance);
  } catch (error) {
    if (!instance.isDefault) removeEmpty(instance);
    throw error;
  }
}

/**
 * As {@link startServer}. An instance that has never started is removed when its first start fails; one that the server
 * refuses for its settings is a usage error with the server's words.
 */
export async function startInstance(
  instance: Instance,
  installation: Installation,
  options: StartOptions,
): Promise<StartedServer | undefined> {
  if (instance.isDefault) return startServer(installation, options);
  const hasStarted = readInstanceRecord(instance.folder) !== undefined;
  try {
    const started = await startServer(installation, options);
    if (started && !hasStarted) writeInstanceRecord(instance);
    return started;
  } catch (error) {
    if (!hasStarted) removeInstanceFolder(instance, installation.identity.uid);
    throw error instanceof StartFailure ? explainRefusal(error, instance) : error;
  }
}

/** Of a server that does not run. Its socket may be elsewhere: see {@link socketFolderOf}. */
export function removeInstanceFolder(instance: Instance, uid: number): void {
  rmSync(socketFolderOf(instance.folder, uid), { recursive: true, force: true });
  rmSync(instance.folder, { recursive: true, force: true });
  removeEmpty(instance);
}

function removeEmpty({ folder }: Instance): void {
  for (const each of [folder, dirname(folder)]) {
    try {
      rmdirSync(each);
    } catch {
      // Not empty, or not there.
    }
  }
}

/** PostgreSQL's complaint comes with its own advice, where it has one. The log may be gone: it is not pointed at. */
function explainRefusal(failure: StartFailure, instance: Instance): Error {
  const names = Object.keys(instance.settings);
  if (names.length === 0) return failure;
  const complaint = /(?:FATAL|PANIC|postgres): +(.*)/.exec(failure.log)?.[1] ?? 'its log says nothing';
  const hint = /HINT: +(.*?\.)(?: |$)/m.exec(failure.log)?.[1];
  const message = `${describeInstance(instance)} does not start: ${complaint}`;
  const isNamed = names.some((name) => complaint.includes(`"${name}"`));
  if (isNamed) return usageError(message, hint ?? 'correct the server setting', failure);
  return environmentError(message, hint ?? 'give other server settings', failure);
}
