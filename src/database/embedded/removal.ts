import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describeEmbedded } from './description.ts';
import { serverIdentity } from './identity.ts';
import { removeInstances, requireStopped } from './instances.ts';
import { socketFolderOf } from './socket-folder.ts';

/** Only what we made: someone may have pointed BENCH_HOME at a folder with other things in it. */
const ours = /^(postgres|run|server\.log|data-\d+(\..{6})?)$/;

/**
 * Removes the embedded servers with all their data, for `bench clean --all`; the home folder too if nothing else is in
 * it. Returns the bytes of data removed. Throws a BenchError while one of them runs.
 */
export async function removeEmbedded(home: string): Promise<number> {
  const found = await describeEmbedded(home);
  requireStopped(found);
  const instances = await removeInstances(home);
  rmSync(socketFolderOf(home, serverIdentity(found.dataFolder).uid), { recursive: true, force: true });
  for (const name of readdirSync(home).filter((name) => ours.test(name))) {
    rmSync(join(home, name), { recursive: true, force: true });
  }
  if (readdirSync(home).length === 0) rmdirSync(home);
  return [found, ...instances].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
