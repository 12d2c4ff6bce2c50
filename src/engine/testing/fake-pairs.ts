import { nsPerMs } from '../../core/units.ts';
import type { PairBlock } from '../paired/pair-timings.ts';
import { type PairedLoadOptions, runPairedLoad } from '../paired/paired-load.ts';
import { armOutcomes } from '../paired/paired-record.ts';
import type { PairedWorkload } from '../paired/paired-workload.ts';
import { FakeClock } from './fake-clock.ts';
import { type Answer, FakeSession } from './fake-session.ts';

/** How the fake server answers a client's n-th operation on an arm. */
export type ArmScript = (ordinal: number, client: number) => Answer;

/** One query an arm, of two strata; each operation has its client and ordinal for its values. */
export function fakePairs(): PairedWorkload {
  const ordinals: number[] = [];
  return {
    queries: [
      { scenario: 'feed', query: 'baseline', strata: ['celebrity', 'cold'] },
      { scenario: 'feed', query: 'lateral', strata: ['celebrity', 'cold'] },
    ],
    next(client) {
      const ordinal = ordinals[client] ?? 0;
      ordinals[client] = ordinal + 1;
      const operation = { query: 0, stratum: ordinal % 2, values: [`${client}.${ordinal}`] };
      return [operation, operation];
    },
  };
}

export type FakePairsOptions = Partial<Omit<PairedLoadOptions, 'onBlock'>> & {
  readonly clients?: number;
  readonly blocks?: number;
  readonly onBlock?: (block: PairBlock) => void;
};

/** Runs pairs of two clients for two blocks, unless told otherwise, against servers that answer by script. */
export async function runFakePairs(
  scripts: readonly [baseline: ArmScript, contender: ArmScript],
  { clients = 2, blocks: wanted = 2, onBlock, ...options }: FakePairsOptions = {},
  clock = new FakeClock(),
) {
  /** What each session was sent, `client.ordinal`, with the arm and the time. */
  const sent: { arm: number; client: number; value: string; atMs: number }[] = [];
  const session = (client: number, arm: 0 | 1) =>
    new FakeSession(clock, (ordinal, operation) => {
      sent.push({ arm, client, value: operation.values[0]!, atMs: clock.nowNs() / nsPerMs });
      return scripts[arm](ordinal, client);
    });
  const sessions = Array.from({ length: clients }, (_, client): [FakeSession, FakeSession] => [
    session(client, 0),
    session(client, 1),
  ]);
  const workload = fakePairs();
  const blocks: PairBlock[] = [];
  const record = await clock.runUntil(
    runPairedLoad({
      sessions,
      workload,
      clock,
      seed: 1,
      statementTimeoutMs: 5000,
      warmupMs: 0,
      size: { blockMs: 1000, pairs: 50, limitMs: 5000 },
      onBlock: (block) => {
        blocks.push(block);
        onBlock?.(block);
        return blocks.length < wanted;
      },
      ...options,
    }),
  );
  const arms = armOutcomes(record.recording, workload.queries);
  return { record, blocks, arms, sent, sessions, endedMs: clock.nowNs() / nsPerMs };
}
