import type { Collector } from '../collector.ts';
import type { IndexChange } from '../record.ts';
import { databaseCollector } from './database.ts';
import { nameOf } from './tables.ts';

export const indexCollector: Collector<IndexChange> = {
  name: 'index statistics',
  keys: ['name', 'table'],
  states: [],
  resetMarks: ['database', 'shared'],
  missing: databaseCollector.missing,
  sql: () => `
    SELECT ${nameOf('indexrelname')} AS name, ${nameOf('relname')} AS table,
      idx_scan::float8 AS scans, idx_tup_read::float8 AS "entriesRead", idx_tup_fetch::float8 AS "rowsFetched",
      (pg_stat_get_blocks_fetched(indexrelid) - pg_stat_get_blocks_hit(indexrelid))::float8 AS "blocksRead",
      pg_stat_get_blocks_hit(indexrelid)::float8 AS "blocksHit"
    FROM pg_stat_user_indexes
    ORDER BY name`,
};
