import { type Client, type ClientConfig, connect } from '../../database/connect.ts';
import { findPlatformPackage } from '../../database/embedded/binaries.ts';
import { dataFolderOf } from '../../database/embedded/cluster.ts';
import { connectionTo, type EmbeddedConnection } from '../../database/embedded/control-connection.ts';
import { resolveHome } from '../../database/embedded/home.ts';
import { acquireEmbedded } from '../../database/embedded/lease.ts';
import { findPostmaster } from '../../database/embedded/postmaster.ts';
import type { Target } from '../../database/target.ts';

/** A connection to look around with. Takes no lock: it neither waits for other commands nor makes them wait. */
export interface ServerVisit {
  readonly client: Client;
  readonly address: string;
  end(): Promise<void>;
}

interface VisitOptions {
  onWait(message: string): void;
  signal: AbortSignal;
}

/** Connects to the server of a command; starts the embedded one if it does not run, until the visit ends. */
export async function visitServer(target: Target, options: VisitOptions): Promise<ServerVisit> {
  if (target.kind === 'server') return visit(target.config, target.address);
  const home = resolveHome(process.env);
  const postmaster = findPostmaster(dataFolderOf(home, findPlatformPackage().major));
  if (postmaster) return visitEmbedded(connectionTo(postmaster.socketFolder));
  const server = await acquireEmbedded({ home, command: 'doctor', ...options });
  try {
    const { client, address, end } = await visitEmbedded(server.connection);
    return { client, address, end: () => end().then(() => server.release()) };
  } catch (error) {
    await server.release();
    throw error;
  }
}

function visitEmbedded(connection: EmbeddedConnection): Promise<ServerVisit> {
  return visit({ ...connection, database: 'postgres' }, 'the embedded server');
}

async function visit(config: ClientConfig, address: string): Promise<ServerVisit> {
  const client = await connect({ ...config, application_name: 'bench doctor' }, address);
  return { client, address, end: () => client.end().catch(() => {}) };
}
