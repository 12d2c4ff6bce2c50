import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { environmentError } from '../../core/errors.ts';
import { describeEmbedded } from './description.ts';
import { serverIdentity } from './identity.ts';
import { socketFolderOf } from './socket-folder.ts';

/** Only what we made: someone may have pointed BENCH_HOME at a folder with other things in it. */
const ours = /^(postgres|run|server\.log|data-\d+(\..{6})?)$/;

/**
 * Removes the embedded server with all its data, for `bench clean --all`; the home folder too if nothing else
 * is in it. Returns the bytes of data removed. Throws a BenchError while a server runs.
 */
export async function removeEmbedded(home: string): Promise<number> {
  const { server, dataFolder, sizeBytes } = await describeEmbedded(home);
  if (server) {
    const next = server.usedBy ? `wait for ${server.usedBy} to finish` : 'run: bench server stop';
    throw environmentError(`the embedded server in ${home} is running (pid ${server.pid})`, next);
  }
  rmSync(socketFolderOf(home, serverIdentity(dataFolder).uid), { recursive: true, force: true });
  for (const name of readdirSync(home).filter((name) => ours.test(name))) {
    rmSync(join(home, name), { recursive: true, force: true });
  }
  if (readdirSync(home).length === 0) rmdirSync(home);
  return sizeBytes;
}
