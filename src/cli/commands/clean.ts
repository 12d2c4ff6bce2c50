import { existsSync } from 'node:fs';
import { usageError } from '../../core/errors.ts';
import { formatBytes, formatCount } from '../../core/units.ts';
import { companionNames, hasCopies } from '../../database/companion.ts';
import { withConnection } from '../../database/connect.ts';
import { describeEmbedded } from '../../database/embedded/description.ts';
import { resolveHome } from '../../database/embedded/home.ts';
import { removeEmbedded } from '../../database/embedded/removal.ts';
import { databaseFailure } from '../../database/failure.ts';
import { removeCopies } from '../../database/kept-copy.ts';
import { type DatasetIdentity, inspectDatabase } from '../../database/marker.ts';
import { dropDatabase, removeDataset } from '../../database/removal.ts';
import { resolveTarget } from '../../database/target.ts';
import { accessServer, type DatabaseAccess, type ServerAccess } from '../server-access.ts';

interface CleanOptions {
  all?: boolean;
  url?: string;
}

const nothing = 'nothing to remove';

/** `bench clean`: removes datasets, and with --all the embedded server. */
export async function clean(options: CleanOptions, signal: AbortSignal): Promise<void> {
  const target = resolveTarget(options.url, process.env);
  if (target.kind === 'embedded') {
    const lines = options.all ? await removeServer() : await cleanEmbedded(options, signal);
    process.stdout.write(`${lines.join('\n')}\n`);
    return;
  }
  if (options.all) {
    throw usageError(
      `--all removes the embedded server, and this command is for ${target.address}`,
      'leave out --all, or add: --url embedded',
    );
  }
  const server = await access(options, signal);
  try {
    const [database] = await server.databases();
    process.stdout.write(`${await cleanGiven(database!)}\n`);
  } finally {
    await server.release();
  }
}

async function removeServer(): Promise<string[]> {
  const home = resolveHome(process.env);
  const freedBytes = await removeEmbedded(home);
  if (freedBytes === 0) return [nothing];
  return [`removed the embedded server in ${home}: ${formatBytes(freedBytes)} of data`];
}

async function cleanEmbedded(options: CleanOptions, signal: AbortSignal): Promise<string[]> {
  // A server that has never run need not be made to find out that it is empty.
  const { dataFolder } = await describeEmbedded(resolveHome(process.env));
  if (!existsSync(dataFolder)) return [nothing];
  const server = await access(options, signal);
  try {
    const databases = await server.databases();
    const lines: string[] = [];
    for (const database of datasetsOf(databases)) lines.push(await cleanDatabase(database));
    return lines.length > 0 ? lines : [nothing];
  } finally {
    await server.release();
  }
}

/** Without the copies that belong to one of the others: those go with it. */
function datasetsOf(databases: readonly DatabaseAccess[]): DatabaseAccess[] {
  const nameOf = ({ config }: DatabaseAccess) => config.database!;
  const copies = new Set(databases.flatMap((database) => companionNames(nameOf(database))));
  return databases.filter((database) => !copies.has(nameOf(database)));
}

/** A dataset of the embedded server is a database of its own, and goes with it. */
async function cleanDatabase({ config, address }: DatabaseAccess): Promise<string> {
  const name = config.database!;
  try {
    const found = await withConnection(config, address, inspectDatabase);
    const identity = found.kind === 'ours' ? found.marker.identity : undefined;
    const copyBytes = await cleanCopies({ config, address }, identity);
    const freedBytes = await withConnection({ ...config, database: 'postgres' }, address, (client) =>
      dropDatabase(client, name),
    );
    return removed(identity, address, freedBytes, copyBytes);
  } catch (error) {
    throw databaseFailure(error, `remove ${address}`);
  }
}

async function cleanGiven({ config, address }: DatabaseAccess): Promise<string> {
  try {
    const found = await withConnection(config, address, (client) => removeDataset(client, address));
    const copyBytes = await cleanCopies({ config, address }, found?.identity);
    if (found) return removed(found.identity, address, found.freedBytes, copyBytes);
    if (copyBytes === 0) return `${nothing}: ${address} is empty`;
    return `removed what was left beside ${address}: ${formatBytes(copyBytes)} freed`;
  } catch (error) {
    throw databaseFailure(error, `remove the dataset from ${address}`);
  }
}

/** The copies of a dataset's loaded state are databases beside its own; bytes freed. */
async function cleanCopies(
  { config, address }: DatabaseAccess,
  identity: DatasetIdentity | undefined,
): Promise<number> {
  const isThere = await withConnection(config, address, (client) => hasCopies(client, config.database!));
  if (!isThere) return 0;
  return removeCopies({ config, address, fingerprint: identity?.fingerprint ?? '' });
}

function removed(
  identity: DatasetIdentity | undefined,
  address: string,
  freedBytes: number,
  copyBytes: number,
): string {
  const what = identity ? `${formatCount(identity.users)} users, seed ${identity.seed}` : 'an unfinished one';
  const copy = copyBytes > 0 ? `, the copy of its loaded state included` : '';
  return `removed the dataset of ${what} from ${address}${copy}: ${formatBytes(freedBytes + copyBytes)} freed`;
}

function access({ url }: CleanOptions, signal: AbortSignal): Promise<ServerAccess> {
  const onWait = (message: string) => process.stderr.write(`${message}\n`);
  return accessServer({ url, command: 'clean', onWait, signal });
}
