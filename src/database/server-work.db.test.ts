import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StartedServer } from './embedded/server.ts';
import { makeCheckpoint, readServerWork, type ServerWork, workBetween } from './server-work.ts';
import { reportStatistics } from './statistics-report.ts';
import { connectTo } from './testing/clients.ts';
import { hasServer, startTestServer } from './testing/old-servers.ts';
import { openWireSession } from './wire-session.ts';

const operations = 200;

/** The versions between which statistics are kept, and told, in other ways. */
describe.each([14, 16, 18].filter(hasServer))('on PostgreSQL %i', (major) => {
  let server: StartedServer;
  let observer: Client;

  beforeAll(async () => {
    server = await startTestServer(major, { autovacuum: 'off' });
    await server.client.query('CREATE TABLE item (id int PRIMARY KEY, name text) WITH (fillfactor = 20)');
    await server.client.query('CREATE TABLE part (id int) PARTITION BY RANGE (id)');
    await server.client.query('CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (1000)');
    observer = await connectTo({ ...server.connection, database: 'postgres' });
  });

  afterAll(async () => {
    await observer?.end();
    await server?.stop();
  });

  /** What one statement does, run many times on a session that stays open. */
  async function workOf(sql: string): Promise<ServerWork> {
    const session = await openWireSession({
      connection: { ...server.connection, database: 'postgres' },
      queries: [[{ sql, parameters: [0] }]],
      statementTimeoutMs: 5000,
      readOnly: false,
    });
    try {
      await reportStatistics([session]);
      const before = await readServerWork(observer);
      for (let id = 0; id < operations; id++) {
        session.encode({ query: 0, stratum: 0, values: [`${id}`] });
        await new Promise<void>((resolve, reject) =>
          session.execute((_, error) => (error ? reject(new Error(error.message)) : resolve())),
        );
      }
      await reportStatistics([session]);
      return workBetween(before, await readServerWork(observer))!;
    } finally {
      await session.close();
    }
  }

  it('counts what a connection has written as soon as it is over', async () => {
    const counts = { inserted: 0, updated: 0, hotUpdated: 0, deleted: 0, checkpoints: 0 };
    const inserts = await workOf("INSERT INTO item VALUES ($1::int, 'name')");
    expect(inserts).toMatchObject({ ...counts, inserted: operations });
    expect(inserts.walRecords).toBeGreaterThanOrEqual(2 * operations);
    expect(inserts.walBytes).toBeGreaterThan(100 * operations);
    const updates = await workOf("UPDATE item SET name = 'other' WHERE id = $1::int");
    expect(updates).toMatchObject({ ...counts, updated: operations, hotUpdated: operations });
    expect(await workOf('INSERT INTO part VALUES ($1::int)')).toMatchObject({
      ...counts,
      inserted: operations,
    });
  });

  it('counts checkpoints, and page images after them', async () => {
    const before = await readServerWork(observer);
    expect(await makeCheckpoint(observer)).toBe(true);
    expect(workBetween(before, await readServerWork(observer))!.checkpoints).toBe(1);
    await observer.query('INSERT INTO part VALUES (1)');
    await vi.waitFor(
      async () => {
        const work = workBetween(before, await readServerWork(observer))!;
        expect(work.fullPageImages).toBeGreaterThanOrEqual(1);
      },
      { timeout: 10_000, interval: 100 },
    );
  });
});
