import { existsSync } from 'node:fs';
import { usageError } from '../../core/errors.ts';
import { formatBytes, formatCount } from '../../core/units.ts';
import { companionNames, hasCopies } from '../../database/companion.ts';
import { withConnection } from '../../database/connect.ts';
import { describeEmbedded } from '../../database/embedded/description.ts';
import { resolveHome } from '../../database/embedded/home.ts';
import { describeInstance } from '../../database/embedded/instance.ts';
import { removeInstances } from '../../database/embedded/instances.ts';
import { removeEmbedded } from '../../database/embedded/removal.ts';
import { databaseFailure } from '../../database/failure.ts';
import { removeCopies } from '../../database/kept-copy.ts';
import { type DatasetIdentity, inspectDatabase } from '../../database/marker.ts';
import { dropDatabase, removeDataset } from '../../database/removal.ts';
import { resolveTarget } from '../../database/target.ts';
import { hasVariants, removeVariants } from '../../database/variants/variant-databases.ts';
import { variantPrefix } from '../../database/variants/variant-name.ts';
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
  const lines = [...(await removeOthers()), ...(await cleanDefault(options, signal))];
  return lines.length > 0 ? lines : [nothing];
}

/** A server beside the default one is there for its datasets, and goes with them; its version stays installed. */
async function removeOthers(): Promise<string[]> {
  const removed = await removeInstances(resolveHome(process.env));
  return removed.map(
    ({ instance, sizeBytes }) =>
      `removed the server of ${describeInstance(instance)} with its datasets: ${formatBytes(sizeBytes)} freed`,
  );
}

async function cleanDefault(options: CleanOptions, signal: AbortSignal): Promise<string[]> {
  // A server that has never run need not be made to find out that it is empty.
  const { dataFolder } = await describeEmbedded(resolveHome(process.env));
  if (!existsSync(dataFolder)) return [];
  const server = await access(options, signal);
  try {
    const databases = await server.databases();
    const lines: string[] = [];
    for (const database of datasetsOf(databases)) lines.push(await cleanDatabase(database));
    return lines;
  } finally {
    await server.release();
  }
}

/** Without the copies and clones that belong to one of the others: those go with it. */
function datasetsOf(databases: readonly DatabaseAccess[]): DatabaseAccess[] {
  const names = databases.map(({ config }) => config.database!);
  const copies = new Set(names.flatMap(companionNames));
  const prefixes = names.map(variantPrefix);
  return databases.filter(({ config: { database } }) => {
    return !copies.has(database!) && !prefixes.some((prefix) => database!.startsWith(prefix));
  });
}

/** A dataset of the embedded server is a database of its own, and goes with it. */
async function cleanDatabase({ config, address }: DatabaseAccess): Promise<string> {
  const name = config.database!;
  try {
    const found = await withConnection(config, address, inspectDatabase);
    const identity = found.kind === 'ours' ? found.marker.identity : undefined;
    const copies = await cleanCopies({ config, address }, identity);
    const freedBytes = await withConnection({ ...config, database: 'postgres' }, address, (client) =>
      dropDatabase(client, name),
    );
    return removed(identity, address, freedBytes, copies);
  } catch (error) {
    throw databaseFailure(error, `remove ${address}`);
  }
}

async function cleanGiven({ config, address }: DatabaseAccess): Promise<string> {
  try {
    const found = await withConnection(config, address, (client) => removeDataset(client, address));
    const copies = await cleanCopies({ config, address }, found?.identity);
    if (found) return removed(found.identity, address, found.freedBytes, copies);
    if (copies.bytes === 0) return `${nothing}: ${address} is empty`;
    return `removed what was left beside ${address}: ${formatBytes(copies.bytes)} freed`;
  } catch (error) {
    throw databaseFailure(error, `remove the dataset from ${address}`);
  }
}

/** What is kept in databases beside that of a dataset. */
interface Copies {
  hasLoaded: boolean;
  variants: number;
  /** Freed, of all. */
  bytes: number;
}

/** Removes the copy of a dataset's loaded state, and its variants. */
async function cleanCopies(
  { config, address }: DatabaseAccess,
  identity: DatasetIdentity | undefined,
): Promise<Copies> {
  const dataset = { config, address, fingerprint: identity?.fingerprint ?? '' };
  const there = await withConnection(config, address, async (client) => ({
    copies: await hasCopies(client, config.database!),
    variants: await hasVariants(client, config.database!),
  }));
  const loadedBytes = there.copies ? await removeCopies(dataset) : 0;
  const variants = there.variants
    ? await removeVariants(dataset, { withFills: true })
    : { count: 0, freedBytes: 0 };
  return {
    hasLoaded: loadedBytes > 0,
    variants: variants.count,
    bytes: loadedBytes + variants.freedBytes,
  };
}

function removed(
  identity: DatasetIdentity | undefined,
  address: string,
  freedBytes: number,
  { hasLoaded, variants, bytes }: Copies,
): string {
  const what = identity ? `${formatCount(identity.users)} users, seed ${identity.seed}` : 'an unfinished one';
  const also = [
    ...(hasLoaded ? ['the copy of its loaded state'] : []),
    ...(variants > 0 ? [`${formatCount(variants)} ${variants === 1 ? 'variant' : 'variants'}`] : []),
  ];
  const included = also.length > 0 ? `, ${also.join(' and ')} included` : '';
  return `removed the dataset of ${what} from ${address}${included}: ${formatBytes(freedBytes + bytes)} freed`;
}

function access({ url }: CleanOptions, signal: AbortSignal): Promise<ServerAccess> {
  const onWait = (message: string) => process.stderr.write(`${message}\n`);
  return accessServer({ url, command: 'clean', onWait, signal });
}
