import { expect, it } from 'vitest';
import { nsPerMs } from '../core/units.ts';
import { Client } from './client.ts';
import { SilenceWatch } from './silence.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { expectIdentity, type LoadSettings, runFakeLoad } from './testing/fake-load.ts';
import { type Answer, FakeSession } from './testing/fake-session.ts';

const operation = { query: 0, stratum: 0, values: [] };
const never: Answer = { afterMs: Number.POSITIVE_INFINITY };
const listener = { started() {}, ended() {}, lost() {} };

function newClient(clock: FakeClock) {
  const session = new FakeSession(clock, () => never);
  return { session, client: new Client(0, session, clock, listener) };
}

it('cuts a client that waits for longer than timeout and grace, once', () => {
  const clock = new FakeClock();
  const { client } = newClient(clock);
  const watch = new SilenceWatch([client], 500);
  const cutsAt = (nowNs: number) => {
    watch.cut(nowNs);
    return watch.cuts;
  };
  clock.block(5000);
  expect(cutsAt(clock.nowNs())).toBe(0);
  client.run(operation);
  clock.block(1500);
  expect(cutsAt(clock.nowNs())).toBe(0);
  expect(cutsAt(clock.nowNs() + 1)).toBe(1);
  expect(client).toMatchObject({ isAbandoned: true, session: { isOpen: false } });
  expect(cutsAt(clock.nowNs() + 1)).toBe(1);
});

it('takes every answer within a transaction for a sign of life, as of when it was seen', () => {
  const clock = new FakeClock();
  const { client, session } = newClient(clock);
  const watch = new SilenceWatch([client], 500);
  client.run(operation);
  for (let answers = 1; answers <= 5; answers++) {
    clock.block(1000);
    session.answers++;
    watch.cut(clock.nowNs());
  }
  watch.cut(clock.nowNs() + 1500 * nsPerMs);
  expect(watch.cuts).toBe(0);
  watch.cut(clock.nowNs() + 1501 * nsPerMs);
  expect(watch.cuts).toBe(1);
});

it('never gives up on anybody without a limit', () => {
  const clock = new FakeClock();
  const { client } = newClient(clock);
  client.run(operation);
  const watch = new SilenceWatch([client], 0);
  watch.cut(1e15);
  expect(watch.cuts).toBe(0);
});

const plans = {
  closed: { kind: 'closed', durationMs: 5000, thinkTimeMs: 0 },
  open: {
    kind: 'open',
    arrival: 'constant',
    seed: 1,
    stages: [{ startRate: 10, endRate: 10, durationMs: 5000 }],
  },
} satisfies Record<string, LoadSettings['plan']>;

it.each(['closed', 'open'] as const)(
  'cuts a connection that went silent under %s load, and goes on',
  async (kind) => {
    const clock = new FakeClock();
    const waits: string[] = [];
    const { outcome, sessions } = await runFakeLoad(
      [() => ({ afterMs: 100 }), (_, nowMs) => (nowMs >= 1200 ? never : { afterMs: 100 })],
      {
        plan: plans[kind],
        statementTimeoutMs: 500,
        reopen: async (client) => {
          waits.push(`${client} at ${clock.nowNs() / nsPerMs}`);
          return new FakeSession(clock, () => ({ afterMs: 100 }));
        },
      },
      clock,
    );
    expect(outcome).toMatchObject({
      end: { reason: 'completed' },
      abandoned: 1,
      reconnects: 1,
      clientsLost: 0,
    });
    // Sent at 1200 ms or soon after. The answers before it are seen at 2 s; from then on 500 ms of statement timeout and
    // 1000 ms of grace are over when somebody looks at 4 s.
    expect(waits).toEqual(['1 at 4100']);
    expect(outcome.counters).toMatchObject({ timedOut: 1, failed: 0, censored: 0 });
    expect(outcome.queries[0]!.errors).toEqual([]);
    expect(outcome.latency).toMatchObject({ censoredCount: 1, max: { ns: 500 * nsPerMs, censored: true } });
    expect(sessions.every(({ isOpen }) => isOpen)).toBe(true);
    expectIdentity(outcome);
  },
);

it('ends in time when no connection answers any more', async () => {
  for (const kind of ['closed', 'open'] as const) {
    const clock = new FakeClock();
    const { outcome, endedMs } = await runFakeLoad(
      [(_, nowMs) => (nowMs >= 1200 ? never : { afterMs: 10 })],
      { plan: plans[kind], statementTimeoutMs: 500, reopen: () => new Promise(() => {}) },
      clock,
    );
    expect(outcome.end.reason).toBe('connections-lost');
    expect(outcome.counters).toMatchObject({ timedOut: 1 });
    // Closed load has nothing to wait for after the window; of open load ten seconds' worth is waiting.
    expect(endedMs).toBe(kind === 'closed' ? 6000 : 16_000);
    expectIdentity(outcome);
  }
});
