import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Binaries } from './binaries.ts';
import { ensureCluster } from './cluster.ts';
import { type ServerIdentity, serverIdentity } from './identity.ts';
import { ensureBinaries } from './installed.ts';
import type { Instance } from './instance.ts';

/** Everything a server needs before it can start. */
export interface Installation {
  /** The folder of its log and its socket. */
  readonly home: string;
  readonly dataFolder: string;
  readonly binaries: Binaries;
  readonly identity: ServerIdentity;
  /** On top of the tuned settings, whoever starts it. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Completes what is missing in the home folder: some 60 MB of programs and an empty data folder. */
export async function ensureInstallation(home: string, instance: Instance): Promise<Installation> {
  const { folder, dataFolder, settings } = instance;
  const identity = serverIdentity(dataFolder);
  const binaries = await ensureBinaries(home, instance.major, identity);
  if (!instance.isDefault) for (const part of [dirname(folder), folder]) makeEnterable(part);
  await ensureCluster(dataFolder, binaries, identity);
  return { home: folder, dataFolder, binaries, identity, settings };
}

/** Root's server runs as another user, who has to pass; the home of others is closed as a whole. */
function makeEnterable(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
}
