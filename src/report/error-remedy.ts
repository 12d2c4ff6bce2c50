import type { ErrorCount } from './query-result.ts';

/**
 * What to do about an error, by the start of its SQLSTATE (PostgreSQL manual, appendix A); the first match wins.
 */
const bySqlstate: ReadonlyArray<readonly [prefix: string, remedy: string]> = [
  [
    '40001',
    'Serialization failures are answered by trying again in the application; fewer --clients meet less.',
  ],
  ['40P01', 'Deadlocks: take locks in one order in all queries.'],
  ['42501', 'Grant the user of the connection what the query needs.'],
  [
    '42P',
    'The query names what this database does not have: run the SQL in psql, or load the dataset again.',
  ],
  ['42', 'The SQL does not fit this database: run it in psql, or load the dataset again.'],
  ['22', 'A value does not fit its use: check the parameters in the head of the SQL file.'],
  ['23', 'The query writes what a constraint forbids: check its parameters.'],
  ['25006', 'The server takes no writes: name its primary.'],
  ['53300', 'The server is out of connections: fewer --clients, or raise max_connections.'],
  ['53100', "The server's disk is full: free some space there."],
  ['53', 'The server is out of memory or disk: fewer --clients, or a lower work_mem.'],
  ['55P03', 'A lock was not to be had in time: find who holds it in pg_locks.'],
  ['57P', "The server ended the connection: read the server's log for the reason."],
  ['57014', 'Someone cancelled the queries: find out who calls pg_cancel_backend.'],
  ['58', "The server's storage failed: read the server's log before anything else."],
  ['XX', "PostgreSQL found a fault of its own: read the server's log before anything else."],
  ['08', "The connection broke: read the server's log, and look at the network between."],
];

const otherwise = "Run the query in psql with these parameters, and read the server's log.";

export function remedyOf({ class: kind, sqlstate }: ErrorCount): string {
  const state = sqlstate ?? (kind === 'connection' ? '08000' : '');
  return bySqlstate.find(([prefix]) => state.startsWith(prefix))?.[1] ?? otherwise;
}
