import { afterAll, beforeAll, expect, it } from 'vitest';
import { toPortable } from '../../database/portable-config.ts';
import { Compiled } from '../../database/testing/compiled.ts';
import type { LoadPlan } from '../../engine/load-plan.ts';
import { joinRecords } from '../../engine/outcome.ts';
import { World } from '../../population/world.ts';
import { loadCatalogue } from '../../scenario/catalogue.ts';
import { findQuery } from '../../scenario/scenario.ts';
import { strataOf } from '../../scenario/strata.ts';
import { rehearse } from './rehearsal.ts';
import { sessionSettings } from './session-settings.ts';
import type { ThreadTask } from './task.ts';

let stub: Compiled;
beforeAll(async () => {
  stub = await Compiled.from('database/stub-server/stub-thread.ts');
});
afterAll(() => stub.remove());

const stage = { startRate: 1, endRate: 1, durationMs: 60_000 };
const open: LoadPlan = { kind: 'open', arrival: 'poisson', stages: [stage], seed: 42 };
const catalogue = loadCatalogue();
const queries = ['post', 'like', 'publish'].map((scenario) => findQuery(catalogue, scenario));

const population = { seed: 42, users: 100 };
const world = new World(population);

/** Nothing listens there: a rehearsal that went to the server would fail. */
const server = { host: '127.0.0.1', port: 1, user: 'nobody', database: 'nothing' };

const task: ThreadTask = {
  connection: toPortable(server),
  parts: queries.map((query) => ({ query, weight: 1, lists: new Map() })),
  world: population,
  stratum: undefined,
  seed: 42,
  plan: open,
  warmupMs: 300,
  primingMs: 0,
  statementTimeoutMs: 5000,
  planMode: 'auto',
  clients: 2,
  ownClients: 2,
  firstClient: 0,
  share: { index: 0, of: 1 },
  runNumber: 1,
};

function rehearsed(change: Partial<ThreadTask>, signal = new AbortController().signal) {
  const sessionOptions = {
    connection: server,
    queries: queries.map(({ statements }) => statements),
    ...sessionSettings(queries, { statementTimeout: task.statementTimeoutMs, planMode: 'auto' }),
  };
  return rehearse({ task: { ...task, ...change }, world, sessionOptions }, { signal, stubThread: stub.url });
}

it('plays all kinds of operations of an open load, none of them to the server', async () => {
  const record = await rehearsed({});
  const { counters, end } = joinRecords([record!], {
    plan: open,
    queries: queries.map((query) => ({
      scenario: query.scenario,
      query: query.name,
      strata: strataOf(query, new Map()),
    })),
    warmupMs: 0,
    timeline: [],
  });
  expect(end).toEqual({ reason: 'completed' });
  // 2,000 a second, at random, for as long as the warmup.
  expect(counters.scheduled).toBeGreaterThan(450);
  expect(counters.scheduled).toBeLessThan(750);
  expect(counters.succeeded).toBe(counters.scheduled);
});

it('leaves out what is warm before it counts, or is not to be warmed', async () => {
  expect(await rehearsed({ plan: { kind: 'closed', durationMs: 1000, thinkTimeMs: 0 } })).toBeUndefined();
  expect(await rehearsed({ warmupMs: 0 })).toBeUndefined();
});

it('ends with the run that it is for', async () => {
  const record = await rehearsed({ warmupMs: 60_000 }, AbortSignal.timeout(50));
  expect(record!.end).toEqual({ reason: 'interrupted' });
});
