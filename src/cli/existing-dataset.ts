import { existsSync } from 'node:fs';
import { environmentError } from '../core/errors.ts';
import { withConnection } from '../database/connect.ts';
import { describeEmbedded } from '../database/embedded/description.ts';
import { resolveHome } from '../database/embedded/home.ts';
import { type DatasetIdentity, foreignDatabase, inspectDatabase, otherDataset } from '../database/marker.ts';
import { resolveTarget } from '../database/target.ts';
import { countWriteRuns } from '../database/write-ledger.ts';
import { type DatasetRequest, identityOf } from './dataset.ts';
import type { DatabaseAccess, ServerAccess } from './server-access.ts';

/** A dataset that a command works on only if it is there. */
export interface ExistingDataset extends DatabaseAccess {
  identity: DatasetIdentity;
  /** Runs that have written to it since it was loaded. */
  writeRuns: number;
}

export interface ExistingRequest extends DatasetRequest {
  url?: string;
  /** As given on the command line. */
  profileFile?: string | undefined;
}

/** A server that has never run need not be made to find out that it is empty. */
export async function requireEmbeddedData(request: ExistingRequest): Promise<void> {
  if (resolveTarget(request.url, process.env).kind !== 'embedded') return;
  const { dataFolder } = await describeEmbedded(resolveHome(process.env));
  if (!existsSync(dataFolder)) throw noDataset('the embedded server', request);
}

/** The dataset asked for, complete. Throws an environment error where it is not. Makes and changes nothing. */
export async function existingDataset(
  server: ServerAccess,
  request: ExistingRequest,
): Promise<ExistingDataset> {
  const identity = identityOf(request);
  const database = await server.existingDatabase(`${request.scale.name}_${identity.fingerprint}`);
  if (!database) throw noDataset('the embedded server', request);
  const { config, address } = database;
  return withConnection(config, address, async (client) => {
    const found = await inspectDatabase(client);
    if (found.kind === 'foreign') throw foreignDatabase(address, found.found);
    if (found.kind === 'empty') throw noDataset(address, request);
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
    return { ...database, identity, writeRuns: await countWriteRuns(client) };
  });
}

/** As messages and reports call it: `small (seed 42, uuidv4 keys)`. */
export function named({ scale, seed, keys }: DatasetRequest): string {
  return `${scale.name} (seed ${seed}, ${keys} keys)`;
}

function noDataset(where: string, request: ExistingRequest): Error {
  const { scale, seed, keys, profileFile } = request;
  const profile = profileFile === undefined ? '' : ` --profile ${profileFile}`;
  return environmentError(
    `${where} does not hold the dataset ${named(request)}`,
    `fill it first: bench load --scale ${scale.name} --seed ${seed} --keys ${keys}${profile}`,
  );
}
