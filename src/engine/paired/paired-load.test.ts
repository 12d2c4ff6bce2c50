import { expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { fakePairs, runFakePairs } from '../testing/fake-pairs.ts';
import { FakeSession } from '../testing/fake-session.ts';
import type { PairBlock } from './pair-timings.ts';
import { runPairedLoad } from './paired-load.ts';

const ms = 1e6;
const takes = (afterMs: number) => () => ({ afterMs });

/** Durations that differ from one operation to the next, and are the same on both arms for the same parameters. */
const varied = (ordinal: number, client: number) => ({ afterMs: 1 + ((ordinal * 7 + client * 3) % 11) });

function ratios({ durationsNs: [baseline, contender] }: PairBlock): number[] {
  return [...baseline].map((ns, pair) => contender[pair]! / ns);
}

it('finds no difference between two arms that are the same', async () => {
  const { blocks, record, arms } = await runFakePairs([varied, varied]);
  expect(blocks.map(({ pairs }) => pairs > 50)).toEqual([true, true]);
  expect(blocks.flatMap(ratios).every((ratio) => ratio === 1)).toBe(true);
  expect(record).toMatchObject({ end: { reason: 'completed' }, excluded: 0, clientsLost: 0 });
  expect(record.pairs).toBe(blocks[0]!.pairs + blocks[1]!.pairs);
  expect(arms.baseline.latency.histogram).toBe(arms.contender.latency.histogram);
  expect(arms.contender.query).toBe('lateral');
});

it('finds the arm that is slower, by as much as it is', async () => {
  const slower = (ordinal: number, client: number) => ({ afterMs: varied(ordinal, client).afterMs * 1.5 });
  const { blocks } = await runFakePairs([varied, slower]);
  for (const ratio of blocks.flatMap(ratios)) expect(ratio).toBeCloseTo(1.5, 9);
});

it('asks both arms the same, back to back, and never two operations of a client at once', async () => {
  const { sent, blocks } = await runFakePairs([takes(3), takes(5)]);
  for (const client of [0, 1]) {
    const own = sent.filter((operation) => operation.client === client);
    expect(own.length % 2).toBe(0);
    for (let i = 0; i < own.length; i += 2) {
      const [first, second] = [own[i]!, own[i + 1]!];
      expect(first.value).toBe(`${client}.${i / 2}`);
      expect(second.value).toBe(first.value);
      expect(second.arm).toBe(1 - first.arm);
      expect(second.atMs - first.atMs).toBe(first.arm === 0 ? 3 : 5);
    }
  }
  expect(blocks.flatMap(({ durationsNs }) => [...durationsNs[0]]).every((ns) => ns === 3 * ms)).toBe(true);
  expect(blocks.flatMap(({ durationsNs }) => [...durationsNs[1]]).every((ns) => ns === 5 * ms)).toBe(true);
});

it('lets chance decide which arm goes first, either as often as the other', async () => {
  const { blocks, sent } = await runFakePairs([takes(1), takes(1)], { clients: 1 });
  const first = blocks.flatMap(({ contenderFirst }) => [...contenderFirst]);
  const contenders = first.reduce((sum, flag) => sum + flag, 0);
  expect(Math.abs(first.length - 2 * contenders)).toBeLessThanOrEqual(1);
  // Each two turns hold both orders, and not always in the same one.
  const turns = Array.from({ length: Math.floor(first.length / 2) }, (_, i) => first[2 * i]!);
  for (const [i, flag] of turns.entries()) expect(first[2 * i + 1]).toBe(1 - flag);
  expect(new Set(turns).size).toBe(2);
  // The flag is what happened.
  expect(first.map(Number)).toEqual(sent.filter((_, i) => i % 2 === 0).map(({ arm }) => arm));

  const again = await runFakePairs([takes(1), takes(1)], { clients: 1 });
  expect(again.sent).toEqual(sent);
  const other = await runFakePairs([takes(1), takes(1)], { clients: 1, seed: 2 });
  expect(other.sent).not.toEqual(sent);
});

it('ends a block when it has lasted long enough and has enough pairs', async () => {
  // A pair takes 10 ms: 100 pairs a client when the second is over.
  const quick = await runFakePairs([takes(5), takes(5)]);
  expect(quick.blocks.map(({ pairs, startMs, durationMs }) => [pairs, startMs, durationMs])).toEqual([
    [200, 0, 1000],
    [200, 1000, 1000],
  ]);
  // A pair takes 100 ms. After 2.5 s the first client to end sees 49 others, and begins one more.
  const slow = await runFakePairs([takes(40), takes(60)]);
  expect(slow.blocks.map(({ pairs, durationMs }) => [pairs, durationMs])).toEqual([
    [51, 2600],
    [51, 2600],
  ]);
});

it('ends a block of slow operations at the limit, with the pairs there are', async () => {
  const { blocks, endedMs } = await runFakePairs([takes(2000), takes(1500)], { statementTimeoutMs: 0 });
  // At 3.5 s the limit was not reached, but another pair would end further from it.
  expect(blocks.map(({ pairs, durationMs }) => [pairs, durationMs])).toEqual([
    [2, 3500],
    [2, 3500],
  ]);
  expect(endedMs).toBe(7000);
  const single = await runFakePairs([takes(20_000), takes(10)], { statementTimeoutMs: 0 });
  expect(single.blocks.map(({ pairs }) => pairs)).toEqual([2, 2]);
});

it('lets no pair cross a block', async () => {
  const ended: number[] = [];
  const clock = new FakeClock();
  const uneven = (_: number, client: number) => ({ afterMs: client === 0 ? 1 : 333 });
  const { blocks, sent } = await runFakePairs(
    [uneven, uneven],
    { onBlock: () => ended.push(clock.nowNs() / ms) },
    clock,
  );
  expect(ended).toEqual([1332, 2664]);
  expect(blocks.map(({ startMs }) => startMs)).toEqual([0, 1332]);
  // Nothing is sent between the first block's time and its end but what finishes a pair.
  expect(sent.filter(({ atMs, client }) => client === 0 && atMs > 1000 && atMs < 1332)).toEqual([]);
});

it('holds still while it is asked whether to go on', async () => {
  const clock = new FakeClock();
  const { blocks, sent } = await runFakePairs([takes(5), takes(5)], {}, clock);
  expect(blocks).toHaveLength(2);
  const asked: number[] = [];
  const slow = new FakeClock();
  const sessions = [0, 1].map(() => [new FakeSession(slow, takes(5)), new FakeSession(slow, takes(5))]);
  const record = await slow.runUntil(
    runPairedLoad({
      sessions: sessions as [FakeSession, FakeSession][],
      workload: fakePairs(),
      clock: slow,
      seed: 1,
      statementTimeoutMs: 0,
      warmupMs: 0,
      size: { blockMs: 1000, pairs: 50, limitMs: 5000 },
      onBlock: async ({ startMs }) => {
        asked.push(startMs);
        await new Promise<void>((resolve) => slow.after(700, resolve));
        return asked.length < 3;
      },
    }),
  );
  expect(asked).toEqual([0, 1700, 3400]);
  expect(record.windowMs).toBe(3000);
  expect(sent.length).toBe(800);
});

it('runs each block but the first on sessions of its own, and goes on with those there are where it gets none', async () => {
  const clock = new FakeClock();
  let made = 0;
  const used: number[] = [];
  const open = (): [FakeSession, FakeSession][] => {
    const generation = made++;
    const session = () =>
      new FakeSession(clock, () => {
        used.push(generation);
        return { afterMs: 5 };
      });
    return [
      [session(), session()],
      [session(), session()],
    ];
  };
  const sessions = open();
  const usedByBlock: number[][] = [];
  const record = await clock.runUntil(
    runPairedLoad({
      sessions,
      workload: fakePairs(),
      clock,
      seed: 1,
      statementTimeoutMs: 0,
      warmupMs: 100,
      size: { blockMs: 1000, pairs: 50, limitMs: 5000 },
      renew: async () => {
        if (made === 2) throw new Error('no connection left');
        sessions.splice(0, sessions.length, ...open());
      },
      onBlock: () => {
        usedByBlock.push([...new Set(used.splice(0))]);
        return usedByBlock.length < 3;
      },
    }),
  );
  expect(usedByBlock).toEqual([[0], [1], [1]]);
  expect(record).toMatchObject({ end: { reason: 'completed' }, reconnects: 0, clientsLost: 0 });
});

it('runs pairs before the first block, which do not count', async () => {
  const { blocks, sent, arms } = await runFakePairs([takes(5), takes(5)], { warmupMs: 300, blocks: 1 });
  expect(blocks[0]).toMatchObject({ pairs: 200, startMs: 0, durationMs: 1000 });
  expect(sent).toHaveLength(2 * 200 + 2 * 60);
  expect(arms.baseline.counters.scheduled).toBe(200);
});

it('takes a timeout for a lower bound, at its value', async () => {
  const timesOut = (ordinal: number) =>
    ordinal % 4 === 0 ? { afterMs: 101, error: 'timeout' as const } : { afterMs: 10 };
  const { blocks, arms, record } = await runFakePairs([timesOut, takes(10)], {
    statementTimeoutMs: 100,
    clients: 1,
  });
  const [block] = blocks;
  expect(record.excluded).toBe(0);
  const censored = [...block!.censored[0]];
  expect(censored.filter((_, pair) => pair % 4 === 0).every((flag) => flag === 1)).toBe(true);
  expect(censored.filter((_, pair) => pair % 4 !== 0).every((flag) => flag === 0)).toBe(true);
  expect(block!.censored[1].every((flag) => flag === 0)).toBe(true);
  expect([...block!.durationsNs[0]].slice(0, 2)).toEqual([100 * ms, 10 * ms]);
  const { scheduled, succeeded, timedOut, failed } = arms.baseline.counters;
  expect(succeeded + timedOut).toBe(scheduled);
  expect([timedOut > 0, failed]).toEqual([true, 0]);
  expect(arms.baseline.latency.censoredCount).toBe(timedOut);
});

it('comes to its end also where one arm always times out', async () => {
  const { blocks } = await runFakePairs([() => ({ afterMs: 5000, error: 'timeout' }), takes(5)], {
    blocks: 3,
  });
  expect(blocks).toHaveLength(3);
  for (const { pairs, censored } of blocks) {
    expect(pairs).toBe(2);
    expect([...censored[0]]).toEqual([1, 1]);
    expect([...censored[1]]).toEqual([0, 0]);
  }
});

it('leaves out pairs with a failed operation, and counts them', async () => {
  // Each third operation of the contender fails.
  const fails = (ordinal: number) =>
    ordinal % 3 === 0 ? { afterMs: 2, error: 'serialization' as const } : { afterMs: 10 };
  const { blocks, arms, record, sent } = await runFakePairs([takes(10), fails], { blocks: 1 });
  const [block] = blocks;
  expect(block!.excluded).toBeGreaterThan(30);
  expect(block!.failed).toEqual([0, block!.excluded]);
  expect([...block!.durationsNs[1]].every((ns) => ns === 10 * ms)).toBe(true);
  expect(block!.durationsNs[0]).toHaveLength(block!.pairs);
  expect(record).toMatchObject({ pairs: block!.pairs, excluded: block!.excluded });
  expect(sent).toHaveLength(2 * (block!.pairs + block!.excluded));
  // In the arms' latencies stand the pairs that count, the same on both; failures are counted apart.
  expect(arms.baseline.counters).toMatchObject({ scheduled: block!.pairs, succeeded: block!.pairs });
  expect(arms.contender.counters).toMatchObject({ succeeded: block!.pairs, failed: block!.excluded });
  expect(arms.contender.errors).toMatchObject([{ class: 'serialization', count: block!.excluded }]);
});

it('gives up where nothing succeeds', async () => {
  const fails = () => ({ afterMs: 10, error: 'other' as const });
  const { record, blocks, endedMs, arms } = await runFakePairs([fails, takes(10)]);
  expect(record.end).toEqual({ reason: 'nothing-compared' });
  expect(blocks).toEqual([]);
  expect(endedMs).toBe(5000);
  expect(arms.baseline.errors[0]).toMatchObject({ class: 'other', count: record.excluded });
});

it('ends at once when it is told to, without the block under way', async () => {
  const clock = new FakeClock();
  const control = new AbortController();
  clock.after(1400, () => control.abort());
  const { record, blocks, sessions, endedMs } = await runFakePairs(
    [takes(300), takes(300)],
    { signal: control.signal, size: { blockMs: 600, pairs: 1, limitMs: 5000 }, blocks: 9 },
    clock,
  );
  expect(record.end).toEqual({ reason: 'interrupted' });
  expect(blocks).toHaveLength(2);
  expect(endedMs).toBe(1401);
  expect(sessions.flat().reduce((sum, { cancels }) => sum + cancels, 0)).toBe(2);
});

it('gets lost connections back, and leaves their pairs out', async () => {
  const clock = new FakeClock();
  const breaks = (ordinal: number, client: number) =>
    client === 0 && ordinal === 10
      ? { afterMs: 1, error: 'connection' as const, disconnects: true }
      : { afterMs: 5 };
  const { record, blocks, arms } = await runFakePairs(
    [takes(5), breaks],
    { reopen: async () => new FakeSession(clock, takes(5)) },
    clock,
  );
  expect(record).toMatchObject({ reconnects: 1, clientsLost: 0, excluded: 1, end: { reason: 'completed' } });
  expect(blocks.map(({ failed }) => failed)).toEqual([
    [0, 1],
    [0, 0],
  ]);
  // The other client goes on meanwhile; the first lacks the 100 ms that it waited for.
  expect(blocks.map(({ pairs }) => pairs)).toEqual([190, 200]);
  expect(arms.contender.errors).toMatchObject([{ class: 'connection', count: 1 }]);
});

it('ends when no client has its connections any more', async () => {
  const breaks = () => ({ afterMs: 20, error: 'connection' as const, disconnects: true });
  const { record } = await runFakePairs([takes(5), breaks]);
  expect(record).toMatchObject({ end: { reason: 'connections-lost' }, clientsLost: 2 });
});

it('goes on with the clients that are left', async () => {
  const breaks = (_: number, client: number) =>
    client === 0 ? { afterMs: 20, error: 'connection' as const, disconnects: true } : { afterMs: 5 };
  const { record, blocks } = await runFakePairs([takes(5), breaks]);
  expect(record).toMatchObject({ end: { reason: 'completed' }, clientsLost: 1, excluded: 1 });
  expect(blocks.map(({ pairs }) => pairs)).toEqual([100, 100]);
});

it('cuts connections to a server that has gone silent', async () => {
  const clock = new FakeClock();
  const silent = (ordinal: number, client: number) => ({
    afterMs: client === 0 && ordinal === 3 ? Number.POSITIVE_INFINITY : 5,
  });
  const { record, blocks } = await runFakePairs(
    [takes(5), silent],
    { statementTimeoutMs: 200, reopen: async () => new FakeSession(clock, takes(5)) },
    clock,
  );
  expect(record).toMatchObject({ abandoned: 1, reconnects: 1, end: { reason: 'completed' } });
  // As the timeout that it must have been.
  const censored = blocks.flatMap((block) => [...block.censored[1]]);
  expect(censored.filter((flag) => flag === 1)).toHaveLength(1);
});

it('rejects for a fault in the workload', async () => {
  const clock = new FakeClock();
  const workload = {
    ...fakePairs(),
    next: () => {
      throw new Error('no more keys');
    },
  };
  await expect(runFakePairs([takes(5), takes(5)], { workload }, clock)).rejects.toThrow('no more keys');
});
