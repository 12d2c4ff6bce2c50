import type { Collector } from '../collector.ts';
import type { CheckpointChange } from '../record.ts';
import { versions } from '../telemetry-server.ts';

/** All begun so far, as a scalar. */
export function checkpointsBegun(versionNumber: number): string {
  return versionNumber >= versions.checkpointer
    ? '(SELECT (num_timed + num_requested)::float8 FROM pg_stat_checkpointer)'
    : '(SELECT (checkpoints_timed + checkpoints_req)::float8 FROM pg_stat_bgwriter)';
}

export const checkpointCollector: Collector<CheckpointChange> = {
  name: 'checkpoint statistics',
  keys: [],
  states: [],
  resetMarks: ['shared'],
  missing: () => undefined,
  sql: ({ versionNumber }) =>
    versionNumber >= versions.checkpointer
      ? `SELECT num_timed::float8 AS timed, num_requested::float8 AS requested,
           ${versionNumber >= versions.ioBytes ? 'num_done::float8' : 'NULL'} AS done,
           write_time AS "writeMs", sync_time AS "syncMs", buffers_written::float8 AS "buffersWritten"
         FROM pg_stat_checkpointer`
      : `SELECT checkpoints_timed::float8 AS timed, checkpoints_req::float8 AS requested, NULL AS done,
           checkpoint_write_time AS "writeMs", checkpoint_sync_time AS "syncMs",
           buffers_checkpoint::float8 AS "buffersWritten"
         FROM pg_stat_bgwriter`,
};
