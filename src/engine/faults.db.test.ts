/** What befalls servers and networks while a load runs: it goes on or ends by itself, and nothing is lost from the count. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { preciseAlarm } from '../core/precise-alarm.ts';
import { describeEmbedded } from '../database/embedded/description.ts';
import { acquireEmbedded, type EmbeddedServer } from '../database/embedded/lease.ts';
import { onConnection } from '../database/testing/clients.ts';
import { createTestDatabase, type TestDatabase } from '../database/testing/database.ts';
import { TestProxy } from '../database/testing/proxy.ts';
import { closedPlan, openPlan, runRealLoad } from './testing/real-load.ts';

/** Nothing that a server or a network does may hold a run up for longer than this after its window. */
const longestMs = 15_000;
const lookUp = 'SELECT id FROM probe WHERE id = 7';

let database: TestDatabase;
let administrator: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  administrator = await database.connect();
  await administrator.query('CREATE TABLE probe AS SELECT generate_series(1, 100) AS id');
});

afterAll(() => database.drop());

/** Ends backends of a run; `who` is an expression on pg_stat_activity. */
async function terminate(who: string, limit: number): Promise<void> {
  const { rowCount } = await administrator.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'bench' AND datname = current_database() AND state = 'active' AND ${who} LIMIT ${limit}`,
  );
  expect(rowCount).toBe(limit);
}

// All of them wait for most of their time.
describe.concurrent('a run', () => {
  it('survives a terminated backend', async () => {
    const sql = 'SELECT pg_sleep(0.04)';
    const { outcome, query, counters, tookMs } = await runRealLoad({
      config: database.config,
      clients: 3,
      sql,
      plan: closedPlan(2000),
      at: { 1: () => terminate(`query = '${sql}'`, 1) },
    });
    expect(outcome).toMatchObject({ end: { reason: 'completed' }, reconnects: 1, clientsLost: 0 });
    expect(counters).toMatchObject({ failed: 1, timedOut: 0, censored: 0 });
    expect(query.errors).toMatchObject([{ class: 'connection', sqlState: '57P01', count: 1 }]);
    expect(outcome.timeline.at(-1)!.clientsAlive).toBe(3);
    expect(tookMs).toBeLessThan(3500);
  });

  it('counts statement timeouts in a storm of locks, and goes on after it', async () => {
    const locker = await database.connect();
    const lock = async () => {
      await locker.query('BEGIN; LOCK TABLE probe IN ACCESS EXCLUSIVE MODE');
      await locker.query('SELECT pg_sleep(2)');
      await locker.query('COMMIT');
    };
    try {
      const { outcome, query, counters } = await runRealLoad({
        config: database.config,
        clients: 4,
        sql: lookUp,
        plan: openPlan(50, 5000),
        statementTimeoutMs: 300,
        alarm: preciseAlarm,
        at: { 1: lock },
      });
      expect(outcome).toMatchObject({ end: { reason: 'completed' }, reconnects: 0, abandoned: 0 });
      // Four connections give up three to four operations a second each; all else waits, and is done at last.
      expect(counters.timedOut).toBeGreaterThanOrEqual(12);
      expect(counters.timedOut).toBeLessThanOrEqual(32);
      expect(counters).toMatchObject({ failed: 0, censored: 0, skipped: 0 });
      expect(counters.succeeded + counters.timedOut).toBe(counters.scheduled);
      expect(query.latency.max!.ns).toBeGreaterThan(1e9);
      expect(outcome.timeline.at(-1)!.succeeded).toBeGreaterThan(20);
    } finally {
      await locker.end();
    }
  });

  it('waits for connections that are refused for a while', async () => {
    const proxy = await TestProxy.start(database.config);
    try {
      const { outcome, query, counters } = await runRealLoad({
        config: proxy.config,
        clients: 3,
        sql: 'SELECT pg_sleep(0.02)',
        plan: closedPlan(6000),
        at: { 1: () => proxy.refuse(), 3: () => proxy.accept() },
      });
      expect(outcome).toMatchObject({ end: { reason: 'completed' }, reconnects: 3, clientsLost: 0 });
      // One operation of each was on its way; refused connections are no operations.
      expect(counters).toMatchObject({ failed: 3, timedOut: 0, censored: 0 });
      expect(query.errors).toMatchObject([{ class: 'connection', sqlState: '08006', count: 3 }]);
      // Their attempts come 0.1, 0.35, 0.85, 1.85 and 3.85 s after the loss: the last at the end of the fifth second.
      const alive = outcome.timeline.map(({ clientsAlive }) => clientsAlive);
      expect(alive).toHaveLength(6);
      expect(alive.slice(0, 4)).toEqual([3, 0, 0, 0]);
      expect(alive.at(-1)).toBe(3);
      expect(outcome.timeline.at(-1)!.succeeded).toBeGreaterThan(30);
    } finally {
      await proxy.close();
    }
  });

  it('cuts connections of a network that stalls for a while, and makes new ones', async () => {
    const proxy = await TestProxy.start(database.config);
    try {
      const { outcome, counters } = await runRealLoad({
        config: proxy.config,
        clients: 3,
        sql: lookUp,
        plan: openPlan(100, 6000),
        statementTimeoutMs: 300,
        at: { 1: () => proxy.stall(), 4: () => proxy.resume() },
      });
      expect(outcome).toMatchObject({ end: { reason: 'completed' }, abandoned: 3, clientsLost: 0 });
      expect(outcome.reconnects).toBe(3);
      expect(counters).toMatchObject({ timedOut: 3, failed: 0, censored: 0, skipped: 0 });
      expect(outcome.timeline.at(-1)!.clientsAlive).toBe(3);
    } finally {
      await proxy.close();
    }
  });

  it('ends by itself when the network stalls for good', async () => {
    const proxy = await TestProxy.start(database.config);
    try {
      const { outcome, counters, tookMs } = await runRealLoad({
        config: proxy.config,
        clients: 2,
        sql: lookUp,
        plan: openPlan(100, 2000),
        statementTimeoutMs: 300,
        at: { 1: () => proxy.stall() },
      });
      expect(outcome.end.reason).toBe('connections-lost');
      expect(outcome).toMatchObject({ abandoned: 2, reconnects: 0 });
      expect(counters).toMatchObject({ timedOut: 2, failed: 0, skipped: 0 });
      expect(counters.censored).toBe(outcome.waiting);
      expect(counters.succeeded).toBeGreaterThan(50);
      expect(counters.censored).toBeGreaterThan(50);
      expect(tookMs).toBeLessThan(longestMs);
    } finally {
      await proxy.close();
    }
  });

  it('takes back what is running when it is interrupted, and leaves the sessions usable', async () => {
    const abort = new AbortController();
    const { outcome, counters, tookMs } = await runRealLoad({
      config: database.config,
      clients: 2,
      sql: 'SELECT pg_sleep(20)',
      plan: closedPlan(60_000),
      statementTimeoutMs: 0,
      at: { 1: () => abort.abort() },
      signal: abort.signal,
      onSessions: async (sessions) => {
        for (const session of sessions) {
          session.encode({ query: 0, stratum: 0, values: [] });
          let ended: string | undefined;
          session.execute((_, error) => {
            ended = error?.class ?? 'succeeded';
          });
          // A backend that has not begun yet takes no notice of a request to cancel.
          await vi.waitFor(
            async () => {
              await session.cancel();
              expect(ended).toBe('cancelled');
            },
            { timeout: 10_000, interval: 20 },
          );
        }
      },
    });
    expect(outcome.end.reason).toBe('interrupted');
    expect(outcome.windowMs).toBeLessThan(2000);
    expect(counters).toMatchObject({ scheduled: 2, censored: 2 });
    expect(tookMs).toBeLessThan(3500);
  });
});

describe('a run on a server of its own', () => {
  let home: string;
  let server: EmbeddedServer;
  const settings = { fsync: 'off', shared_buffers: '16MB' };

  async function acquire(): Promise<void> {
    server = await acquireEmbedded({ home, command: 'vitest', onWait: () => {}, settings });
  }

  async function postmasterPid(): Promise<number> {
    const { dataFolder } = await describeEmbedded(home);
    return Number.parseInt(readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8'), 10);
  }

  function onServer<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return onConnection({ ...server.connection, database: 'postgres' }, work);
  }

  beforeAll(async () => {
    home = mkdtempSync(join(dirname(inject('testServer').host), 'home-'));
    chmodSync(home, 0o755);
    await acquire();
    await onServer((client) => client.query('CREATE TABLE probe AS SELECT generate_series(1, 100) AS id'));
  });

  afterAll(async () => {
    await server.release();
    rmSync(home, { recursive: true, force: true });
  });

  const config = () => ({ ...server.connection, database: 'postgres' });

  it('comes back after an immediate shutdown and a restart', async () => {
    /** As `pg_ctl restart -m immediate`; recovery included, it is away for a second or so. */
    const restart = async () => {
      process.kill(await postmasterPid(), 'SIGQUIT');
      await server.release();
      await acquire();
    };
    const { outcome, counters, tookMs } = await runRealLoad({
      config: config(),
      clients: 4,
      sql: 'SELECT id, pg_sleep(0.03) FROM probe WHERE id = 7',
      plan: openPlan(60, 6000),
      statementTimeoutMs: 1000,
      at: { 1: restart },
    });
    expect(outcome).toMatchObject({ end: { reason: 'completed' }, reconnects: 4, clientsLost: 0 });
    expect(counters.failed).toBeLessThanOrEqual(4);
    expect(counters).toMatchObject({ censored: 0, skipped: 0 });
    expect(counters.succeeded).toBeGreaterThan(counters.scheduled - 10);
    expect(outcome.queries[0]!.errors.every((error) => error.class === 'connection')).toBe(true);
    expect(outcome.timeline.at(-1)!.clientsAlive).toBe(4);
    expect(tookMs).toBeLessThan(6000 + longestMs);
  });

  it('comes back after the crash of a backend, with which the server ends all others', async () => {
    const crash = () =>
      onServer(async (client) => {
        const sql = "SELECT pid FROM pg_stat_activity WHERE application_name = 'bench' LIMIT 1";
        process.kill((await client.query(sql)).rows[0].pid, 'SIGKILL');
      });
    const { outcome, query, counters } = await runRealLoad({
      config: config(),
      clients: 4,
      sql: 'SELECT pg_sleep(0.05)',
      plan: closedPlan(4000),
      at: { 1: crash },
    });
    expect(outcome).toMatchObject({ end: { reason: 'completed' }, reconnects: 4, clientsLost: 0 });
    // What the server says of it is a warning; the connection just ends.
    expect(counters).toMatchObject({ failed: 4, censored: 0 });
    expect(query.errors.every((error) => error.class === 'connection')).toBe(true);
    expect(outcome.timeline.at(-1)!.clientsAlive).toBe(4);
  });
});
