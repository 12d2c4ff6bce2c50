import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './connect.ts';
import { checkpointsBegun } from './telemetry/collectors/checkpoints.ts';

/** What a server had done at one moment, since it began to count. */
export interface WorkReading {
  readonly walRecords: number | null;
  readonly walBytes: number | null;
  readonly fullPageImages: number | null;
  readonly inserted: number;
  readonly updated: number;
  readonly hotUpdated: number;
  readonly deleted: number;
  readonly checkpoints: number;
  /** Changes when counters begin anew: by hand, or after a crash. */
  readonly resets: string;
}

/** What a server has done between two moments. WAL is the whole server's, rows are those of the database. */
export interface ServerWork {
  readonly walRecords: number | null;
  readonly walBytes: number | null;
  readonly fullPageImages: number | null;
  /** Rows, as pg_stat_user_tables counts them, over all tables and partitions. */
  readonly inserted: number;
  readonly updated: number;
  /** Of the updated ones: those that touched no index (heap-only tuples). */
  readonly hotUpdated: number;
  readonly deleted: number;
  /** That began. */
  readonly checkpoints: number;
}

/**
 * Reads the counters. What a connection has written is in them once it has reported it, at the latest a second after its
 * last statement, or when told to by pg_stat_force_next_flush(). Anybody may read them; rejects with the server's error.
 */
export async function readServerWork(client: Client): Promise<WorkReading> {
  const { rows } = await client.query<{ number: number }>(
    `SELECT current_setting('server_version_num')::int AS number`,
  );
  const wal = await readWal(client);
  const { rows: readings } = await client.query<Omit<WorkReading, keyof typeof wal>>(
    `SELECT coalesce(sum(n_tup_ins), 0)::float8 AS inserted, coalesce(sum(n_tup_upd), 0)::float8 AS updated,
       coalesce(sum(n_tup_hot_upd), 0)::float8 AS "hotUpdated", coalesce(sum(n_tup_del), 0)::float8 AS deleted,
       ${checkpointsBegun(rows[0]!.number)} AS checkpoints,
       (SELECT concat_ws(' ', stats_reset, (SELECT stats_reset FROM pg_stat_wal))
        FROM pg_stat_database WHERE datname = current_database()) AS resets
     FROM pg_stat_user_tables`,
  );
  return { ...wal, ...readings[0]! };
}

type Wal = Pick<WorkReading, 'walRecords' | 'walBytes' | 'fullPageImages'>;

/** Servers that keep their log elsewhere may have the view and not the figures. */
async function readWal(client: Client): Promise<Wal> {
  const { rows } = await client.query<Wal>(
    `SELECT wal_records::float8 AS "walRecords", wal_bytes::float8 AS "walBytes",
       wal_fpi::float8 AS "fullPageImages"
     FROM pg_stat_wal`,
  );
  return rows[0] ?? { walRecords: null, walBytes: null, fullPageImages: null };
}

const checkpointWaitMs = 2000;
const pollMs = 20;

/**
 * A checkpoint, which the counters know of when this returns: the checkpointer tells them a moment late. False where the
 * user may not make one.
 */
export async function makeCheckpoint(client: Client): Promise<boolean> {
  const { checkpoints } = await readServerWork(client);
  const isMade = await client.query('CHECKPOINT').then(
    () => true,
    () => false,
  );
  for (let waitedMs = 0; isMade && waitedMs < checkpointWaitMs; waitedMs += pollMs) {
    if ((await readServerWork(client)).checkpoints > checkpoints) break;
    await sleep(pollMs);
  }
  return isMade;
}

/** Null when the server began to count anew in between. */
export function workBetween(first: WorkReading, last: WorkReading): ServerWork | null {
  if (first.resets !== last.resets) return null;
  const change = <Name extends keyof ServerWork>(name: Name): number => last[name]! - first[name]!;
  const walChange = (name: keyof Wal) =>
    first[name] === null || last[name] === null ? null : last[name] - first[name];
  return {
    walRecords: walChange('walRecords'),
    walBytes: walChange('walBytes'),
    fullPageImages: walChange('fullPageImages'),
    inserted: change('inserted'),
    updated: change('updated'),
    hotUpdated: change('hotUpdated'),
    deleted: change('deleted'),
    checkpoints: change('checkpoints'),
  };
}

/** Of several stretches of time; null where one of them is not known. */
export function sumOfWork(works: readonly (ServerWork | null)[]): ServerWork | null {
  const known = works.filter((work) => work !== null);
  if (known.length < works.length) return null;
  const sum = (of: (work: ServerWork) => number) => known.reduce((total, work) => total + of(work), 0);
  const walSum = (name: keyof Wal) =>
    known.some((work) => work[name] === null) ? null : sum((work) => work[name]!);
  return {
    walRecords: walSum('walRecords'),
    walBytes: walSum('walBytes'),
    fullPageImages: walSum('fullPageImages'),
    inserted: sum(({ inserted }) => inserted),
    updated: sum(({ updated }) => updated),
    hotUpdated: sum(({ hotUpdated }) => hotUpdated),
    deleted: sum(({ deleted }) => deleted),
    checkpoints: sum(({ checkpoints }) => checkpoints),
  };
}
