import { environmentError } from '../../core/errors.ts';
import { withConnection } from '../../database/connect.ts';
import { inspectDatabase } from '../../database/marker.ts';
import type { VariantComposition } from '../../database/variants/composition.ts';
import type { Mix } from '../../scenario/mix.ts';
import { needsPopulation, type ParameterLists } from '../../scenario/parameter-lists.ts';
import { type DatasetRequest, ensureDataset, identityOf, type ReadyDataset } from '../dataset.ts';
import type { ProgressLine } from '../progress-line.ts';
import type { DatabaseAccess } from '../server-access.ts';
import type { ServerHold } from '../server-hold.ts';
import { prepareVariant, type ReadyVariant } from '../variants/ready-variant.ts';

/** What a run queries. */
export interface RunData {
  readonly database: DatabaseAccess;
  /** Undefined for a database of the user's own, or one that holds another dataset. */
  readonly dataset: ReadyDataset | undefined;
  /** Undefined for the schema as specified. Its private copy, if it has one, is the caller's to drop. */
  readonly variant: ReadyVariant | undefined;
}

interface Need {
  mix: Mix;
  fixed: ParameterLists;
  request: DatasetRequest;
  composition: VariantComposition;
}

/**
 * The dataset, filled if need be, for queries whose parameters come from its population, and always on the embedded
 * server. A given database that no query needs a population of is taken as it is, and nothing is written to it but by
 * a query that declares that it writes. For a variant the dataset in a database of its own, and a private copy of that
 * for queries that write.
 */
export async function findData(
  hold: ServerHold,
  { mix, fixed, request, composition }: Need,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<RunData> {
  if (composition.parts.length > 0) {
    const forWrites = mix.parts.some(({ query }) => query.writes);
    const variant = await prepareVariant({ hold, request, line, signal }, composition, { forWrites });
    return { database: variant.database, dataset: variant.dataset, variant };
  }
  const { server } = hold;
  const isPopulationNeeded = mix.parts.some(({ query }) => needsPopulation(query, fixed));
  if (!server.isEmbedded && !isPopulationNeeded) {
    const database = await server.databaseFor(request.scale.name);
    const found = await withConnection(database.config, database.address, inspectDatabase);
    const isAskedFor =
      found.kind === 'ours' &&
      found.marker.state === 'ready' &&
      found.marker.identity.fingerprint === identityOf(request).fingerprint;
    if (!isAskedFor) {
      if (found.kind === 'ours') requireReading(mix, database);
      return { database, dataset: undefined, variant: undefined };
    }
  }
  const dataset = await ensureDataset(server, request, line, signal);
  return { database: dataset, dataset, variant: undefined };
}

/** What writes to a dataset must know it, or its verification would tell of damage. */
function requireReading(mix: Mix, { address }: DatabaseAccess): void {
  const writing = mix.parts.find(({ query }) => query.writes);
  if (!writing) return;
  throw environmentError(
    `${writing.query.file} writes, and ${address} holds another dataset than the one asked for`,
    'ask for that one with --seed, --scale and --keys',
  );
}
