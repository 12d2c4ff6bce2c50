import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { LogRatio } from '../../analysis/compare/censored-ratio.ts';
import { queryOnce } from '../../database/testing/clients.ts';
import { createTestDatabase, type TestDatabase, testConfig } from '../../database/testing/database.ts';
import { specification } from '../../database/variants/composition.ts';
import { createFilledDatabase } from '../../generator/testing/filled-database.ts';
import { defaultProfile } from '../../population/profile.ts';
import { World } from '../../population/world.ts';
import { mixOf } from '../../scenario/mix.ts';
import { parseQuery } from '../../scenario/parser.ts';
import { identityOf } from '../dataset.ts';
import { ProgressLine } from '../progress-line.ts';
import type { ArmPlan } from './arms.ts';
import type { CompareOptions } from './compare-options.ts';
import { CompareProgress } from './compare-progress.ts';
import { Designs } from './designs.ts';
import { compareOnce } from './once.ts';
import type { ReadyArm } from './ready-arm.ts';
import { WritableDesigns } from './writable-designs.ts';

/** Operations that are run once, on copies of a small dataset. */

const request = {
  seed: 7,
  scale: { name: '200', users: 200 },
  keys: 'uuidv4' as const,
  profile: defaultProfile,
};
const options = { seed: 42, margin: 1.05, statementTimeout: 1000, planMode: 'auto' } as CompareOptions;
const line = new ProgressLine({ write: () => true } as unknown as NodeJS.WriteStream);
let filled: TestDatabase;
let database: TestDatabase;
let designs: Designs;
let interruption = new AbortController();

beforeAll(async () => {
  filled = await createFilledDatabase(new World({ seed: request.seed, users: request.scale.users }));
  const identity = JSON.stringify(identityOf(request));
  await filled.query(`UPDATE bench_harness.dataset SET identity = '${identity}'`);
  database = await createTestDatabase({ template: filled.name });
  designs = await Designs.ready([{ server: '', variant: specification }], {
    url: database.url,
    servers: undefined,
    request,
    command: 'compare purge',
    line,
    signal: interruption.signal,
  });
});

afterAll(async () => {
  await designs?.release();
  await database?.drop();
  await filled?.drop();
});

afterEach(async () => {
  const left = await queryOnce(
    testConfig(),
    `SELECT datname FROM pg_database WHERE starts_with(datname, '${database.name}_')`,
  );
  expect(left).toEqual([]);
});

function arm(name: string, sql: string): ReadyArm {
  const header = '-- Purge.\n-- @once\n-- @param month values 2023-12-01\n';
  const query = parseQuery(header + sql, { scenario: 'purge', name, file: `${name}.sql` });
  const plan: ArmPlan = { name, server: '', variant: specification, mix: mixOf(query, 'purge') };
  return { plan, design: designs.of(plan), lists: [new Map()] };
}

function measure(baseline: string, contender: string, onPair: (time: LogRatio) => void = () => {}) {
  const progress = new CompareProgress(line);
  const contrast = progress.contrast.bind(progress);
  progress.contrast = (...names) => {
    const bar = contrast(...names);
    return {
      ...bar,
      add: (time) => {
        bar.add(time);
        onPair(time);
      },
    };
  };
  interruption = new AbortController();
  const { signal } = interruption;
  const context = { designs, writable: new WritableDesigns(designs), options, progress, signal };
  return compareOnce(arm('spec', baseline), arm('other', contender), context);
}

const month = `created_at >= :month AND created_at < :month::timestamp + INTERVAL '1 month'`;
const purge = `DELETE FROM notifications WHERE ${month}`;

it('measures what two ways to do the same take and leave', async () => {
  const rows = await database.query(`SELECT count(*)::int AS count FROM notifications`);
  const gone = await database.query(
    `SELECT count(*)::int AS count FROM notifications WHERE ${month.replaceAll(':month', "'2023-12-01'")}`,
  );
  const [before, removed] = [rows[0]!.count, gone[0]!.count] as [number, number];
  const contrast = await measure(purge, `SELECT pg_sleep(0.1); ${purge}`);
  expect(contrast).toMatchObject({
    arm: 'other',
    status: 'measured',
    reason: null,
    proof: null,
    latency: null,
  });
  const once = contrast.once!;
  expect(once.time).toMatchObject({ verdict: 'slower', blocks: 10 });
  expect(once.changed).toEqual([{ table: 'notifications', rowsBefore: before, rowsAfter: before - removed }]);
  expect(removed).toBeGreaterThan(0);
  expect(once.pairs).toHaveLength(10);
  // Each two pairs hold both orders.
  for (const at of [0, 2, 4, 6, 8])
    expect(once.pairs[at]!.contenderFirst).toBe(!once.pairs[at + 1]!.contenderFirst);
  for (const { baseline, contender } of once.pairs) {
    expect(baseline.deadRows).toBe(removed);
    expect(contender.deadRows).toBe(removed);
    expect(contender.durationMs).toBeGreaterThan(100);
    // Nothing is given back by a DELETE alone.
    expect(baseline.tables.after).toBe(baseline.tables.before);
    expect(baseline.indexes.after).toBe(baseline.indexes.before);
    expect(baseline.vacuumMs).toBeGreaterThan(0);
    // Of each row that goes a record at least.
    expect(baseline.walRecords).toBeGreaterThanOrEqual(removed);
  }
  expect(once.baseline.deadRows).toBe(removed);
  expect(once.withVacuum.blocks).toBe(10);
});

it.each([
  [
    'a row too many',
    `DELETE FROM notifications WHERE ${month} OR id = (SELECT max(id::text)::uuid FROM notifications WHERE NOT (${month}))`,
    /^notifications holds [\d,]+ rows after it, and the baseline's [\d,]+$/,
  ],
  [
    'other rows, as many',
    `${purge} AND id <> (SELECT min(id::text)::uuid FROM notifications WHERE ${month}); DELETE FROM notifications WHERE id = (SELECT max(id::text)::uuid FROM notifications WHERE NOT (${month}))`,
    /^notifications holds other rows after it than the baseline's, as many$/,
  ],
  [
    'a value changed',
    `${purge}; UPDATE users SET bio = 'x' WHERE id = (SELECT min(id::text)::uuid FROM users)`,
    /^users holds other rows/,
  ],
  [
    'a table left behind',
    `${purge}; DO $$ BEGIN CREATE TABLE kept AS SELECT 1 AS a; END $$`,
    /^the table kept is left behind$/,
  ],
  ['a table too few', `${purge}; DO $$ BEGIN DROP TABLE blocks; END $$`, /^the table blocks is gone$/],
])('does not time what has another effect: %s', async (_, wrong, text) => {
  expect(await measure(purge, wrong)).toMatchObject({
    status: 'different',
    once: null,
    reason: { text: expect.stringMatching(text), remedy: null },
  });
});

it('does not time what changes nothing', async () => {
  const idle = `DELETE FROM notifications WHERE created_at < :month::timestamp - INTERVAL '10 years'`;
  expect(await measure(idle, idle)).toMatchObject({
    status: 'unproven',
    reason: { text: 'the operation changes no row' },
  });
});

it('says what the server refuses', async () => {
  expect(await measure(purge, `DELETE FROM notification WHERE ${month}`)).toMatchObject({
    status: 'failed',
    once: null,
    reason: { text: 'relation "notification" does not exist' },
  });
});

it('keeps the pairs that it has when it is interrupted', async () => {
  let pairs = 0;
  const contrast = await measure(purge, purge, () => {
    if (++pairs === 2) interruption.abort();
  });
  expect(contrast).toMatchObject({ status: 'measured', reason: { text: 'stopped by a signal' } });
  expect(contrast.once!.pairs).toHaveLength(2);
  expect(contrast.once!.time).toMatchObject({ verdict: 'inconclusive', blocks: 2 });
});
