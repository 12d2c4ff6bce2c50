import { Type } from '@sinclair/typebox';
import { figure, orNull, text } from './field.ts';

/** What was done to single tables and indexes, and by single statements, inside the measured time. */

export const TableChange = Type.Object(
  {
    name: text('Name of the table, with its schema unless that is public.'),
    seqScans: figure('Sequential scans.'),
    seqRowsRead: figure('Rows that they read.'),
    indexScans: orNull(Type.Number(), 'Index scans; null for a table without indexes.'),
    indexRowsFetched: orNull(Type.Number(), 'Rows that they fetched; null for a table without indexes.'),
    inserted: figure('Rows.'),
    updated: figure('Rows.'),
    hotUpdated: figure('Of the updates: those that needed no new index entry.'),
    deleted: figure('Rows.'),
    vacuums: figure('By command.'),
    autovacuums: figure('By autovacuum.'),
    analyzes: figure('By command.'),
    autoanalyzes: figure('By autovacuum.'),
    blocksRead: figure('Blocks of the heap that were not in shared_buffers.'),
    blocksHit: figure('Blocks of the heap that were.'),
    liveRows: figure('Estimate at the end.'),
    deadRows: figure('Estimate at the end.'),
  },
  { $id: 'TableChange', description: 'pg_stat_user_tables and pg_statio_user_tables.' },
);

export const IndexChange = Type.Object(
  {
    name: text('Name of the index, with its schema unless that is public.'),
    table: text('Name of its table.'),
    scans: figure('Scans.'),
    entriesRead: figure('Index entries returned.'),
    rowsFetched: figure('Rows fetched by plain index scans.'),
    blocksRead: figure('Blocks that were not in shared_buffers.'),
    blocksHit: figure('Blocks that were.'),
  },
  { $id: 'IndexChange', description: 'pg_stat_user_indexes and pg_statio_user_indexes.' },
);

export const StatementChange = Type.Object(
  {
    text: orNull(Type.String(), 'Normalized SQL; null where it may not be seen, or may hold a password.'),
    calls: figure('Executions.'),
    totalMs: figure('Milliseconds of execution.'),
    rows: figure('Rows returned or changed.'),
    blocksHit: figure('Blocks that were in shared_buffers.'),
    blocksRead: figure('Blocks that were not.'),
    blocksDirtied: figure('Blocks changed for the first time since they were written.'),
    tempBlocksWritten: figure('Blocks of temporary files.'),
    walBytes: figure('Bytes of WAL.'),
  },
  { $id: 'StatementChange', description: 'pg_stat_statements.' },
);
