import { randomUUID } from 'node:crypto';
import type { Client, ClientConfig, QueryResult } from 'pg';
import { inject } from 'vitest';
import type { EmbeddedConnection } from '../embedded/control-connection.ts';
import { connectTo, onConnection, queryOnce } from './clients.ts';

/** Options for `pg`'s clients. */
export interface DatabaseConfig extends EmbeddedConnection {
  readonly database: string;
}

/** A database of one test file. */
export interface TestDatabase {
  readonly name: string;
  /** For what connects by itself. */
  readonly config: DatabaseConfig;
  /** The same as a connection string, for what takes `--url`. */
  readonly url: string;
  /** A connection, which ends with the database if the test has not ended it. */
  connect(options?: ClientConfig): Promise<Client>;
  /** The rows of one statement, on a connection of its own. */
  query(sql: string, values?: unknown[]): Promise<QueryResult['rows']>;
  /** Databases named after it (`<name>_...`), in the order of their names: what commands have made beside it. */
  beside(): Promise<string[]>;
  /** Drops it and those beside it, ending what is still connected. */
  drop(): Promise<void>;
}

/** How to reach a database of the test run's server. */
export function testConfig(database = 'postgres'): DatabaseConfig {
  return { ...inject('testServer'), database };
}

/** A connection string for a database of the test run's server. */
export function testUrl({ user, host, port, database }: DatabaseConfig): string {
  return `postgresql://${user}@${encodeURIComponent(host)}:${port}/${database}`;
}

/** A fresh database: empty, or a copy of a template made by {@link ensureTemplate}. */
export async function createTestDatabase(options: { template?: string } = {}): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const template = options.template ? `TEMPLATE ${quoted(options.template)}` : '';
  await asAdministrator((client) => client.query(`CREATE DATABASE ${quoted(name)} ${template}`));
  return testDatabase(name);
}

/** A database of the test run's server, also one that a test has had made. */
export function testDatabase(name: string): TestDatabase {
  const config = testConfig(name);
  const clients: Client[] = [];
  return {
    name,
    config,
    url: testUrl(config),
    async connect(options) {
      const client = await connectTo({ ...config, ...options });
      clients.push(client);
      return client;
    },
    query: (sql, values) => queryOnce(config, sql, values),
    beside: () => asAdministrator((client) => databasesBeside(client, name)),
    async drop() {
      await Promise.all(clients.map((client) => client.end()));
      await asAdministrator(async (client) => {
        for (const each of [...(await databasesBeside(client, name)), name]) {
          await client.query(`DROP DATABASE IF EXISTS ${quoted(each)} WITH (FORCE)`);
        }
      });
    },
  };
}

/**
 * Builds a template database once a test run, however many test files ask for it at the same time. `build`
 * must close its connections. Returns the name, for {@link createTestDatabase}.
 */
export async function ensureTemplate(
  name: string,
  build: (config: DatabaseConfig) => Promise<void>,
): Promise<string> {
  await asAdministrator(async (client) => {
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`template ${name}`]);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount) return;
    // Built under another name: a build that failed must not be taken for a template.
    const unfinished = `${name}_unfinished`;
    await client.query(`DROP DATABASE IF EXISTS ${quoted(unfinished)} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${quoted(unfinished)}`);
    await build(testConfig(unfinished));
    await client.query(`ALTER DATABASE ${quoted(unfinished)} RENAME TO ${quoted(name)}`);
  });
  return name;
}

async function databasesBeside(client: Client, name: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT datname::text AS name FROM pg_database WHERE starts_with(datname, $1 || '_') ORDER BY 1`,
    [name],
  );
  return rows.map((row) => row.name);
}

function asAdministrator<T>(work: (client: Client) => Promise<T>): Promise<T> {
  return onConnection(testConfig(), work);
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
