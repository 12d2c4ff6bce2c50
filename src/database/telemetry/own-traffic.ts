import { versions } from './telemetry-server.ts';

/**
 * To select from, one row: from PostgreSQL 15 on it makes the connection report its own counts with this statement
 * and not up to a second later, so that they can be taken off the database's exactly. It reads a relation because a
 * backend that has read none reports nothing, not even its transactions. Join it LEFT: what is joined to an empty
 * relation may not be run.
 */
export function flush(versionNumber: number): string {
  return versionNumber >= versions.sharedStatistics
    ? '(SELECT pg_stat_force_next_flush() FROM pg_database LIMIT 1) AS flush'
    : '(SELECT) AS flush';
}
