import { Client } from 'pg';
import { expect, it } from 'vitest';
import { systemClock } from '../core/clock.ts';
import { createTestDatabase, type TestDatabase } from '../database/testing/database.ts';
import { openWireSession } from '../database/wire-session.ts';
import { runClosedLoad } from './closed-load.ts';
import type { Session } from './session.ts';
import type { Workload } from './workload.ts';

const workload: Workload = {
  queries: [{ scenario: 'probe', query: 'baseline', strata: ['fast', 'slow'] }],
  next: (client) => ({ query: 0, stratum: client % 2, values: [client % 2 ? '20' : '0.001'] }),
};

function openOn(database: TestDatabase, statementTimeoutMs: number): Promise<Session> {
  return openWireSession({
    connection: database.config,
    statements: ['SELECT pg_sleep($1::float8)'],
    statementTimeoutMs,
    readOnly: true,
  });
}

it('survives timeouts and killed backends on a real server, and counts them', async () => {
  const database = await createTestDatabase();
  const open = () => openOn(database, 300);
  const sessions = await Promise.all([open(), open(), open()]);
  const killer = new Client(database.config);
  await killer.connect();
  const killing = setTimeout(
    () =>
      void killer.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bench' AND datname = current_database()",
      ),
    500,
  );
  try {
    const outcome = await runClosedLoad({
      sessions,
      workload,
      clock: systemClock,
      warmupMs: 100,
      durationMs: 1500,
      statementTimeoutMs: 300,
      reopen: open,
    });
    const query = outcome.queries[0]!;
    const { started, succeeded, failed, timedOut, censored } = query.counters;
    expect(outcome).toMatchObject({ end: { reason: 'completed' }, reconnects: 3, clientsLost: 0 });
    expect(succeeded + failed + timedOut + censored).toBe(started);
    expect(failed).toBe(3);
    expect(query.errors.every((error) => error.class === 'connection')).toBe(true);
    expect(timedOut).toBeGreaterThanOrEqual(2);
    expect(succeeded).toBeGreaterThan(100);
    expect(query.rows).toBe(succeeded);
    expect(query.strata[1]!.latency.p50).toMatchObject({ censored: true });
  } finally {
    clearTimeout(killing);
    await killer.end();
    await Promise.all(sessions.map((session) => session.close()));
    await database.drop();
  }
});

it('takes back what is running when interrupted, and leaves the sessions usable', async () => {
  const database = await createTestDatabase();
  const sessions = await Promise.all([openOn(database, 0), openOn(database, 0)]);
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 500);
  const startNs = systemClock.nowNs();
  try {
    const outcome = await runClosedLoad({
      sessions,
      workload,
      clock: systemClock,
      warmupMs: 0,
      durationMs: 60_000,
      statementTimeoutMs: 0,
      signal: abort.signal,
    });
    expect(systemClock.nowNs() - startNs).toBeLessThan(2.5e9);
    expect(outcome.end.reason).toBe('interrupted');
    expect(outcome.windowMs).toBeLessThan(2500);
    expect(outcome.queries[0]!.strata[1]!.counters).toMatchObject({ started: 1, censored: 1 });
    for (const session of sessions) {
      session.encode({ query: 0, stratum: 0, values: ['0'] });
      expect(await new Promise((resolve) => session.execute(resolve))).toBe(1);
    }
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
    await database.drop();
  }
});
