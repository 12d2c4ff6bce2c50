import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { environmentError, exitCodes } from '../../core/errors.ts';
import { withConnection } from '../../database/connect.ts';
import { describeEmbedded } from '../../database/embedded/description.ts';
import { resolveHome } from '../../database/embedded/home.ts';
import { foreignDatabase, inspectDatabase, otherDataset } from '../../database/marker.ts';
import { resolveTarget } from '../../database/target.ts';
import { ChunkPool } from '../../generator/chunk-pool.ts';
import { isEqual, renderVerification, type Verification } from '../../report/verification.ts';
import { type DatasetRequest, identityOf, worldOf } from '../dataset.ts';
import { type ProfileOptions, withProfile } from '../profile-file.ts';
import { ProgressLine } from '../progress-line.ts';
import { accessServer, type DatabaseAccess, type ServerAccess } from '../server-access.ts';
import { terminalOptions } from '../terminal-options.ts';
import { verifyDatabase } from '../verify/verification.ts';

interface VerifyOptions extends DatasetRequest {
  url?: string;
  sample?: boolean;
  /** As given on the command line. */
  profileFile?: string | undefined;
}

/** `bench verify`: compares the rows, keys and indexes of a dataset with what its seed and schema make. */
export async function verify(
  given: Omit<VerifyOptions, 'profile' | 'profileFile'> & ProfileOptions,
  signal: AbortSignal,
): Promise<void> {
  const options = { ...withProfile(given), profileFile: given.profile };
  await requireEmbeddedData(options);
  const line = new ProgressLine();
  const server = await accessServer({
    url: options.url,
    command: 'verify',
    onWait: (message) => line.print(message),
    signal,
  });
  try {
    const database = await datasetDatabase(server, options);
    const verification = await compare(database, options, line, signal);
    process.stdout.write(`${renderVerification(verification, terminalOptions())}\n`);
    if (!isEqual(verification)) process.exitCode = exitCodes.environment;
  } finally {
    line.clear();
    await server.release();
  }
}

/** A server that has never run need not be made to find out that it is empty. */
async function requireEmbeddedData(options: VerifyOptions): Promise<void> {
  if (resolveTarget(options.url, process.env).kind !== 'embedded') return;
  const { dataFolder } = await describeEmbedded(resolveHome(process.env));
  if (!existsSync(dataFolder)) throw noDataset('the embedded server', options);
}

/** The database that holds the dataset asked for, complete. */
async function datasetDatabase(server: ServerAccess, options: VerifyOptions): Promise<DatabaseAccess> {
  const identity = identityOf(options);
  const database = await server.existingDatabase(`${options.scale.name}_${identity.fingerprint}`);
  if (!database) throw noDataset('the embedded server', options);
  const { config, address } = database;
  const found = await withConnection(config, address, inspectDatabase);
  if (found.kind === 'foreign') throw foreignDatabase(address, found.found);
  if (found.kind === 'empty') throw noDataset(address, options);
  const { marker } = found;
  if (marker.identity.fingerprint !== identity.fingerprint) {
    throw otherDataset(address, marker.identity, identity);
  }
  if (marker.state !== 'ready') {
    throw environmentError(
      `the dataset in ${address} is not complete: its load stopped while ${marker.state}`,
      'run bench load with the same options: it goes on where it stopped',
    );
  }
  return database;
}

function noDataset(where: string, options: VerifyOptions): Error {
  const { scale, seed, keys, profileFile } = options;
  const profile = profileFile === undefined ? '' : ` --profile ${profileFile}`;
  return environmentError(
    `${where} does not hold the dataset ${named(options)}`,
    `fill it first: bench load --scale ${scale.name} --seed ${seed} --keys ${keys}${profile}`,
  );
}

function named({ scale, seed, keys }: VerifyOptions): string {
  return `${scale.name} (seed ${seed}, ${keys} keys)`;
}

async function compare(
  database: DatabaseAccess,
  options: VerifyOptions,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<Verification> {
  const world = worldOf(options);
  const threads = Math.min(8, availableParallelism());
  const source = new ChunkPool(world.options, threads);
  const close = () => source.close();
  signal.addEventListener('abort', close);
  try {
    return await verifyDatabase(database, {
      world,
      dataset: named(options),
      mode: options.sample ? 'sample' : 'full',
      source,
      threads,
      connections: threads,
      line,
      signal,
    });
  } finally {
    signal.removeEventListener('abort', close);
    await source.close();
  }
}
