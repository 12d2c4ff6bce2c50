import type { Client } from 'pg';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { exitCodes } from '../../core/errors.ts';
import { connectTo } from '../../database/testing/clients.ts';
import {
  createTestDatabase,
  type TestDatabase,
  testConfig,
  testDatabase,
} from '../../database/testing/database.ts';
import { composeVariants } from '../../database/variants/composition.ts';
import { VariantFolder } from '../../database/variants/testing/variant-folder.ts';
import { beginWriteRun } from '../../database/write-ledger.ts';
import { createFilledDatabase } from '../../generator/testing/filled-database.ts';
import { defaultProfile } from '../../population/profile.ts';
import { World } from '../../population/world.ts';
import { clean } from '../commands/clean.ts';
import { ensureDataset, identityOf } from '../dataset.ts';
import { existingDataset } from '../existing-dataset.ts';
import { ensurePristineCopy } from '../pristine-copy.ts';
import { ProgressLine } from '../progress-line.ts';
import { ServerHold } from '../server-hold.ts';
import { bench } from '../testing/bench-process.ts';
import { contents } from '../testing/contents.ts';
import { prepareVariant, type ReadyVariant } from './ready-variant.ts';
import { checkRoomForClone } from './room.ts';

/** Variants beside a database of the user's own. */

const request = {
  seed: 7,
  scale: { name: '200', users: 200 },
  keys: 'uuidv4' as const,
  profile: defaultProfile,
};
const { signal } = new AbortController();
let filled: TestDatabase;
let database: TestDatabase;
let administrator: Client;
let hold: ServerHold;
let folder: VariantFolder;
let said: string[];

beforeAll(async () => {
  filled = await createFilledDatabase(new World({ seed: request.seed, users: request.scale.users }));
  const identity = JSON.stringify(identityOf(request));
  await filled.query(`UPDATE bench_harness.dataset SET identity = '${identity}'`);
  return () => filled.drop();
});

beforeEach(async () => {
  folder = new VariantFolder();
  database = await createTestDatabase({ template: filled.name });
  administrator = await connectTo(testConfig());
  hold = await take();
  said = [];
});

afterEach(async () => {
  await hold.release();
  await database.drop();
  await administrator.end();
  folder.remove();
});

const take = () => ServerHold.take({ url: database.url, command: 'run x', onWait: () => {}, signal });

const variant = (...files: Parameters<VariantFolder['add']>) => folder.add(...files);

function prepare(text: string, forWrites = false): Promise<ReadyVariant> {
  const stream = { write: (line: string) => said.push(line) } as unknown as NodeJS.WriteStream;
  const context = { hold, request, line: new ProgressLine(stream), signal };
  return prepareVariant(context, composeVariants(text, []), { forWrites });
}

const at = (ready: ReadyVariant) => testDatabase(ready.database.config.database!);

const indexesOf = async (place: TestDatabase) =>
  (await place.query(`SELECT indexrelid::regclass::text AS name FROM pg_index ORDER BY 1`)).map(
    ({ name }) => name as string,
  );

const slim = () =>
  variant('slim', {
    '1-drop.sql': '-- Nobody asks for it; not by day;\nDROP INDEX idx_posts_user_id;',
    '2-make.sql': 'CREATE INDEX one_more ON posts (user_id, id);\nCREATE TABLE extra AS SELECT 1 AS a;',
  });

it('gives the dataset itself for the specification, and for settings', async () => {
  const spec = await prepare('spec');
  expect(spec).toMatchObject({
    name: 'spec',
    database: { config: { database: database.name } },
    build: { manner: 'dataset', wasReused: true, cloneMs: null, applyMs: null, statements: [] },
    copy: null,
  });
  const jit = await prepare(variant('jit', {}, { kind: 'settings', settings: { jit: 'on' } }));
  expect(jit).toMatchObject({
    database: spec.database,
    settings: { jit: 'on' },
    build: { manner: 'settings', wasReused: true },
  });
  expect(await database.beside()).toEqual([]);
});

it('makes a clone once, and again when the SQL is another', async () => {
  const first = await prepare(slim());
  expect(first.build).toMatchObject({ manner: 'clone', wasReused: false });
  expect(first.build.statements.map(({ sql }) => sql)).toEqual([
    'DROP INDEX idx_posts_user_id',
    'CREATE INDEX one_more ON posts (user_id, id)',
    'CREATE TABLE extra AS SELECT 1 AS a',
  ]);
  const indexes = await indexesOf(at(first));
  expect(indexes).toContain('one_more');
  expect(indexes).not.toContain('idx_posts_user_id');
  expect(await indexesOf(database)).toContain('idx_posts_user_id');
  expect(await database.beside()).toEqual([first.database.config.database]);
  expect(said.join('')).toMatch(/^made {9}the variant .*slim, in /);

  const again = await prepare(slim());
  expect(again.build).toEqual({ ...first.build, wasReused: true });
  expect(again.database).toEqual(first.database);

  const other = variant('slim', { '1-drop.sql': 'DROP INDEX idx_posts_user_id', '2-make.sql': '' });
  const replaced = await prepare(other);
  expect(replaced.build).toMatchObject({
    wasReused: false,
    statements: [{ sql: 'DROP INDEX idx_posts_user_id' }],
  });
  expect(await indexesOf(at(replaced))).not.toContain('one_more');
  expect(await database.beside()).toEqual([first.database.config.database]);
});

it('is at rest: what was touched is frozen and analyzed, and the rest has the statistics of the dataset', async () => {
  const statistics = `SELECT staattnum, stakind1, stanumbers1::text, stavalues1::text FROM pg_statistic
    WHERE starelid = 'comments'::regclass ORDER BY 1`;
  const touching = variant('touching', {
    'a.sql': `ALTER TABLE users ADD COLUMN score int; UPDATE users SET score = 1;
      CREATE INDEX lower_content ON posts (lower(content));`,
  });
  const ready = await prepare(touching);
  expect(
    await at(ready).query(
      `SELECT relallvisible = relpages AS rested, reltuples AS rows FROM pg_class WHERE relname = 'users'`,
    ),
  ).toEqual([{ rested: true, rows: request.scale.users }]);
  const analyzed = await at(
    ready,
  ).query(`SELECT count(*)::int AS found FROM pg_statistic WHERE starelid IN ('users'::regclass, 'lower_content'::regclass)
       AND (starelid = 'lower_content'::regclass OR staattnum = (SELECT attnum FROM pg_attribute
            WHERE attrelid = 'users'::regclass AND attname = 'score'))`);
  expect(analyzed).toEqual([{ found: 2 }]);
  expect(await at(ready).query(statistics)).toEqual(await database.query(statistics));
});

it('combines variants: one clone for those with the same SQL', async () => {
  const jit = variant('jit', {}, { kind: 'settings', settings: { jit: 'on' } });
  const both = await prepare(`${jit}+${slim()}`);
  expect(both).toMatchObject({ settings: { jit: 'on' }, build: { manner: 'clone', wasReused: false } });
  expect(both.name).toMatch(/slim\+.*jit$/);
  expect((await prepare(slim())).build.wasReused).toBe(true);
});

it('says which statement of which file failed, and leaves nothing', async () => {
  const broken = variant('broken', {
    '1.sql': 'CREATE TABLE fine (a int);',
    '2.sql': 'SELECT 1;\nCREATE INDEX wrong\n  ON posts (nothing);\nSELECT 2',
  });
  await expect(prepare(broken)).rejects.toMatchObject({
    exitCode: exitCodes.usage,
    message: expect.stringMatching(
      /^the variant ".*broken" cannot be made: the server refused a statement of .*2\.sql: column "nothing" does not exist: CREATE INDEX wrong ON posts \(nothing\)$/,
    ),
    next: 'nothing of the variant was left',
  });
  expect(await database.beside()).toEqual([]);
  expect((await prepare('spec')).build.manner).toBe('dataset');
});

it('drops what a killed command has left', async () => {
  const { database: made } = await prepare(slim());
  const name = made.config.database!;
  const copies = ['_making', '_w1', '_w2'].map((suffix) => name + suffix);
  for (const copy of copies) await administrator.query(`CREATE DATABASE "${copy}" TEMPLATE "${name}"`);
  const mark = `Kept by the benchmark harness "bench": variant of database "${database.name}": x`;
  for (const copy of copies.slice(1)) await administrator.query(`COMMENT ON DATABASE "${copy}" IS '${mark}'`);
  const user = await database.connect({ database: `${name}_w2` });
  const foreign = `${database.name}_v_mine_making`;
  await administrator.query(`CREATE DATABASE "${foreign}"`);
  await ensureDataset(hold.server, request, new ProgressLine(), signal);
  expect(await database.beside()).toEqual([name, `${name}_w2`, foreign].sort());
  await user.end();
});

it('gives a copy to write to, brings it back, and gives it up', async () => {
  for (const text of ['spec', slim()]) {
    const ready = await prepare(text, true);
    const [copy, other] = [ready.copy!, (await prepare(text, true)).copy!];
    expect(ready.database.config.database).toBe(copy.name);
    expect([copy.name.slice(-3), other.name.slice(-3)]).toEqual(['_w1', '_w2']);
    const before = await contents(at(ready));
    await at(ready).query('DELETE FROM likes');
    expect(await contents(at(ready))).not.toEqual(before);
    await copy.reset();
    expect(await contents(at(ready))).toEqual(before);
    await copy.drop();
    await copy.drop();
    await other.reset();
    await other.drop();
    expect((await database.beside()).filter((name) => /_w\d$/.test(name))).toEqual([]);
  }
  expect(await database.beside()).toHaveLength(1);
});

it('shows the dataset as it was loaded, whatever runs have written to it', async () => {
  const before = await contents(database);
  await ensurePristineCopy(hold, await existingDataset(hold.server, request), new ProgressLine(), signal);
  const client = await database.connect();
  await beginWriteRun(client, { scenario: 'like', startedAt: new Date() });
  await client.query('DELETE FROM likes');
  await client.end();
  const spec = await prepare('spec');
  expect(spec).toMatchObject({ build: { manner: 'clone', statements: [] }, dataset: { writeRuns: 0 } });
  expect(await contents(at(spec))).toEqual(before);
  await administrator.query(`DROP DATABASE "${database.name}_loaded"`);
  await expect(prepare(slim())).rejects.toMatchObject({
    exitCode: exitCodes.environment,
    message: expect.stringContaining('no copy of its loaded state was kept'),
  });
});

it('is removed by clean, and by a fresh load', async () => {
  await prepare(slim());
  await hold.release();
  const fresh = ['load', '--fresh', '--seed', '7', '--scale', '200', '--url', database.url];
  const loaded = await bench(...fresh);
  expect(loaded, loaded.stderr).toMatchObject({ exitCode: 0 });
  hold = await take();
  expect(await database.beside()).toEqual([]);
  await prepare(slim());
  const foreign = `${database.name}_v_mine`;
  await administrator.query(`CREATE DATABASE "${foreign}"`);
  await hold.release();
  const write = process.stdout.write;
  process.stdout.write = ((text: string) => said.push(text)) as unknown as typeof write;
  try {
    await clean({ url: database.url }, signal);
  } finally {
    process.stdout.write = write;
  }
  expect(said.at(-1)).toMatch(
    /^removed the dataset of 200 users, seed 7 from .*, 1 variant included: .* freed\n$/,
  );
  expect(await database.beside()).toEqual([foreign]);
});

it('asks before anything is made whether the server has what is needed', async () => {
  for (const [needs, message] of [
    [{ server: 99 }, /needs PostgreSQL 99, and this server is 18/],
    [{ extensions: ['pg_nothing'] }, /needs the extension pg_nothing, which this server does not have/],
  ] as const) {
    const demanding = variant('demanding', { 'a.sql': 'SELECT 1' }, { needs });
    await expect(prepare(demanding)).rejects.toMatchObject({
      exitCode: exitCodes.environment,
      message: expect.stringMatching(message),
    });
  }
  expect(await database.beside()).toEqual([]);
});

it('refuses a clone that the disk has no room for', () => {
  const MB = 1024 ** 2;
  expect(() => checkRoomForClone('x', 100 * MB, 164 * MB, '/data')).not.toThrow();
  expect(() => checkRoomForClone('x', 100 * MB, 163 * MB, '/data')).toThrow(
    'not enough disk for the variant "x": a clone of the dataset takes 100 MB in /data, and 163 MB are free',
  );
});
