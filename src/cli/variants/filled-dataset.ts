import { environmentError, usageError } from '../../core/errors.ts';
import { suggestion } from '../../core/suggestion.ts';
import { withConnection } from '../../database/connect.ts';
import { readSchemaFiles, replaceFiles } from '../../database/schema-files.ts';
import type { VariantComposition } from '../../database/variants/composition.ts';
import { isFillTime } from '../../database/variants/description.ts';
import { requireNeeds } from '../../database/variants/needs.ts';
import { ensureSibling } from '../../database/variants/sibling.ts';
import { variantNames } from '../../database/variants/variant-name.ts';
import { type KeyStyle, keyStyles } from '../../population/ids.ts';
import {
  type DatasetDesign,
  type DatasetRequest,
  ensureDataset,
  identityOf,
  type ReadyDataset,
} from '../dataset.ts';
import type { ProgressLine } from '../progress-line.ts';
import type { DatabaseAccess, ServerAccess } from '../server-access.ts';

interface FillContext {
  request: DatasetRequest;
  line: ProgressLine;
  signal: AbortSignal;
}

/** The request for the dataset that a composition stands on: with its keys, and the tables that it is filled with. */
export function datasetRequest(request: DatasetRequest, composition: VariantComposition): DatasetRequest {
  return { ...request, keys: keysOf(request, composition), design: designOf(composition) };
}

function keysOf({ keys }: DatasetRequest, { parts }: VariantComposition): KeyStyle {
  const wanted = parts.find((part) => part.keys !== null)?.keys ?? keys;
  const style = keyStyles.find((each) => each === wanted);
  if (style) return style;
  throw usageError(`keys of the style "${wanted}" cannot be made`, suggestion(wanted, keyStyles));
}

function designOf({ parts }: VariantComposition): DatasetDesign | undefined {
  const filled = parts.filter(isFillTime);
  if (filled.length === 0) return undefined;
  const files = filled.reduce((all, { design }) => replaceFiles(all, design), readSchemaFiles());
  return { files, partitions: filled.find(({ partitions }) => partitions !== null)?.partitions ?? null };
}

/**
 * The dataset that a composition stands on, filled if need be. A server of the user's holds that of the request in the
 * database given, and others in databases of their own beside it. Throws an environment error, before anything is
 * made, for a server that lacks what the variants need.
 */
export async function fillFor(
  server: ServerAccess,
  composition: VariantComposition,
  { request, line, signal }: FillContext,
): Promise<ReadyDataset> {
  const wanted = datasetRequest(request, composition);
  const place = await placeOf(server, request, wanted, composition);
  await withConnection(place.probe.config, place.probe.address, (client) =>
    requireNeeds(client, composition),
  );
  const database = await place.make(signal);
  const there: ServerAccess = database ? { ...server, databaseFor: async () => database } : server;
  return ensureDataset(there, wanted, line, signal);
}

interface Place {
  /** Where to ask what the server has. */
  probe: DatabaseAccess;
  /** Undefined where the server itself knows the database. */
  make(signal: AbortSignal): Promise<DatabaseAccess | undefined>;
}

async function placeOf(
  server: ServerAccess,
  request: DatasetRequest,
  wanted: DatasetRequest,
  composition: VariantComposition,
): Promise<Place> {
  const { fingerprint } = identityOf(wanted);
  const name = `${wanted.scale.name}_${fingerprint}`;
  if (server.isEmbedded) {
    // An empty database at worst, which the next command fills or removes.
    const { config, address } = (await server.databases())[0] ?? (await server.databaseFor(name));
    return { probe: { config: { ...config, database: 'postgres' }, address }, make: async () => undefined };
  }
  const given = await server.databaseFor(name);
  if (fingerprint === identityOf(request).fingerprint) return { probe: given, make: async () => undefined };
  const title = fillTitle(composition);
  const names = variantNames(given.config.database!, title, fingerprint);
  const config = { ...given.config, database: names.whole };
  const address = beside(given, names.whole);
  return {
    probe: given,
    make: async (signal) => {
      await ensureSibling({ base: given, config, address, title: `filled with ${title}`, signal });
      return { config, address };
    },
  };
}

function fillTitle({ parts }: VariantComposition): string {
  return parts
    .filter((part) => isFillTime(part) || part.keys !== null)
    .map(({ name }) => name)
    .join('+');
}

/** How messages call a database beside another one. */
export function beside({ config, address }: DatabaseAccess, database: string): string {
  const name = config.database!;
  if (!address.endsWith(name)) throw environmentError(`the address ${address} does not name ${name}`);
  return address.slice(0, -name.length) + database;
}
