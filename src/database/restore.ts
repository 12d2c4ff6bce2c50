import type { Client } from 'pg';
import { settleAll } from '../core/concurrency.ts';
import type { PhaseProgress, RestorePhase } from './load-phases.ts';

interface Pending {
  ordinal: number;
  phase: RestorePhase;
  table: string;
  name: string;
  sql: string;
  isPartitioned: boolean;
}

/** Largest first, so that no big index is left for the end; a GIN index of words costs several B-trees. */
const pendingSql = `
  SELECT ordinal, phase, table_name AS table, name, sql,
         (SELECT relkind = 'p' FROM pg_class WHERE oid = table_name::regclass) AS "isPartitioned"
  FROM bench_harness.deferred
  WHERE NOT is_restored
  ORDER BY (pg_relation_size(table_name::regclass)
            + (SELECT coalesce(sum(pg_relation_size(relid)), 0) FROM pg_partition_tree(table_name::regclass) WHERE isleaf))
           * CASE WHEN sql ~ 'USING gin' THEN 8 ELSE 1 END DESC, ordinal`;

/** Phases in order; those that lock whole tables against each other and take no time run on one connection. */
const phases = [
  { phase: 'index', isParallel: true },
  { phase: 'key', isParallel: false },
  { phase: 'foreign key', isParallel: false },
  { phase: 'validation', isParallel: true },
] as const;

/**
 * Brings back what {@link deferConstraints} took away, on all the connections at once. Every statement commits
 * together with its mark, so that an interrupted restore goes on where it stopped.
 */
export async function restoreConstraints(clients: readonly Client[], progress: PhaseProgress): Promise<void> {
  const { rows: pending } = await clients[0]!.query<Pending>(pendingSql);
  for (const { phase, isParallel } of phases) {
    const queue = pending.filter((statement) => statement.phase === phase);
    if (queue.length === 0) continue;
    progress.begin(phase, queue.length);
    const busyTables = new Set<string>();
    const work = async (client: Client) => {
      while (queue.length > 0) {
        const next = queue.findIndex((statement) => !isAlone(statement) || !busyTables.has(statement.table));
        // What is left waits for another connection, which goes on with it.
        if (next < 0) return;
        const [statement] = queue.splice(next, 1);
        busyTables.add(statement!.table);
        progress.working(statement!.name);
        await restore(client, statement!);
        busyTables.delete(statement!.table);
        progress.done();
      }
    };
    await settleAll((isParallel ? clients : clients.slice(0, 1)).map(work));
  }
}

/**
 * Two validations of one table would wait for each other's lock. Two indexes of a partitioned one would choose the same
 * names for those of its partitions.
 */
function isAlone({ phase, isPartitioned }: Pending): boolean {
  return phase === 'validation' || isPartitioned;
}

async function restore(client: Client, { ordinal, sql }: Pending): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query('UPDATE bench_harness.deferred SET is_restored = true WHERE ordinal = $1', [ordinal]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}
