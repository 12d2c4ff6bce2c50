import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { environmentError } from '../../core/errors.ts';
import { dataFolderOf } from './cluster.ts';
import { describeEmbedded, type EmbeddedDescription } from './description.ts';
import { serverIdentity } from './identity.ts';
import { describeInstance, type Instance, instancesFolderOf } from './instance.ts';
import { readInstanceRecord } from './instance-record.ts';
import { removeInstanceFolder } from './instance-start.ts';

/** An embedded server beside the default one, as it is on disk. */
export interface FoundInstance extends EmbeddedDescription {
  readonly instance: Instance;
}

/** The servers beside the default one that there are. Looks, and changes nothing. */
export function describeInstances(home: string): Promise<FoundInstance[]> {
  const found = findInstances(home).map(async (instance) => ({
    instance,
    ...(await describeEmbedded(home, instance)),
  }));
  return Promise.all(found);
}

/**
 * Removes servers beside the default one with all they hold, for `bench clean`; those of one major version, where it is
 * given. Throws a BenchError, and removes none, while one of them runs.
 */
export async function removeInstances(home: string, major?: number): Promise<FoundInstance[]> {
  const all = await describeInstances(home);
  const chosen = all.filter(({ instance }) => major === undefined || instance.major === major);
  for (const found of chosen) requireStopped(found, describeInstance(found.instance));
  for (const { instance } of chosen) {
    removeInstanceFolder(instance, serverIdentity(instance.dataFolder).uid);
  }
  return chosen;
}

/** Throws an environment error while the server runs. */
export function requireStopped({ server, home }: EmbeddedDescription, what = 'the embedded server'): void {
  if (!server) return;
  const next = server.usedBy ? `wait for ${server.usedBy} to finish` : 'run: bench server stop';
  throw environmentError(`${what} in ${home} is running (pid ${server.pid})`, next);
}

/** Only folders that are named as ours: someone may have pointed BENCH_HOME at a folder with other things in it. */
const ours = /^(\d+)(-[0-9a-f]{8})?$/;

function findInstances(home: string): Instance[] {
  const parent = instancesFolderOf(home);
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .sort()
    .flatMap((name) => {
      const named = ours.exec(name);
      if (!named) return [];
      const folder = join(parent, name);
      const { major, settings } = readInstanceRecord(folder) ?? { major: Number(named[1]), settings: {} };
      return [{ name, isDefault: false, major, settings, folder, dataFolder: dataFolderOf(folder, major) }];
    });
}
