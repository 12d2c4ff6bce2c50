/** What the server and the machine did during a measure window. Plain data, as it goes into the result file. */
export interface TelemetryRecord {
  /** First and last snapshot by the server's clock, ISO 8601 in UTC; null when it could not be taken. */
  readonly from: string | null;
  readonly to: string | null;
  /** From `start()` to `stop()` by the harness's clock. */
  readonly windowMs: number;
  /**
   * The residual error of every counter but WAL positions: a backend reports its counts when a transaction ends, at
   * most once in this time, so both ends of the window are seen up to this much late.
   */
  readonly lagMs: number;
  /** What is missing, and why. */
  readonly notes: readonly TelemetryNote[];
  /** The database of the run; null when its counters could not be compared, as all further nulls. */
  readonly database: DatabaseChange | null;
  /** The whole server, from PostgreSQL 16 on: only rows that changed. */
  readonly io: readonly IoChange[] | null;
  /** The whole server. */
  readonly wal: WalChange | null;
  readonly checkpoints: CheckpointChange | null;
  /** Tables that autovacuum finished with inside the window. */
  readonly autovacuum: readonly AutovacuumEvent[] | null;
  /** Vacuums and analyzes under way that were seen when looking once a second. */
  readonly vacuums: readonly VacuumSighting[];
  /** Tables with changes. */
  readonly tables: readonly TableChange[] | null;
  /** Indexes with changes. */
  readonly indexes: readonly IndexChange[] | null;
  /** The statements that took most time, from pg_stat_statements. */
  readonly statements: readonly StatementChange[] | null;
  /** What the run's backends waited for, most samples first. */
  readonly waits: readonly WaitShare[];
  readonly samples: SampleCount;
  readonly perSecond: readonly TelemetrySecond[];
  /** The machine of the harness, which is the server's only where both run on one. */
  readonly machine: MachineChange;
  readonly cost: TelemetryCost;
}

export interface TelemetryNote {
  readonly text: string;
  /** What would mend it. */
  readonly remedy?: string;
  /** True: it concerns figures that the result file has, and that reports for people leave out. */
  readonly isDetail?: boolean;
}

/** pg_stat_database. */
export interface DatabaseChange {
  /** Without those of telemetry (exact from PostgreSQL 15 on; before, a few dozen off). Autovacuum's are in it. */
  readonly commits: number;
  readonly rollbacks: number;
  /** Blocks of 8 kB that were not in shared_buffers, and that were. */
  readonly blocksRead: number;
  readonly blocksHit: number;
  readonly rowsReturned: number;
  readonly rowsFetched: number;
  readonly rowsInserted: number;
  readonly rowsUpdated: number;
  readonly rowsDeleted: number;
  readonly tempFiles: number;
  readonly tempBytes: number;
  readonly deadlocks: number;
  /** 0 unless track_io_timing is on. */
  readonly blockReadMs: number;
  readonly blockWriteMs: number;
}

/** pg_stat_io. Operations are of a block or more; null where this kind of backend never does it. */
export interface IoChange {
  readonly backend: string;
  readonly object: string;
  readonly context: string;
  readonly reads: number | null;
  readonly readBytes: number | null;
  readonly writes: number | null;
  readonly writeBytes: number | null;
  readonly extends: number | null;
  readonly extendBytes: number | null;
  readonly writebacks: number | null;
  readonly hits: number | null;
  readonly evictions: number | null;
  readonly reuses: number | null;
  readonly fsyncs: number | null;
  /** 0 unless track_io_timing (for WAL track_wal_io_timing) is on. */
  readonly readMs: number | null;
  readonly writeMs: number | null;
  readonly fsyncMs: number | null;
}

/** pg_stat_wal. */
export interface WalChange {
  readonly records: number;
  readonly fullPageImages: number;
  readonly bytes: number;
  /** How often WAL had to be written since its buffers were full. */
  readonly buffersFull: number;
  readonly writes: number | null;
  readonly syncs: number | null;
  /** By the insert position, which does not lag, and counts page headers too; null on a standby. */
  readonly positionBytes: number | null;
}

/** pg_stat_checkpointer, or pg_stat_bgwriter before PostgreSQL 17. A checkpoint counts when it begins. */
export interface CheckpointChange {
  /** By checkpoint_timeout; since PostgreSQL 17 also those skipped since nothing had been written. */
  readonly timed: number;
  /** By max_wal_size, or by hand. */
  readonly requested: number;
  /** Finished ones; known from PostgreSQL 18 on. */
  readonly done: number | null;
  readonly writeMs: number;
  readonly syncMs: number;
  readonly buffersWritten: number;
}

export interface AutovacuumEvent {
  readonly table: string;
  readonly vacuums: number;
  readonly analyzes: number;
}

export interface VacuumSighting {
  readonly table: string;
  readonly kind: 'vacuum' | 'analyze';
  /** By autovacuum; otherwise somebody's command. */
  readonly isAutomatic: boolean;
  /** In so many of the looks, one a second. */
  readonly seconds: number;
}

/** pg_stat_user_tables, pg_statio_user_tables. */
export interface TableChange {
  /** With its schema unless that is `public`. */
  readonly name: string;
  readonly seqScans: number;
  readonly seqRowsRead: number;
  readonly indexScans: number | null;
  readonly indexRowsFetched: number | null;
  readonly inserted: number;
  readonly updated: number;
  /** Of the updates: those that needed no new index entry. */
  readonly hotUpdated: number;
  readonly deleted: number;
  readonly vacuums: number;
  readonly autovacuums: number;
  readonly analyzes: number;
  readonly autoanalyzes: number;
  /** Of the heap. */
  readonly blocksRead: number;
  readonly blocksHit: number;
  /** Estimates at the end of the window. */
  readonly liveRows: number;
  readonly deadRows: number;
}

/** pg_stat_user_indexes, pg_statio_user_indexes. */
export interface IndexChange {
  /** With its schema unless that is `public`. */
  readonly name: string;
  readonly table: string;
  readonly scans: number;
  readonly entriesRead: number;
  readonly rowsFetched: number;
  readonly blocksRead: number;
  readonly blocksHit: number;
}

/** pg_stat_statements. */
export interface StatementChange {
  /** Normalized; null where it is not ours to see or may hold a password. */
  readonly text: string | null;
  readonly calls: number;
  readonly totalMs: number;
  readonly rows: number;
  readonly blocksHit: number;
  readonly blocksRead: number;
  readonly blocksDirtied: number;
  readonly tempBlocksWritten: number;
  readonly walBytes: number;
}

export interface WaitShare {
  /**
   * PostgreSQL's wait_event_type and wait_event. `CPU`: active and waiting for nothing it knows of. `Idle`: between
   * transactions, waiting for the client. `IdleInTransaction`: the same inside a transaction.
   */
  readonly type: string;
  readonly event: string;
  /** Backends seen so, over all samples. */
  readonly samples: number;
  /** Of all that were seen. */
  readonly share: number;
}

/** Looks at pg_stat_activity, 10 a second. */
export interface SampleCount {
  readonly taken: number;
  /** Due while the one before was not yet answered, or too late to count. */
  readonly skipped: number;
  /** Taken in vain: the connection was lost, or the server refused. */
  readonly failed: number;
  /** Backends of the run, over all samples. */
  readonly backends: number;
}

/** The change over about a second; the counters lag as {@link TelemetryRecord.lagMs} says. */
export interface TelemetrySecond {
  /** End of the interval, since `start()`. */
  readonly atMs: number;
  readonly durationMs: number;
  readonly commits: number;
  readonly rollbacks: number;
  readonly blocksRead: number;
  readonly blocksHit: number;
  readonly tempBytes: number;
  /** Of the whole server, by its insert position: exact. Null on a standby. */
  readonly walBytes: number | null;
  /** Begun in the whole server. */
  readonly checkpoints: number;
}

export interface MachineChange {
  /** Shares of all processors' time, from /proc/stat; null where there is none. */
  readonly cpu: CpuShares | null;
  /** Time in which at least one task waited for it, from /proc/pressure; null where there is none. */
  readonly pressure: PressureChange;
}

export interface CpuShares {
  /** With nice. */
  readonly user: number;
  /** With interrupts. */
  readonly system: number;
  readonly iowait: number;
  /** Taken by the hypervisor for others. */
  readonly steal: number;
  readonly idle: number;
}

export interface PressureChange {
  readonly cpuMs: number | null;
  readonly ioMs: number | null;
  readonly memoryMs: number | null;
}

/** What telemetry itself asked of the server, between `start()` and the end of `stop()`. */
export interface TelemetryCost {
  readonly statements: number;
  /** Sum of the times from sending to answer. */
  readonly answerMs: number;
}
