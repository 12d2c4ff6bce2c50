import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StartedServer } from '../embedded/server.ts';
import { onConnection, queryOnce } from '../testing/clients.ts';
import { hasServer, startTestServer } from '../testing/old-servers.ts';
import type { TelemetryRecord } from './record.ts';
import { openTelemetry } from './telemetry.ts';

const operations = 300;

/** The versions in which the views differ. The package of the newest is always there. */
describe.each([14, 16, 18].filter(hasServer))('on PostgreSQL %i', (major) => {
  let server: StartedServer;
  let record: TelemetryRecord;

  beforeAll(async () => {
    server = await startTestServer(major, {
      shared_preload_libraries: 'pg_stat_statements',
      autovacuum: 'off',
    });
    const config = { ...server.connection, database: 'postgres' };
    const { client } = server;
    await client.query('CREATE EXTENSION pg_stat_statements');
    await client.query('CREATE TABLE item (id int PRIMARY KEY, name text) WITH (fillfactor = 50)');
    await client.query("INSERT INTO item SELECT n, 'name' FROM generate_series(1, 1000) AS n");
    await client.query('VACUUM ANALYZE item');
    // Its counts are in before the window begins, which takes up to a second before PostgreSQL 15.
    await client.end();
    const vacuums = "SELECT vacuum_count::int AS count FROM pg_stat_user_tables WHERE relname = 'item'";
    const isCounted = async () => expect(await queryOnce(config, vacuums)).toEqual([{ count: 1 }]);
    await vi.waitFor(isCounted, { timeout: 5000, interval: 200 });

    const telemetry = await openTelemetry(config, { address: 'the test server', applicationName: 'bench' });
    await telemetry.start();
    await onConnection({ ...config, application_name: 'bench' }, async (load) => {
      for (let id = 1; id <= operations; id++) {
        await load.query('SELECT name FROM item WHERE id = $1', [id]);
        await load.query("UPDATE item SET name = 'other' WHERE id = $1", [id]);
      }
      await load.query('CHECKPOINT');
      await load.query('SELECT pg_sleep(0.5)');
      await load.query("SELECT 'password'");
    });
    record = await telemetry.stop({ isLoadOver: true });
  });

  afterAll(() => server?.stop());

  it('counts the operations of the run and not its own', () => {
    expect(record.database).toMatchObject({
      rollbacks: 0,
      rowsInserted: 0,
      rowsUpdated: operations,
      rowsDeleted: 0,
      tempFiles: 0,
      deadlocks: 0,
    });
    // Two an operation, three others; a backend that starts commits once or twice. Before PostgreSQL 15 those of
    // telemetry from before the window may be counted late.
    const expected = 2 * operations + 3;
    const own = record.database!.commits - expected;
    expect(own).toBeGreaterThanOrEqual(major === 14 ? -40 : 0);
    expect(own).toBeLessThanOrEqual(major === 14 ? 40 : 2);
    expect(record.cost.statements).toBeGreaterThan(10);
  });

  it('says what was done to each table and index', () => {
    expect(record.tables).toEqual([
      expect.objectContaining({
        name: 'item',
        seqScans: 0,
        indexScans: 2 * operations,
        indexRowsFetched: 2 * operations,
        inserted: 0,
        updated: operations,
        deleted: 0,
        vacuums: 0,
        autovacuums: 0,
      }),
    ]);
    // Half of every page is free.
    expect(record.tables![0]!.hotUpdated).toBe(operations);
    expect(record.indexes).toEqual([
      expect.objectContaining({ name: 'item_pkey', table: 'item', scans: 2 * operations }),
    ]);
    expect(record.autovacuum).toEqual([]);
    // Every operation reads a page of the index and one of the table.
    expect(record.database!.blocksHit).toBeGreaterThanOrEqual(4 * operations);
  });

  it('reads I/O, WAL and checkpoints from where this version has them', () => {
    expect(record.checkpoints).toMatchObject({ requested: 1, done: major >= 18 ? 1 : null });
    expect(record.checkpoints!.buffersWritten).toBeGreaterThan(0);
    const wal = record.wal!;
    expect(wal.records).toBeGreaterThanOrEqual(2 * operations);
    expect(wal.bytes).toBeGreaterThan(operations * 50);
    expect(wal.positionBytes).toBeGreaterThanOrEqual(wal.bytes * 0.9);
    expect(wal.positionBytes).toBeLessThanOrEqual(wal.bytes * 1.5);
    expect(wal.writes).toBeGreaterThan(0);
    if (major < 16) {
      expect(record.io).toBeNull();
      expect(record.notes).toEqual([
        { text: 'no I/O by kind of backend: pg_stat_io is new in PostgreSQL 16' },
      ]);
    } else {
      const written = record.io!.find(
        (io) => io.backend === 'checkpointer' && io.object === 'relation' && io.context === 'normal',
      )!;
      expect(written.writeBytes).toBe(record.checkpoints!.buffersWritten * 8192);
      expect(record.notes).toEqual([]);
    }
  });

  it('names the statements that took most time', () => {
    const statements = record.statements!;
    expect(statements[0]).toMatchObject({ text: 'SELECT pg_sleep($1)', calls: 1, rows: 1 });
    const update = statements.find(({ text }) => text?.startsWith('UPDATE item'))!;
    expect(update).toMatchObject({ calls: operations, rows: operations });
    expect(update.walBytes).toBeGreaterThan(0);
    const texts = statements.map(({ text }) => text);
    expect(texts).toContain('CHECKPOINT');
    expect(texts.filter((text) => /telemetry|pg_stat/.test(text ?? ''))).toEqual([]);
    expect(statements.map(({ totalMs }) => totalMs)).toEqual(
      statements.map(({ totalMs }) => totalMs).toSorted((a, b) => b - a),
    );
  });

  it('samples what the backends of the run wait for', () => {
    const sleep = record.waits.find(({ event }) => event === 'PgSleep')!;
    expect(sleep.type).toBe('Timeout');
    expect(sleep.samples).toBeGreaterThanOrEqual(2);
    expect(record.samples.failed).toBe(0);
    expect(record.samples.backends).toBe(record.waits.reduce((sum, { samples }) => sum + samples, 0));
    expect(record.waits.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  it('has seconds that add up, the server time, and the machine', () => {
    const sum = (name: 'commits' | 'walBytes' | 'checkpoints') =>
      record.perSecond.reduce((total, second) => total + second[name]!, 0);
    expect(sum('checkpoints')).toBe(1);
    expect(sum('walBytes')).toBeLessThanOrEqual(record.wal!.positionBytes!);
    expect(sum('walBytes')).toBeGreaterThan(operations * 50);
    const windowMs = Date.parse(record.to!) - Date.parse(record.from!);
    expect(windowMs).toBeGreaterThan(500);
    expect(windowMs).toBeLessThan(record.windowMs + 1000);
    if (process.platform === 'linux') expect(record.machine.cpu).not.toBeNull();
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  });
});
