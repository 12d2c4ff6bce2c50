import { usageError } from '../core/errors.ts';
import { type ClientConfig, withConnection } from '../database/connect.ts';
import { holdDatabase } from '../database/database-lock.ts';
import { resolveHome } from '../database/embedded/home.ts';
import { describeInstance, type InstanceRequest, resolveInstance } from '../database/embedded/instance.ts';
import { acquireEmbedded } from '../database/embedded/lease.ts';
import { lastWordsIn } from '../database/embedded/server-log.ts';
import { resolveTarget, type Target } from '../database/target.ts';

/** A database to work on. `address` may be printed. */
export interface DatabaseAccess {
  config: ClientConfig;
  address: string;
}

/** The server of a command, for its own use until released. */
export interface ServerAccess {
  isEmbedded: boolean;
  /** The database for a dataset: on the embedded server one a dataset, made if need be; elsewhere the one given. */
  databaseFor(datasetName: string): Promise<DatabaseAccess>;
  /** As {@link databaseFor}, but makes none: undefined where there is none. */
  existingDatabase(datasetName: string): Promise<DatabaseAccess | undefined>;
  /** Databases that may hold datasets. */
  databases(): Promise<DatabaseAccess[]>;
  /** Why the server crashed, if its log is ours to read and says so. */
  lastWords(): string | undefined;
  release(): Promise<void>;
}

export interface AccessOptions {
  url: string | undefined;
  /** An embedded server beside the default one: another version, or settings that need a start. */
  instance?: InstanceRequest | undefined;
  /** Told to other commands that have to wait for this one: `run feed`. */
  command: string;
  /** Other loaders may work on the same database at the same time. */
  isShared?: boolean;
  onWait(message: string): void;
  signal: AbortSignal;
}

export async function accessServer(options: AccessOptions): Promise<ServerAccess> {
  const target = resolveTarget(options.url, process.env);
  if (target.kind === 'server' && options.instance) refuseInstance(target.address, options.instance);
  if (target.kind === 'embedded' && options.isShared) {
    throw usageError('--join needs a server that others reach too', 'name it with --url');
  }
  return target.kind === 'embedded' ? accessEmbedded(options) : accessGiven(target, options);
}

/** A server of the user's is neither exchanged nor started anew. */
function refuseInstance(address: string, { version, settings = {} }: InstanceRequest): void {
  const wanted = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  if (version !== undefined) wanted.unshift(`PostgreSQL ${version}`);
  if (wanted.length === 0) return;
  throw usageError(
    `${wanted.join(', ')} needs a server that bench starts, and this command is for ${address}`,
    'use --url embedded, or change that server yourself',
  );
}

async function accessEmbedded(options: AccessOptions): Promise<ServerAccess> {
  const home = resolveHome(process.env);
  const instance = resolveInstance(home, options.instance);
  const place = `the embedded server${instance.isDefault ? '' : ` (${describeInstance(instance)})`}`;
  const server = await acquireEmbedded({ home, ...options });
  const accessTo = (database: string): DatabaseAccess => ({
    config: { ...server.connection, database },
    address: `${place}, database ${database}`,
  });
  const administration = accessTo('postgres');
  const listDatabases = () =>
    withConnection(administration.config, administration.address, async (client) => {
      const { rows } = await client.query<{ name: string }>(
        `SELECT datname AS name FROM pg_database WHERE datname LIKE 'bench\\_%' ORDER BY datname`,
      );
      return rows.map(({ name }) => name);
    });
  return {
    isEmbedded: true,
    lastWords: () => lastWordsIn(server.logFile),
    release: () => server.release(),
    databases: async () => (await listDatabases()).map(accessTo),
    existingDatabase: async (datasetName) => {
      const name = `bench_${datasetName}`;
      return (await listDatabases()).includes(name) ? accessTo(name) : undefined;
    },
    databaseFor: async (datasetName) => {
      const name = `bench_${datasetName}`;
      if (!(await listDatabases()).includes(name)) {
        await withConnection(administration.config, administration.address, (client) =>
          client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`),
        );
      }
      return accessTo(name);
    },
  };
}

async function accessGiven(
  { config, address }: Extract<Target, { kind: 'server' }>,
  options: AccessOptions,
): Promise<ServerAccess> {
  const held = await holdDatabase(config, address, {
    ...options,
    mode: options.isShared ? 'shared' : 'exclusive',
  });
  const access = { config, address };
  return {
    isEmbedded: false,
    lastWords: () => undefined,
    release: () => held.release(),
    databaseFor: async () => access,
    existingDatabase: async () => access,
    databases: async () => [access],
  };
}
