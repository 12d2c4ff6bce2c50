import type { Clock } from '../../core/clock.ts';
import { nsPerMs } from '../../core/units.ts';
import { checkpointsBegun } from './collectors/checkpoints.ts';
import { walPositionBytes } from './collectors/wal.ts';
import type { QueryTally, TelemetryConnection } from './connection.ts';
import { flush } from './own-traffic.ts';
import type { TelemetrySecond } from './record.ts';
import type { TelemetryServer } from './telemetry-server.ts';

type Counters = Omit<TelemetrySecond, 'atMs' | 'durationMs'>;

interface Reading {
  readonly atNs: number;
  readonly ownStatements: number;
  readonly counters: Counters;
}

const shortestMs = 250;

/** The light snapshot once a second: one row of pg_stat_database, and what goes with it. */
export class Seconds {
  readonly points: TelemetrySecond[] = [];
  readonly #connection: TelemetryConnection;
  readonly #server: TelemetryServer;
  readonly #clock: Clock;
  readonly #tally: Readonly<QueryTally>;
  #startNs = 0;
  #last: Reading | undefined;

  constructor(
    connection: TelemetryConnection,
    server: TelemetryServer,
    clock: Clock,
    tally: Readonly<QueryTally>,
  ) {
    this.#connection = connection;
    this.#server = server;
    this.#clock = clock;
    this.#tally = tally;
  }

  /** The reading that the first interval begins with. */
  async begin(startNs: number): Promise<void> {
    this.#startNs = startNs;
    this.#last = await this.#read();
  }

  /** Adds the change since the last reading; none across a reset, a crash, or a reading that failed. */
  async tick(): Promise<void> {
    const before = this.#last;
    this.#last = undefined;
    const now = await this.#read();
    this.#last = now;
    const point = before && changeBetween(before, now, this.#startNs);
    if (point) this.points.push(point);
  }

  /** The rest of a second that the window ended in, unless it is too short to tell anything. */
  async finish(): Promise<void> {
    if (this.#last && this.#clock.nowNs() - this.#last.atNs > shortestMs * nsPerMs) await this.tick();
  }

  async #read(): Promise<Reading> {
    const { versionNumber, databaseOid } = this.#server;
    const ownStatements = this.#tally.statements;
    const [counters] = await this.#connection.query<Counters>({
      name: 'second',
      text: `SELECT xact_commit::float8 AS commits, xact_rollback::float8 AS rollbacks,
          blks_read::float8 AS "blocksRead", blks_hit::float8 AS "blocksHit", temp_bytes::float8 AS "tempBytes",
          ${walPositionBytes} AS "walBytes", ${checkpointsBegun(versionNumber)} AS checkpoints
        FROM ${flush(versionNumber)} LEFT JOIN pg_stat_database
          ON datid = ${databaseOid}`,
    });
    return { atNs: this.#clock.nowNs(), ownStatements, counters: counters! };
  }
}

function changeBetween(before: Reading, now: Reading, startNs: number): TelemetrySecond | undefined {
  const change = (name: keyof Counters) => Number(now.counters[name]) - Number(before.counters[name]);
  const counters = {
    commits: change('commits'),
    rollbacks: change('rollbacks'),
    blocksRead: change('blocksRead'),
    blocksHit: change('blocksHit'),
    tempBytes: change('tempBytes'),
    walBytes: now.counters.walBytes === null ? null : change('walBytes'),
    checkpoints: change('checkpoints'),
  };
  if (Object.values(counters).some((value) => value !== null && value < 0)) return undefined;
  return {
    atMs: (now.atNs - startNs) / nsPerMs,
    durationMs: (now.atNs - before.atNs) / nsPerMs,
    ...counters,
    // Each statement of ours was a commit in the same database.
    commits: Math.max(0, counters.commits - (now.ownStatements - before.ownStatements)),
  };
}
