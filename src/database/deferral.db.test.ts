import { describe, expect, it } from 'vitest';
import { suspendAutovacuum } from './autovacuum.ts';
import { type Client, connect } from './connect.ts';
import { deferConstraints } from './deferral.ts';
import type { PhaseProgress } from './load-phases.ts';
import { vacuumTables } from './maintenance.ts';
import { writeMarker } from './marker.ts';
import { analyzeWholes, storedTables } from './partitions.ts';
import { restoreConstraints } from './restore.ts';
import { describeSchema } from './schema-description.ts';
import { createTestDatabase, testConfig } from './testing/database.ts';
import { hasServer, startTestServer } from './testing/old-servers.ts';
import { silently } from './testing/silent-phases.ts';

/** Partitioned tables that refer and are referred to, with indexes that repeat one another and one of a single part. */
const schemaSql = `
  CREATE TABLE owner (id int PRIMARY KEY, name text UNIQUE);
  CREATE TABLE item (
    id int, at date NOT NULL, owner int NOT NULL REFERENCES owner, parent int, parent_at date, name text,
    PRIMARY KEY (id, at), UNIQUE (at, id, owner),
    FOREIGN KEY (parent, parent_at) REFERENCES item (id, at)
  ) PARTITION BY RANGE (at);
  CREATE TABLE item_old PARTITION OF item FOR VALUES FROM (MINVALUE) TO ('2025-01-01');
  CREATE TABLE item_new PARTITION OF item FOR VALUES FROM ('2025-01-01') TO (MAXVALUE) PARTITION BY HASH (id);
  CREATE TABLE item_new_0 PARTITION OF item_new FOR VALUES WITH (MODULUS 2, REMAINDER 0);
  CREATE TABLE item_new_1 PARTITION OF item_new FOR VALUES WITH (MODULUS 2, REMAINDER 1);
  ALTER TABLE item_old ADD CONSTRAINT one_of_the_old UNIQUE (id);
  CREATE TABLE note (id int PRIMARY KEY, item int NOT NULL, at date NOT NULL, FOREIGN KEY (item, at) REFERENCES item);
  CREATE INDEX item_owner ON item (owner);
  CREATE INDEX item_owner_too ON item (owner);
  CREATE INDEX item_lower ON item (lower(name)) INCLUDE (owner) WHERE owner > 0;
  CREATE INDEX item_new_only ON item_new_1 (name DESC);
  CREATE INDEX note_item ON note (item);`;

const rowsSql = `
  INSERT INTO owner SELECT i, 'o' || i FROM generate_series(1, 20) AS i;
  INSERT INTO item SELECT i, date '2024-12-01' + i, 1 + i % 20, NULL, NULL, 'i' || i FROM generate_series(1, 60) AS i;
  UPDATE item SET parent = id, parent_at = at;
  INSERT INTO note SELECT id, id, at FROM item;`;

const tables = ['owner', 'item', 'note'];
const identity = {
  seed: 1,
  users: 1,
  profile: 'p',
  keys: 'uuidv4',
  generatorVersion: 1,
  schema: 's',
  fingerprint: 'f',
};

/** Without the names that the server chose: for indexes of partitions, and for what foreign keys are made of. */
async function schemaOf(client: Client) {
  const { tables: found } = await describeSchema(client);
  return found.map(({ name, constraints, indexes }) => ({
    name,
    constraints: constraints
      .map(({ name: constraint, ...rest }) => ({
        constraint: constraint.replace(/(_fkey)[_\d]*$/, '$1'),
        ...rest,
      }))
      .sort(byText),
    indexes: indexes
      .map((index) => {
        const isOwn = !name.startsWith('item_') || /^(one_of|item_new_only)/.test(index.name);
        const definition = isOwn ? index.definition : index.definition.replace(/INDEX \S+ ON/, 'INDEX ON');
        return { ...index, name: isOwn ? index.name : '', definition };
      })
      .sort(byText),
  }));
}

/** What was worked at, by phases; none begins before the last is done with. */
class PhaseLog implements PhaseProgress {
  readonly phases: string[] = [];
  readonly items: string[] = [];
  #phase = '';
  #left = 0;

  begin(phase: string, steps: number): void {
    expect(this.#left).toBe(0);
    this.#phase = phase;
    this.#left = steps;
    this.phases.push(`${phase} ${steps}`);
  }

  working(item: string): void {
    this.items.push(`${this.#phase} ${item}`);
  }

  done(): void {
    this.#left--;
  }
}

const byText = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

async function restoreEverything(clients: readonly [Client, Client], major: number): Promise<void> {
  const [first] = clients;
  await writeMarker(first, identity);
  await first.query(schemaSql);
  const before = await schemaOf(first);
  await suspendAutovacuum(first, await storedTables(first, tables));
  await deferConstraints(first);
  const bare = await schemaOf(first);
  expect(bare.flatMap(({ indexes }) => indexes)).toEqual([]);
  expect(bare.flatMap(({ constraints }) => constraints)).toEqual([]);
  await first.query(rowsSql);
  const told = new PhaseLog();
  await restoreConstraints(clients, told);
  expect(await schemaOf(first)).toEqual(before);
  const validated = major < 18 ? [] : ['item_owner_fkey', 'item_parent_parent_at_fkey', 'note_item_at_fkey'];
  expect(told.items.sort()).toEqual([
    'foreign key item_owner_fkey',
    'foreign key item_parent_parent_at_fkey',
    'foreign key note_item_at_fkey',
    'index item_at_id_owner_key',
    'index item_lower',
    'index item_new_only',
    'index item_owner',
    'index item_owner_too',
    'index item_pkey',
    'index note_item',
    'index note_pkey',
    'index one_of_the_old',
    'index owner_name_key',
    'index owner_pkey',
    'key note_pkey',
    'key one_of_the_old',
    'key owner_name_key',
    'key owner_pkey',
    ...validated.map((name) => `validation ${name}`),
  ]);
  const validation = validated.length > 0 ? ['validation 3'] : [];
  expect(told.phases).toEqual(['index 11', 'key 4', 'foreign key 3', ...validation]);
}

/** Every part frozen, analyzed and given back to autovacuum; the wholes analyzed. */
async function bringToRest(clients: readonly Client[]): Promise<void> {
  const [first] = clients;
  const stored = await storedTables(first!, tables);
  expect(stored).toEqual(['owner', 'item_old', 'item_new_0', 'item_new_1', 'note']);
  await vacuumTables(clients, stored, silently);
  await analyzeWholes(first!, tables);
  const { rows } = await first!.query(
    `SELECT relname AS name, reloptions, reltuples::int AS rows,
            EXISTS (SELECT FROM pg_statistic WHERE starelid = pg_class.oid) AS analyzed
     FROM pg_class WHERE relkind IN ('r', 'p') AND relname ~ '^(owner|item|note)' ORDER BY 1`,
  );
  const state = { reloptions: null, analyzed: true };
  expect(rows).toMatchObject([
    { name: 'item', rows: 60, ...state },
    { name: 'item_new' },
    { name: 'item_new_0', ...state },
    { name: 'item_new_1', ...state },
    { name: 'item_old', rows: 30, ...state },
    { name: 'note', rows: 60, ...state },
    { name: 'owner', rows: 20, ...state },
  ]);
}

describe.each([14, 16, 18].filter(hasServer))('PostgreSQL %i', (major) => {
  it('brings back keys, indexes and foreign keys of partitioned tables, each once', async () => {
    const server = major === 18 ? undefined : await startTestServer(major);
    const database = server ? undefined : await createTestDatabase();
    const config = server ? { ...server.connection, database: 'postgres' } : testConfig(database!.name);
    const clients = [await connect(config, 'here'), await connect(config, 'here')] as const;
    try {
      await restoreEverything(clients, major);
      await bringToRest(clients);
    } finally {
      await Promise.all(clients.map((client) => client.end()));
      await database?.drop();
      await server?.stop();
    }
  });
});
