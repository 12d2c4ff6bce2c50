import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ClientConfig } from '../../database/connect.ts';
import type { Query } from '../../scenario/query.ts';
import { type LogLatencies, logLatencies, progressThroughput, type Window } from './pgbench-report.ts';
import { writeScripts } from './pgbench-scripts.ts';

/** A load as both programs make it. */
export interface Match extends Window {
  readonly connection: ClientConfig;
  readonly query: Query;
  /** Of the query's one parameter; each is drawn as often as any other. */
  readonly values: readonly string[];
  readonly clients: number;
  readonly threads: number;
  /** Of each session, by name. */
  readonly settings: Readonly<Record<string, string>>;
  /** Of what is drawn, another in each round: rounds that repeat one luck would agree with each other, and with nothing. */
  readonly seed: number;
}

const run = promisify(execFile);

/** `pgbench (PostgreSQL) 15.18`; undefined where it is not installed. */
export function pgbenchVersion(): string | undefined {
  const { status, stdout } = spawnSync('pgbench', ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim().split(' (Debian')[0] : undefined;
}

/** Transactions a second in the window, each client sending the next when the last has ended. */
export function pgbenchThroughput(match: Match): Promise<number> {
  return pgbench(match, ['-P', '1'], (stderr) => progressThroughput(stderr, match));
}

/** Latencies of transactions that begin by a schedule of random gaps. */
export function pgbenchLatencies(match: Match, ratePerSecond: number): Promise<LogLatencies> {
  return pgbench(match, ['-R', `${ratePerSecond}`, '--log'], (_, logs) => logLatencies(logs, match));
}

async function pgbench<T>(
  match: Match,
  args: readonly string[],
  read: (stderr: string, logs: readonly string[]) => T,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-pgbench-'));
  const logFolder = join(folder, 'logs');
  mkdirSync(logFolder);
  try {
    const { stderr } = await run(
      'pgbench',
      [...argumentsOf(match), ...args, ...writeScripts(folder, match.query, match.values)],
      {
        cwd: logFolder,
        env: environmentOf(match),
        maxBuffer: 2 ** 26,
      },
    );
    const logs = readdirSync(logFolder).map((name) => readFileSync(join(logFolder, name), 'utf8'));
    return read(stderr, logs);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function argumentsOf({ clients, threads, warmupMs, durationMs, seed }: Match): string[] {
  const seconds = Math.ceil((warmupMs + durationMs) / 1000);
  const counts = { c: clients, j: Math.min(threads, clients), T: seconds };
  return [
    '-n',
    '-M',
    'prepared',
    `--random-seed=${seed}`,
    ...Object.entries(counts).flatMap(([name, count]) => [`-${name}`, `${count}`]),
  ];
}

function environmentOf({ connection, settings }: Match): NodeJS.ProcessEnv {
  const { host, port, user, password, database } = connection;
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  return {
    ...process.env,
    ...(host && { PGHOST: host }),
    ...(port && { PGPORT: `${port}` }),
    ...(user && { PGUSER: user }),
    ...(typeof password === 'string' && { PGPASSWORD: password }),
    ...(database && { PGDATABASE: database }),
    PGOPTIONS: options.join(' '),
  };
}
