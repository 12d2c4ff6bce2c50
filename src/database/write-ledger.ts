import type { Client } from 'pg';

/** What a run has done to a table, as the server acknowledged it; rows of transactions that committed. */
export interface WriteTally {
  table: string;
  inserted: number;
  updated: number;
  deleted: number;
  /**
   * Rows that may be more or fewer than that: of operations whose outcome is unknown, and of statements that do not
   * tell insert from update. Infinity where nothing was counted. Without it, every uncertain operation of the run is
   * taken to have inserted or deleted at most one row of the table. A table without a tally was not written.
   */
  uncertain?: number;
}

export interface WriteRunEnd {
  tallies: readonly WriteTally[];
  /** Operations whose outcome is unknown: the connection was lost after their last statement, or COMMIT, was sent. */
  uncertain: number;
}

/** A run that began to write and never said what: it was killed, or lost its server. */
export interface OpenWriteRun {
  number: number;
  scenario: string;
  startedAt: Date;
}

/** The changes of all runs to one table. */
export interface TableChange {
  inserted: number;
  updated: number;
  deleted: number;
  /** Rows by which the counts may be off. */
  uncertain: number;
}

export interface WriteLedger {
  /** Runs that wrote, those that never ended included. */
  runs: number;
  openRuns: OpenWriteRun[];
  /** What was done to a table; nothing is known of it beyond the tolerance while a run is open. */
  changeOf(table: string): TableChange;
}

/** Made by the first run that writes, so that a dataset as loaded has none. */
const ledgerSql = `
  CREATE TABLE IF NOT EXISTS bench_harness.write_run (
    number     integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scenario   text NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    uncertain  bigint
  );
  CREATE TABLE IF NOT EXISTS bench_harness.write_tally (
    run        integer NOT NULL REFERENCES bench_harness.write_run,
    table_name text NOT NULL,
    inserted   bigint NOT NULL,
    updated    bigint NOT NULL,
    deleted    bigint NOT NULL,
    uncertain  double precision,
    PRIMARY KEY (run, table_name)
  );`;

/** The tables above, for whoever removes them. */
export const ledgerTables = ['bench_harness.write_tally', 'bench_harness.write_run'] as const;

/**
 * Notes, before its first write, that a run writes to the dataset. Returns the run's number, at least 1, which tells
 * its fresh ids from those of other runs: a sequence gives it, so that no other run of this written history has it.
 * After a restore numbers begin again, and so do the rows that had them: both are gone together.
 */
export async function beginWriteRun(
  client: Client,
  { scenario, startedAt }: { scenario: string; startedAt: Date },
): Promise<number> {
  await client.query(ledgerSql);
  const { rows } = await client.query<{ number: number }>(
    `INSERT INTO bench_harness.write_run (scenario, started_at) VALUES ($1, $2) RETURNING number`,
    [scenario, startedAt],
  );
  return rows[0]!.number;
}

/** Notes what a run has written. A run that is never ended counts as one of which nothing is known. */
export async function endWriteRun(
  client: Client,
  number: number,
  { tallies, uncertain }: WriteRunEnd,
): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(
      `INSERT INTO bench_harness.write_tally (run, table_name, inserted, updated, deleted, uncertain)
       SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::float8[])`,
      [
        number,
        tallies.map(({ table }) => table),
        tallies.map(({ inserted }) => inserted),
        tallies.map(({ updated }) => updated),
        tallies.map(({ deleted }) => deleted),
        tallies.map(({ uncertain }) => uncertain ?? null),
      ],
    );
    await client.query(
      'UPDATE bench_harness.write_run SET ended_at = now(), uncertain = $2 WHERE number = $1',
      [number, uncertain],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

/** Runs that have written to the dataset since it was loaded; 0 as loaded. */
export async function countWriteRuns(client: Client): Promise<number> {
  if (!(await hasLedger(client))) return 0;
  const { rows } = await client.query<{ runs: number }>(
    'SELECT count(*)::int AS runs FROM bench_harness.write_run',
  );
  return rows[0]!.runs;
}

/** Everything that the runs have said of themselves. */
export async function readLedger(client: Client): Promise<WriteLedger> {
  if (!(await hasLedger(client))) return { runs: 0, openRuns: [], changeOf: () => ({ ...noChange }) };
  const { rows: runs } = await client.query<OpenWriteRun & { isOpen: boolean; uncertain: string | null }>(
    `SELECT number, scenario, started_at AS "startedAt", ended_at IS NULL AS "isOpen", uncertain
     FROM bench_harness.write_run ORDER BY number`,
  );
  const { rows: tallies } = await client.query<TallyRow>(
    'SELECT run, table_name AS table, inserted, updated, deleted, uncertain FROM bench_harness.write_tally',
  );
  return {
    runs: runs.length,
    openRuns: runs
      .filter(({ isOpen }) => isOpen)
      .map(({ number, scenario, startedAt }) => ({ number, scenario, startedAt })),
    changeOf: (table) => {
      const change = { ...noChange };
      for (const { number, uncertain } of runs) {
        const tally = tallies.find((each) => each.run === number && each.table === table);
        change.inserted += Number(tally?.inserted ?? 0);
        change.updated += Number(tally?.updated ?? 0);
        change.deleted += Number(tally?.deleted ?? 0);
        if (tally) change.uncertain += tally.uncertain ?? Number(uncertain);
      }
      return change;
    },
  };
}

/** Rows of every table by the load alone, from its chunks. */
export async function loadedRows(client: Client): Promise<{ table: string; rows: number }[]> {
  const { rows } = await client.query<{ table: string; rows: string }>(
    `SELECT table_name AS table, coalesce(sum(rows), 0) AS rows FROM bench_harness.chunk GROUP BY 1 ORDER BY 1`,
  );
  return rows.map(({ table, rows }) => ({ table, rows: Number(rows) }));
}

const noChange: TableChange = { inserted: 0, updated: 0, deleted: 0, uncertain: 0 };

interface TallyRow {
  run: number;
  table: string;
  /** bigint comes as text. */
  inserted: string;
  updated: string;
  deleted: string;
  uncertain: number | null;
}

async function hasLedger(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `SELECT to_regclass('bench_harness.write_run') IS NOT NULL AS found`,
  );
  return rows[0]!.found;
}
