/**
 * The engine against pgbench: point selects by primary key with 8 clients, one Node thread against
 * `pgbench -S -M prepared -c 8 -j 2`, same server, same table (pgbench_accounts at scale 10), in turns.
 * Prints the median ratio; the target is 0.45 or more. Says so and succeeds where pgbench is not installed.
 *
 * Server: that of the PG* variables when PGHOST is set (it may be a socket folder), otherwise an embedded one.
 * A database `bench_point_select` is made on it and dropped. ROUNDS (5) and SECONDS (4, a slice) are settable.
 */
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { systemClock } from '../core/clock.ts';
import { closeAll } from '../core/concurrency.ts';
import { Stream } from '../core/random.ts';
import { acquireEmbedded } from '../database/embedded/lease.ts';
import { openWireSession, type WireSession } from '../database/wire-session.ts';
import { runLoad } from './load-run.ts';
import { joinRecords } from './outcome.ts';
import type { Workload } from './workload.ts';

const rounds = Number(process.env.ROUNDS ?? 5);
const seconds = Number(process.env.SECONDS ?? 4);
const scale = 10;
const clients = 8;
const database = 'bench_point_select';
const run = promisify(execFile);

async function pgbench(...args: string[]): Promise<string> {
  return (await run('pgbench', [...args, database])).stdout;
}

async function pgbenchThroughput(): Promise<number> {
  const report = await pgbench(
    '-n',
    '-S',
    '-M',
    'prepared',
    '-c',
    `${clients}`,
    '-j',
    '2',
    '-T',
    `${seconds}`,
  );
  return Number(/tps = ([\d.]+) \(without/.exec(report)![1]);
}

/** pgbench's own distribution: uniform over all accounts. */
function pointSelects(round: number): Workload {
  const random = new Stream(round, 'point-select').sequence(0);
  const operation = { query: 0, stratum: 0, values: [''] };
  return {
    queries: [{ scenario: 'point-select', query: 'baseline', strata: ['all'] }],
    next() {
      // A new array each time: the slowest are kept.
      operation.values = [String(1 + random.below(scale * 100_000))];
      return operation;
    },
  };
}

async function engineThroughput(sessions: WireSession[], round: number): Promise<number> {
  const workload = pointSelects(round);
  const plan = { kind: 'closed', durationMs: seconds * 1000, thinkTimeMs: 0 } as const;
  const record = await runLoad({
    sessions,
    workload,
    plan,
    clock: systemClock,
    warmupMs: 500,
    statementTimeoutMs: 5000,
  });
  const outcome = joinRecords([record], { plan, queries: workload.queries, warmupMs: 500, timeline: [] });
  const query = outcome.queries[0]!;
  if (query.rows !== query.counters.scheduled) throw new Error('Not every point select returned one row.');
  return query.throughputPerSecond;
}

function openSessions(): Promise<WireSession[]> {
  const open = () =>
    openWireSession({
      connection: { database },
      statementTimeoutMs: 5000,
      readOnly: true,
      queries: [[{ sql: 'SELECT abalance FROM pgbench_accounts WHERE aid = $1', parameters: [0] }]],
    });
  return Promise.all(Array.from({ length: clients }, open));
}

async function administer(sql: string): Promise<void> {
  const client = new Client({ database: 'postgres' });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Points the PG* variables, which pgbench reads as well, at a server. Returns what ends it. */
async function provideServer(): Promise<() => Promise<void>> {
  if (process.env.PGHOST) return async () => {};
  const home = mkdtempSync(join(tmpdir(), 'bench-engine-'));
  chmodSync(home, 0o755); // root's server runs as another user
  const server = await acquireEmbedded({ home, command: 'bench:engine', onWait: () => {} });
  const { host, port, user } = server.connection;
  Object.assign(process.env, { PGHOST: host, PGPORT: String(port), PGUSER: user });
  return async () => {
    await server.release();
    rmSync(home, { recursive: true, force: true });
  };
}

async function compare(): Promise<void> {
  await administer(`CREATE DATABASE ${database}`);
  try {
    await pgbench('-i', '-q', '-s', `${scale}`);
    const sessions = await openSessions();
    await engineThroughput(sessions, 0); // warms caches and compilers
    const ratios: number[] = [];
    for (let round = 1; round <= rounds; round++) {
      const theirs = await pgbenchThroughput();
      const ours = await engineThroughput(sessions, round);
      const ratio = ours / theirs;
      ratios.push(ratio);
      console.log(
        `round ${round}: pgbench ${theirs.toFixed(0)}/s, engine ${ours.toFixed(0)}/s, ratio ${ratio.toFixed(2)}`,
      );
    }
    await closeAll(sessions);
    const median = ratios.sort((a, b) => a - b)[Math.floor(rounds / 2)]!;
    console.log(`point select, engine : pgbench, median of ${rounds} rounds: ${median.toFixed(2)}`);
  } finally {
    await administer(`DROP DATABASE ${database} WITH (FORCE)`);
  }
}

const isInstalled = await run('pgbench', ['--version']).then(
  () => true,
  () => false,
);
if (isInstalled) {
  const release = await provideServer();
  await compare().finally(release);
} else console.log('point select against pgbench: skipped, pgbench is not installed');
