import type { Collector } from '../collector.ts';
import type { WalChange } from '../record.ts';
import { versions } from '../telemetry-server.ts';

/** Writes and syncs of WAL moved to pg_stat_io in PostgreSQL 18. */
function writes(versionNumber: number): string {
  return versionNumber >= versions.ioBytes
    ? `(SELECT sum(writes)::float8 FROM pg_stat_io WHERE object = 'wal') AS writes,
      (SELECT sum(fsyncs)::float8 FROM pg_stat_io WHERE object = 'wal') AS syncs`
    : 'wal_write::float8 AS writes, wal_sync::float8 AS syncs';
}

/** A standby inserts none. */
export const walPositionBytes = `CASE WHEN pg_is_in_recovery() THEN NULL
  ELSE pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 END`;

export const walCollector: Collector<WalChange> = {
  name: 'WAL statistics',
  keys: [],
  states: [],
  resetMarks: ['wal'],
  missing: () => undefined,
  sql: ({ versionNumber }) => `
    SELECT wal_records::float8 AS records, wal_fpi::float8 AS "fullPageImages", wal_bytes::float8 AS bytes,
      wal_buffers_full::float8 AS "buffersFull", ${writes(versionNumber)},
      ${walPositionBytes} AS "positionBytes"
    FROM pg_stat_wal`,
};
