import type { Collector } from '../collector.ts';
import type { IoChange } from '../record.ts';
import { versions } from '../telemetry-server.ts';

/** Since PostgreSQL 18 an operation may be of several blocks, and bytes are counted. Before it was of `op_bytes`. */
function bytes(operation: 'read' | 'write' | 'extend', versionNumber: number): string {
  const counted = versionNumber >= versions.ioBytes ? `${operation}_bytes` : `${operation}s * op_bytes`;
  return `(${counted})::float8 AS "${operation}Bytes"`;
}

export const ioCollector: Collector<IoChange> = {
  name: 'I/O statistics',
  keys: ['backend', 'object', 'context'],
  states: [],
  resetMarks: ['shared'],
  missing: ({ versionNumber }) =>
    versionNumber >= versions.io
      ? undefined
      : { text: 'no I/O by kind of backend: pg_stat_io is new in PostgreSQL 16' },
  sql: ({ versionNumber }) => `
    SELECT backend_type AS backend, object, context,
      reads::float8 AS reads, ${bytes('read', versionNumber)},
      writes::float8 AS writes, ${bytes('write', versionNumber)},
      extends::float8 AS extends, ${bytes('extend', versionNumber)},
      writebacks::float8 AS writebacks, hits::float8 AS hits, evictions::float8 AS evictions,
      reuses::float8 AS reuses, fsyncs::float8 AS fsyncs,
      read_time AS "readMs", write_time AS "writeMs", fsync_time AS "fsyncMs"
    FROM pg_stat_io`,
};
