import { Type } from '@sinclair/typebox';
import { figure, flag, orNull, text } from './field.ts';

/** What the server's own counters gained inside the measured time. */

const figureOrNull = (description: string) => orNull(Type.Number(), description);

export const DatabaseChange = Type.Object(
  {
    commits: figure(
      'Transactions without those of telemetry itself (before PostgreSQL 15 a dozen off), those of autovacuum included.',
    ),
    rollbacks: figure('Transactions.'),
    blocksRead: figure('Blocks of 8 kB that were not in shared_buffers.'),
    blocksHit: figure('Blocks of 8 kB that were in shared_buffers.'),
    rowsReturned: figure('Rows that scans came across (tup_returned).'),
    rowsFetched: figure('Rows that index scans fetched (tup_fetched).'),
    rowsInserted: figure('Rows.'),
    rowsUpdated: figure('Rows.'),
    rowsDeleted: figure('Rows.'),
    tempFiles: figure('Temporary files, by sorts and hashes that did not fit work_mem.'),
    tempBytes: figure('Bytes written to them.'),
    deadlocks: figure('Deadlocks.'),
    blockReadMs: figure('Milliseconds of reading; 0 unless track_io_timing is on.'),
    blockWriteMs: figure('Milliseconds of writing; 0 unless track_io_timing is on.'),
  },
  { $id: 'DatabaseChange', description: 'pg_stat_database.' },
);

export const IoChange = Type.Object(
  {
    backend: text('Kind of backend: client backend, checkpointer, autovacuum worker, ...'),
    object: text('relation, temp relation or wal.'),
    context: text('normal, vacuum, bulkread, bulkwrite or init.'),
    reads: figureOrNull('Reads.'),
    readBytes: figureOrNull('Bytes.'),
    writes: figureOrNull('Writes.'),
    writeBytes: figureOrNull('Bytes.'),
    extends: figureOrNull('Extensions of files.'),
    extendBytes: figureOrNull('Bytes.'),
    writebacks: figureOrNull('Requests to write to the disk itself.'),
    hits: figureOrNull('Blocks found in shared_buffers.'),
    evictions: figureOrNull('Blocks that gave way to others.'),
    reuses: figureOrNull('Blocks of a ring that were used again.'),
    fsyncs: figureOrNull('Calls of fsync.'),
    readMs: figureOrNull('Milliseconds; 0 unless track_io_timing (for WAL track_wal_io_timing) is on.'),
    writeMs: figureOrNull('Likewise.'),
    fsyncMs: figureOrNull('Likewise.'),
  },
  {
    $id: 'IoChange',
    description:
      'A row of pg_stat_io. Operations are of a block or more; null where this kind of backend never does it.',
  },
);

export const WalChange = Type.Object(
  {
    records: figure('Records.'),
    fullPageImages: figure('Whole pages, at their first change after a checkpoint.'),
    bytes: figure('Bytes.'),
    buffersFull: figure('How often WAL had to be written since its buffers were full.'),
    writes: figureOrNull('Writes.'),
    syncs: figureOrNull('Calls of fsync.'),
    positionBytes: figureOrNull(
      'Bytes by the insert position, which does not lag, page headers included; null on a standby.',
    ),
  },
  { $id: 'WalChange', description: 'pg_stat_wal.' },
);

export const CheckpointChange = Type.Object(
  {
    timed: figure(
      'By checkpoint_timeout; since PostgreSQL 17 also those skipped since nothing had been written.',
    ),
    requested: figure('By max_wal_size, or by hand.'),
    done: figureOrNull('Finished ones; known from PostgreSQL 18 on.'),
    writeMs: figure('Milliseconds of writing.'),
    syncMs: figure('Milliseconds of syncing.'),
    buffersWritten: figure('Blocks written.'),
  },
  {
    $id: 'CheckpointChange',
    description: 'pg_stat_checkpointer (pg_stat_bgwriter before 17). A checkpoint counts when it begins.',
  },
);

export const AutovacuumEvent = Type.Object(
  {
    table: text('Name of the table.'),
    vacuums: figure('Vacuums that ended.'),
    analyzes: figure('Analyzes that ended.'),
  },
  { $id: 'AutovacuumEvent', description: 'A table that autovacuum finished with inside the measured time.' },
);

export const VacuumSighting = Type.Object(
  {
    table: text('Name of the table.'),
    kind: Type.Union([Type.Literal('vacuum'), Type.Literal('analyze')], { description: 'What was done.' }),
    isAutomatic: flag('By autovacuum; otherwise by a command of somebody.'),
    seconds: figure('In how many of the looks, one a second.'),
  },
  { $id: 'VacuumSighting', description: 'A vacuum or analyze that was seen under way.' },
);
