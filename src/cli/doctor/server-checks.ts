import { availableParallelism } from 'node:os';
import type { Clock } from '../../core/clock.ts';
import { formatBytes, formatCount, formatNs } from '../../core/units.ts';
import type { Client } from '../../database/connect.ts';
import { type DatabaseKind, foreignDatabase, inspectDatabase } from '../../database/marker.ts';
import { datasetDatabases, medianRoundTripNs, type Readiness } from '../../database/readiness.ts';
import { type Check, type Outcome, ok, warning, wrong } from './check.ts';

/** The default of `bench run --clients`; see the declaration of the options. */
const usualClients = 8;
/** Beyond this the way to the server is much of what is measured. */
const farNs = 2e6;

export interface CheckedServer {
  client: Client;
  address: string;
  isEmbedded: boolean;
  readiness: Readiness;
  clock: Clock;
}

/** Whether the harness can work on this server, in this database. Reads only. */
export function serverChecks({ client, address, isEmbedded, readiness, clock }: CheckedServer): Check[] {
  const contents: Check = isEmbedded
    ? { title: 'datasets', run: async () => describeDatasets(await datasetDatabases(client)) }
    : {
        title: 'database',
        run: async () => judgeDatabase(await inspectDatabase(client), readiness, address),
      };
  return [
    { title: 'version', run: () => ok(`PostgreSQL ${readiness.version}`) },
    { title: 'round trip', run: async () => judgeRoundTrip(await medianRoundTripNs(client, clock)) },
    { title: 'writable', run: () => judgeWritable(readiness) },
    { title: 'encoding', run: () => judgeEncoding(readiness.encoding) },
    { title: 'connections', run: () => judgeConnections(readiness) },
    contents,
    ...readiness.extensions.map((extension) => ({
      title: extension.name,
      run: () => judgeExtension(extension),
    })),
  ];
}

function describeDatasets({ count, bytes }: { count: number; bytes: number }): Outcome {
  return ok(count === 0 ? 'none yet' : `${formatCount(count)}, ${formatBytes(bytes)}`);
}

export function judgeRoundTrip(medianNs: number): Outcome {
  const text = `${formatNs(medianNs)}, the median of 200`;
  if (medianNs < farNs) return ok(text);
  return warning(
    `${text}: a part of every response time`,
    'run bench nearer to the server, best on the same network',
  );
}

export function judgeWritable({ isReadOnly }: Readiness): Outcome | undefined {
  if (!isReadOnly) return undefined;
  return wrong('the server or the role is read-only', 'connect to the primary, with a role that may write');
}

export function judgeEncoding(encoding: string): Outcome {
  if (encoding === 'UTF8') return ok(encoding);
  const mend = 'create the database with: createdb --encoding UTF8 --template template0 NAME';
  // It takes any bytes, and counts and compares them instead of characters.
  if (encoding === 'SQL_ASCII') return warning(`${encoding}: text is searched byte by byte`, mend);
  return wrong(`${encoding} cannot hold the data, which is Unicode`, mend);
}

/** Clients, loaders and the connection that keeps other commands out. */
export function judgeConnections({ freeConnections }: Readiness): Outcome {
  const needed = Math.max(usualClients, Math.min(8, availableParallelism())) + 1;
  if (freeConnections >= needed) return ok(`${formatCount(freeConnections)} free`);
  return warning(
    `${Math.max(0, freeConnections)} free, ${needed} are needed for ${usualClients} clients`,
    'raise max_connections, close others, or use fewer --clients',
  );
}

export function judgeDatabase(found: DatabaseKind, readiness: Readiness, address: string): Outcome {
  if (found.kind === 'foreign') {
    const { message } = foreignDatabase(address, found.found);
    return wrong(message, 'create an empty database for the harness, and name it in --url');
  }
  if (found.kind === 'ours') {
    const { identity, state } = found.marker;
    const what = `${formatCount(identity.users)} users, seed ${identity.seed}`;
    return ok(
      state === 'ready'
        ? `holds a dataset: ${what}`
        : `a load was interrupted: ${what}; bench goes on with it`,
    );
  }
  return judgePermissions(readiness);
}

/** An empty database has to be filled: marker, schema and tables are created. */
function judgePermissions(readiness: Readiness): Outcome {
  const { role, database, currentSchema, canCreateInPublic, canCreateSchemas } = readiness;
  const grants = [
    ...(canCreateSchemas ? [] : [`GRANT CREATE ON DATABASE "${database}" TO "${role}"`]),
    ...(canCreateInPublic ? [] : [`GRANT CREATE ON SCHEMA public TO "${role}"`]),
  ];
  if (grants.length > 0) {
    return wrong(`empty, and ${role} lacks permissions to fill it`, `${grants.join('; ')} (as its owner)`);
  }
  if (currentSchema !== 'public') {
    const place = currentSchema === null ? 'no schema' : `the schema ${currentSchema}`;
    return wrong(
      `tables would be created in ${place}, not in public`,
      `ALTER ROLE "${role}" RESET search_path`,
    );
  }
  return ok('empty, and may be filled');
}

export function judgeExtension({ name, state }: Readiness['extensions'][number]): Outcome {
  if (state === 'installed') return ok('installed');
  if (state === 'creatable') return ok('available');
  if (state === 'missing') {
    return wrong(
      'the server does not have this extension',
      'install the package postgresql-contrib on the server',
    );
  }
  return wrong(
    'only a superuser may create it',
    `as a superuser, in this database: CREATE EXTENSION "${name}"`,
  );
}
