import type { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Clock, systemClock } from '../../core/clock.ts';
import type { StartedServer } from '../embedded/server.ts';
import { connectTo } from '../testing/clients.ts';
import { createTestDatabase, type DatabaseConfig, type TestDatabase } from '../testing/database.ts';
import { startTestServer } from '../testing/old-servers.ts';
import { ownMark, telemetryOpener } from './connection.ts';
import { openTelemetry, type Telemetry, type TelemetryOptions } from './telemetry.ts';

const clients: Client[] = [];

async function connect(config: DatabaseConfig, applicationName = 'bench'): Promise<Client> {
  const client = await connectTo({ ...config, application_name: applicationName });
  clients.push(client);
  return client;
}

function open(config: DatabaseConfig, options: Partial<TelemetryOptions> = {}): Promise<Telemetry> {
  return openTelemetry(config, { address: 'the test server', applicationName: 'bench', ...options });
}

const own = `FROM pg_stat_activity WHERE application_name = '${ownMark}' AND datname = current_database()`;

async function ownBackends(client: Client): Promise<number> {
  return (await client.query(`SELECT pid ${own}`)).rowCount!;
}

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end().catch(() => {})));
});

describe('on a shared server', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    const client = await connect(database.config);
    await client.query('CREATE TABLE item AS SELECT n AS id FROM generate_series(1, 100) AS n');
  });

  afterAll(() => database.drop());

  it('leaves no connection behind, and stops once', async () => {
    const telemetry = await open(database.config);
    const client = await connect(database.config);
    expect(await ownBackends(client)).toBe(2);
    await telemetry.start();
    const [one, other] = await Promise.all([telemetry.stop(), telemetry.stop()]);
    expect(other).toBe(one);
    await expect.poll(() => ownBackends(client)).toBe(0);
  });

  it('does nothing when it is stopped before it is started', async () => {
    const record = await (await open(database.config)).stop();
    expect(record).toMatchObject({ from: null, to: null, windowMs: 0, database: null, waits: [] });
  });

  it('counts the work of others only', async () => {
    const client = await connect(database.config, 'somebody');
    const telemetry = await open(database.config);
    await telemetry.start();
    await client.query('SELECT id FROM item');
    await client.query('SELECT pg_stat_force_next_flush()');
    const record = await telemetry.stop();
    expect(record.tables).toEqual([expect.objectContaining({ name: 'item', seqScans: 1, seqRowsRead: 100 })]);
    // Nobody of that name worked.
    expect(record.waits).toEqual([]);
  });

  it('says so when counters were reset in the window', async () => {
    const telemetry = await open(database.config);
    const client = await connect(database.config);
    await telemetry.start();
    await client.query('SELECT pg_stat_reset()');
    const record = await telemetry.stop();
    expect(record).toMatchObject({ database: null, tables: null, indexes: null, autovacuum: null });
    expect(record.wal).not.toBeNull();
    expect(record.notes.map(({ text }) => text)).toContain(
      'no table statistics: the server began to count anew inside the window',
    );
  });

  it('notes what a user may not see, and goes on', async () => {
    const administrator = await connect(database.config, 'administrator');
    await administrator.query('CREATE ROLE telemetry_guest LOGIN');
    try {
      const load = await connect(database.config);
      const telemetry = await open({ ...database.config, user: 'telemetry_guest' });
      await telemetry.start();
      await load.query('SELECT pg_sleep(0.3)');
      const record = await telemetry.stop();
      expect(record.database).not.toBeNull();
      expect(record.waits).toEqual([]);
      expect(record.notes).toContainEqual({
        text: 'wait events of backends of other users are not seen',
        remedy: 'GRANT pg_read_all_stats to this user',
      });
      expect(record.statements).toBeNull();
    } finally {
      await administrator.query('DROP ROLE telemetry_guest');
    }
  });

  it('ends in time when the network stalls without closing', async () => {
    // The limit of 2 s, and all else, in a tenth of the time.
    const clock: Clock = { ...systemClock, after: (ms, callback) => systemClock.after(ms / 10, callback) };
    const opened: Client[] = [];
    const openClient = async () => {
      const client = await telemetryOpener(database.config, 'the test server')();
      opened.push(client);
      return client;
    };
    const telemetry = await open(database.config, { clock, open: openClient });
    await telemetry.start();
    for (const client of opened) client.connection.stream.pause();
    const record = await telemetry.stop();
    expect(record.to).toBeNull();
    expect(record.from).not.toBeNull();
    expect(record.notes).toContainEqual({ text: 'the server did not answer telemetry within 2 s' });
    expect(opened.every((client) => client.connection.stream.destroyed)).toBe(true);
  });

  it('has the figures of the machine when there is no server', async () => {
    const telemetry = await open({ ...database.config, host: '/nowhere' });
    await telemetry.start();
    const record = await telemetry.stop();
    expect(record).toMatchObject({ database: null, tables: null, perSecond: [], waits: [] });
    expect(record.notes).toHaveLength(1);
    expect(record.notes[0]!.text).toMatch(/^no telemetry of the server: .*there is no such Unix socket/);
    expect(record.machine.pressure).toBeDefined();
  });
});

describe('on a server of its own', () => {
  let server: StartedServer;
  let config: DatabaseConfig;

  beforeAll(async () => {
    server = await startTestServer(18, { autovacuum_naptime: '1s', autovacuum_vacuum_threshold: '1' });
    config = { ...server.connection, database: 'postgres' };
  });

  afterAll(() => server?.stop());

  it('tells of autovacuum inside the window', async () => {
    const client = await connect(config);
    await client.query('CREATE TABLE busy AS SELECT n AS id FROM generate_series(1, 1000) AS n');
    const telemetry = await open(config);
    await telemetry.start();
    await client.query('DELETE FROM busy');
    const vacuums = "SELECT FROM pg_stat_user_tables WHERE relname = 'busy' AND autovacuum_count > 0";
    const isVacuumed = async () => (await client.query(vacuums)).rowCount;
    await expect.poll(isVacuumed, { timeout: 20_000, interval: 50 }).toBe(1);
    const record = await telemetry.stop();
    expect(record.autovacuum).toContainEqual(expect.objectContaining({ table: 'busy' }));
    expect(record.autovacuum!.find(({ table }) => table === 'busy')!.vacuums).toBeGreaterThan(0);
  });

  it('survives a crash of the server and finds it again', async () => {
    const telemetry = await open(config);
    await telemetry.start();
    const victim = await connect(config);
    const { rows } = await victim.query('SELECT pg_backend_pid() AS pid');
    // Ends all connections, recovers, and discards all statistics.
    process.kill(rows[0].pid, 'SIGKILL');
    const visit = async () => {
      const client = await connect(config, 'visitor');
      const { rowCount } = await client.query(`SELECT pid ${own} AND query LIKE '%pg_stat_progress_vacuum%'`);
      await client.end();
      return rowCount;
    };
    await vi.waitFor(async () => expect(await visit()).toBe(1), { timeout: 20_000, interval: 50 });
    const record = await telemetry.stop();
    expect(record.from).not.toBeNull();
    expect(record.to).not.toBeNull();
    expect(record.database).toBeNull();
    expect(record.tables).toBeNull();
    const texts = record.notes.map(({ text }) => text).join('\n');
    expect(texts).toMatch(/telemetry lost its connections: /);
    expect(texts).toMatch(/no database statistics: the server began to count anew/);
  });
});
