import type { Collector } from '../collector.ts';
import type { TableChange } from '../record.ts';
import { databaseCollector } from './database.ts';

/** SQL of a relation's name as the record has it. */
export function nameOf(relation: string): string {
  return `CASE schemaname WHEN 'public' THEN ${relation} ELSE schemaname || '.' || ${relation} END`;
}

/** Reads counters only: sizes would need a lock on every table, and wait behind a run's own. */
export const tableCollector: Collector<TableChange> = {
  name: 'table statistics',
  keys: ['name'],
  states: ['liveRows', 'deadRows'],
  resetMarks: ['database', 'shared'],
  missing: databaseCollector.missing,
  sql: () => `
    SELECT ${nameOf('relname')} AS name,
      seq_scan::float8 AS "seqScans", seq_tup_read::float8 AS "seqRowsRead",
      idx_scan::float8 AS "indexScans", idx_tup_fetch::float8 AS "indexRowsFetched",
      n_tup_ins::float8 AS inserted, n_tup_upd::float8 AS updated, n_tup_hot_upd::float8 AS "hotUpdated",
      n_tup_del::float8 AS deleted,
      vacuum_count::float8 AS vacuums, autovacuum_count::float8 AS autovacuums,
      analyze_count::float8 AS analyzes, autoanalyze_count::float8 AS autoanalyzes,
      (pg_stat_get_blocks_fetched(relid) - pg_stat_get_blocks_hit(relid))::float8 AS "blocksRead",
      pg_stat_get_blocks_hit(relid)::float8 AS "blocksHit",
      n_live_tup::float8 AS "liveRows", n_dead_tup::float8 AS "deadRows"
    FROM pg_stat_user_tables
    ORDER BY name`,
};
