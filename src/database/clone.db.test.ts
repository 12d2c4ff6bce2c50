import { describe, expect, it } from 'vitest';
import type { CopiedDataset } from './companion.ts';
import { keepCopy, restoreCopy } from './kept-copy.ts';
import { type DatasetIdentity, setState, writeMarker } from './marker.ts';
import { onConnection, queryOnce } from './testing/clients.ts';
import { hasServer, startTestServer } from './testing/old-servers.ts';
import { beginWriteRun } from './write-ledger.ts';

const identity: DatasetIdentity = {
  seed: 42,
  users: 1000,
  profile: 'default',
  keys: 'uuidv4',
  generatorVersion: 1,
  schema: 'abc',
  fingerprint: 'def',
};

/** What cloning, renaming and the ledger need of a server, on the oldest ones that there are. */
describe.each([14, 16])('on PostgreSQL %i', (major) => {
  it.skipIf(!hasServer(major))('keeps and restores the loaded state', async () => {
    const server = await startTestServer(major);
    const config = { ...server.connection, database: 'mine' };
    await server.client.query('CREATE DATABASE mine');
    await server.client.query(`ALTER DATABASE mine SET work_mem = '7MB'`);
    await onConnection(config, async (client) => {
      await writeMarker(client, identity);
      await client.query('CREATE TABLE t AS SELECT 1 AS a');
      await setState(client, 'ready');
    });
    const dataset: CopiedDataset = { config, address: 'here', fingerprint: identity.fingerprint };
    expect(await keepCopy(dataset)).toBe(true);
    await onConnection(config, async (client) => {
      await beginWriteRun(client, { scenario: 'test', startedAt: new Date(0) });
      await client.query('DELETE FROM t');
    });
    await restoreCopy(dataset);
    const sql = `SELECT a, current_setting('work_mem') AS memory, to_regclass('bench_harness.write_run') AS ledger FROM t`;
    expect(await queryOnce(config, sql)).toEqual([{ a: 1, memory: '7MB', ledger: null }]);
    const { rows } = await server.client.query(`SELECT datname FROM pg_database WHERE datname LIKE 'mine%'`);
    expect(rows).toEqual([{ datname: 'mine' }]);
    await server.stop();
  });
});
