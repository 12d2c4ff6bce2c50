import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';
import type { EmbeddedConnection } from '../embedded/control-connection.ts';

/** Options for `pg`'s clients. */
export interface DatabaseConfig extends EmbeddedConnection {
  readonly database: string;
}

/** A database of one test file. */
export interface TestDatabase {
  readonly name: string;
  /** `new Client(database.config)`. */
  readonly config: DatabaseConfig;
  /** The same as a connection string, for what takes `--url`. */
  readonly url: string;
  /** Drops it, ending what is still connected. */
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
  const config = testConfig(name);
  const drop = () =>
    asAdministrator(async (client) => {
      await client.query(`DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`);
    });
  return { name, config, url: testUrl(config), drop };
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

async function asAdministrator<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(testConfig());
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
