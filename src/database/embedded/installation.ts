import { type Binaries, findPlatformPackage, stageBinaries } from './binaries.ts';
import { dataFolderOf, ensureCluster } from './cluster.ts';
import { type ServerIdentity, serverIdentity } from './identity.ts';

/** Everything a server needs before it can start. */
export interface Installation {
  readonly home: string;
  readonly dataFolder: string;
  readonly binaries: Binaries;
  readonly identity: ServerIdentity;
}

/** Completes what is missing in the home folder: some 60 MB of programs and an empty data folder. */
export async function ensureInstallation(home: string): Promise<Installation> {
  const source = findPlatformPackage();
  const dataFolder = dataFolderOf(home, source.major);
  const identity = serverIdentity(dataFolder);
  const binaries = await stageBinaries(home, source, identity);
  await ensureCluster(dataFolder, binaries, identity);
  return { home, dataFolder, binaries, identity };
}
