import { beforeAll, expect, it } from 'vitest';
import { connect } from '../database/connect.ts';
import { applySchema } from '../database/schema-files.ts';
import { createTestDatabase } from '../database/testing/database.ts';
import { World } from '../population/world.ts';
import { ChunkEncoder, encodeWhole, planChunks } from './chunk.ts';
import { recipesOf } from './recipes.ts';
import { readRows } from './testing/binary-copy.ts';

interface Column {
  table: string;
  name: string;
  mayBeLeftOut: boolean;
}

const recipes = recipesOf(new World({ seed: 1, users: 20 }));
let columns: Column[];

beforeAll(async () => {
  const database = await createTestDatabase();
  const client = await connect(database.config, 'the test server');
  await applySchema(client);
  columns = (
    await client.query<Column>(`
      SELECT table_name AS table, column_name AS name,
             column_default IS NOT NULL OR is_nullable = 'YES' AS "mayBeLeftOut"
      FROM information_schema.columns WHERE table_schema = 'public'
      ORDER BY table_name, ordinal_position`)
  ).rows;
  await client.end();
  return () => database.drop();
});

it('has a recipe for every table of the schema, and no other', () => {
  const tables = [...new Set(columns.map(({ table }) => table))];
  expect(recipes.map(({ table }) => table).sort(), 'see src/generator/recipes').toEqual(tables);
});

it('writes every column that has to be written, and none that is not there', () => {
  const complaints = recipes.flatMap(({ table, columns: written }) => {
    const known = columns.filter((column) => column.table === table);
    return [
      ...known
        .filter(({ name, mayBeLeftOut }) => !mayBeLeftOut && !written.includes(name))
        .map(({ name }) => `the recipe of ${table} does not write ${name}, which has no default`),
      ...written
        .filter((name) => !known.some((column) => column.name === name))
        .map((name) => `the recipe of ${table} writes ${name}, which the table does not have`),
      ...written
        .filter((name, index) => written.indexOf(name) !== index)
        .map((name) => `the recipe of ${table} writes ${name} twice`),
    ];
  });
  expect(complaints).toEqual([]);
});

it('writes all columns of the schema', () => {
  const left = columns.filter(
    ({ table, name }) => !recipes.some((recipe) => recipe.table === table && recipe.columns.includes(name)),
  );
  expect(left.map(({ table, name }) => `${table}.${name}`)).toEqual([]);
});

it('writes as many fields as it names columns', () => {
  const encoder = new ChunkEncoder();
  for (const recipe of recipes) {
    for (const chunk of planChunks([recipe])) {
      const { slices, rows } = encodeWhole(encoder, recipe, chunk);
      const read = readRows(Buffer.concat(slices));
      expect(read).toHaveLength(rows);
      for (const row of read) expect(row, recipe.table).toHaveLength(recipe.columns.length);
    }
  }
});
