import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withKeyStyle } from '../database/key-style.ts';
import { applySchema, readSchemaFiles, replaceFiles } from '../database/schema-files.ts';
import { onConnection } from '../database/testing/clients.ts';
import { createTestDatabase, type TestDatabase } from '../database/testing/database.ts';
import { applyVariants } from '../database/variants/application.ts';
import { composeVariants } from '../database/variants/composition.ts';
import { isFillTime, readVariants } from '../database/variants/description.ts';
import { createFilledDatabase } from '../generator/testing/filled-database.ts';
import { type KeyStyle, keyStyles } from '../population/ids.ts';
import { World } from '../population/world.ts';
import { loadCatalogue } from '../scenario/catalogue.ts';
import type { Query } from '../scenario/query.ts';
import { findQuery } from '../scenario/scenario.ts';
import { execute, parametersOf, type TextAnswer, writesOf } from './testing/answers.ts';
import { statementsOf } from './variants/statements.ts';

/** The variants of the package on real data: each gives the answers of the schema as specified, and takes writes. */

const catalogue = loadCatalogue();
const queries = catalogue.scenarios.flatMap(({ queries }) => queries);
const reads = queries.filter(({ writes }) => !writes);
const writes = queries.filter(({ writes, once }) => writes && !once);
const variants = readVariants();

/** Values that the population does not make, and that a rewrite must not stumble over. */
const oddities = `
  UPDATE posts SET is_public = NULL WHERE id IN (SELECT id FROM posts ORDER BY id LIMIT 20);
  UPDATE posts SET created_at = NULL WHERE id IN (SELECT id FROM posts ORDER BY id DESC LIMIT 5);`;

/** A dataset, and what the schema as specified does with it. */
interface Place {
  world: World;
  database: TestDatabase;
  answers: Map<string, TextAnswer[]>;
  affected: number[][];
}

const places = new Map<string, Place>();

beforeAll(async () => {
  for (const keys of keyStyles) await fill(keys);
});

afterAll(async () => {
  for (const { database } of places.values()) await database.drop();
});

async function fill(keys: KeyStyle): Promise<void> {
  const world = new World({ seed: 5, users: 160, keys });
  const database = await createFilledDatabase(world);
  if (keys === 'uuidv4') await database.query(oddities);
  const place: Place = { world, database, answers: new Map(), affected: [] };
  places.set(keys, place);
  await onConnection(database.config, async (client) => {
    for (const query of reads.filter(({ name }) => name === 'baseline')) {
      place.answers.set(query.scenario, await answersOf(client, query, world));
    }
  });
  const written = await createTestDatabase({ template: database.name });
  place.affected = await onConnection(written.config, (client) => write(client, world));
  await written.drop();
}

/** Rows that each statement of some executions of all queries that write affected. */
async function write(client: Client, world: World): Promise<number[][]> {
  const affected: number[][] = [];
  for (const [lane, query] of writes.entries()) {
    for (const values of writesOf(query, world, 10, lane)) {
      affected.push((await execute(client, query, values)).affected);
    }
  }
  return affected;
}

async function answersOf(client: Client, query: Query, world: World): Promise<TextAnswer[]> {
  const answers: TextAnswer[] = [];
  for (const values of parametersOf(query, world, 1)) {
    answers.push((await execute(client, query, values)).answer);
  }
  return answers;
}

/** A copy of a place changed by variants; of those filled anew, the rows are copied over. */
async function makeVariant(text: string, { database, world }: Place): Promise<TestDatabase> {
  const { parts } = composeVariants(text);
  const clone = await createTestDatabase({ template: database.name });
  await onConnection(clone.config, async (client) => {
    for (const { design, partitions } of parts.filter(isFillTime)) {
      await client.query('ALTER SCHEMA public RENAME TO before');
      await client.query('CREATE SCHEMA public');
      await client.query(`SELECT set_config('bench.partitions', $1, false)`, [String(partitions)]);
      await client.query('SET search_path = public, before');
      const files = withKeyStyle(replaceFiles(readSchemaFiles(), design), world.keys);
      await applySchema(client, { ...files, extensions: [] });
      await client.query('SET session_replication_role = replica');
      await client.query(copyRows);
      await client.query('RESET session_replication_role');
    }
    await applyVariants(client, parts.flatMap(statementsOf), () => {});
  });
  return clone;
}

const copyRows = `
  DO $$
  DECLARE
    whole text;
  BEGIN
    FOR whole IN SELECT tablename FROM pg_tables WHERE schemaname = 'before' LOOP
      EXECUTE format('INSERT INTO public.%I SELECT * FROM before.%I', whole, whole);
    END LOOP;
  END $$`;

/** As sets where nothing says an order; the times in order where something does. */
function expectEqual(answer: TextAnswer, baseline: TextAnswer): void {
  const time = baseline.columns.findIndex((name) => name === 'created_at' || name === 'followed_since');
  const sorted = ({ rows }: TextAnswer) => rows.map((row) => JSON.stringify(row)).sort();
  expect(answer.columns).toEqual(baseline.columns);
  expect(answer.rows.map((row) => row[time])).toEqual(baseline.rows.map((row) => row[time]));
  expect(sorted(answer)).toEqual(sorted(baseline));
}

const compositions: [string, KeyStyle][] = [
  ...variants
    .filter(({ kind }) => kind === 'index' || kind === 'denormalization')
    .map(({ name }): [string, KeyStyle] => [name, 'uuidv4']),
  ['counters+timeline+matview+stored-tsvector', 'bigint'],
  ['by-month@60', 'uuidv7'],
  ['by-month@12+counters+timeline+matview+covering-feed', 'uuidv7'],
  ['by-id', 'uuidv7'],
  ['by-user@3+partial-public', 'bigint'],
  ['no-repeats+covering-feed+trigram+brin-created-at+stored-tsvector', 'uuidv4'],
];

describe.each(compositions)('%s, keys %s', (text, placeName) => {
  let clone: TestDatabase;
  let client: Client;
  let place: Place;

  beforeAll(async () => {
    place = places.get(placeName)!;
    clone = await makeVariant(text, place);
    client = await clone.connect();
  });

  afterAll(() => clone?.drop());

  const has = new Set(text.split('+').map((name) => name.replace(/@.*/, '')));

  it('answers as the specification does', async () => {
    const asked = reads.filter(({ needs }) => needs.length === 0 || needs.some((name) => has.has(name)));
    let rows = 0;
    for (const query of asked) {
      const baseline = place.answers.get(query.scenario)!;
      const answers = await answersOf(client, query, place.world);
      for (const [i, answer] of answers.entries()) {
        expectEqual(answer, baseline[i]!);
        rows += answer.rows.length;
      }
    }
    expect(rows).toBeGreaterThan(50);
  });

  it('takes writes as the specification does', async () => {
    const affected = await write(client, place.world);
    expect(affected).toEqual(place.affected);
    expect(affected.filter(([first]) => first! > 0).length).toBeGreaterThan(60);
  });
});

it('has a query for every variant that names one, and a variant for every query that needs one', () => {
  for (const { queries: meant } of variants) {
    for (const [scenario, name] of Object.entries(meant)) findQuery(catalogue, scenario, name);
  }
  const names = variants.map(({ name }) => name);
  for (const { needs } of queries) expect(names).toEqual(expect.arrayContaining([...needs]));
});
