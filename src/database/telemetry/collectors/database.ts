import type { Collector } from '../collector.ts';
import type { DatabaseChange } from '../record.ts';

export const databaseCollector: Collector<DatabaseChange> = {
  name: 'database statistics',
  keys: [],
  states: [],
  resetMarks: ['database', 'shared'],
  missing: ({ countsTables }) =>
    countsTables
      ? undefined
      : {
          text: 'the server counts no blocks and rows: track_counts is off',
          remedy: 'set track_counts = on, which autovacuum needs too',
        },
  sql: ({ databaseOid }) => `
    SELECT xact_commit::float8 AS commits, xact_rollback::float8 AS rollbacks,
      blks_read::float8 AS "blocksRead", blks_hit::float8 AS "blocksHit",
      tup_returned::float8 AS "rowsReturned", tup_fetched::float8 AS "rowsFetched",
      tup_inserted::float8 AS "rowsInserted", tup_updated::float8 AS "rowsUpdated",
      tup_deleted::float8 AS "rowsDeleted",
      temp_files::float8 AS "tempFiles", temp_bytes::float8 AS "tempBytes", deadlocks::float8 AS deadlocks,
      blk_read_time AS "blockReadMs", blk_write_time AS "blockWriteMs"
    FROM pg_stat_database WHERE datid = ${databaseOid}`,
};
