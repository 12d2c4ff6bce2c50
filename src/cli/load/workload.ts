import { Stream } from '../../core/random.ts';
import { type Lane, MixedWorkload } from '../../engine/workload.ts';
import { domainsOf } from '../../population/domains.ts';
import { FreshKeys } from '../../population/fresh-keys.ts';
import type { World } from '../../population/world.ts';
import { ParameterSource } from '../../scenario/parameters.ts';
import type { Query } from '../../scenario/query.ts';
import type { LoadTask, ThreadTask } from './task.ts';

/**
 * The thread's sequences of operations. In closed load every client of the run has a sequence of its own, whichever
 * thread it is on: the same parameters for a seed, whatever the timing. In open load every thread has one.
 */
export function workloadOf(task: ThreadTask, world: World | undefined): MixedWorkload {
  const { plan, parts, share, clients, ownClients, firstClient } = task;
  const lanes =
    plan.kind === 'closed'
      ? Array.from({ length: ownClients }, (_, index) => laneOf(task, world, firstClient + index, clients))
      : [laneOf(task, world, share.index, share.of)];
  return new MixedWorkload(
    parts.map(({ query, weight }) => ({ scenario: query.scenario, name: query.name, weight })),
    lanes,
  );
}

function laneOf(task: LoadTask, world: World | undefined, lane: number, lanes: number): Lane {
  const { seed, parts, stratum, runNumber } = task;
  const fresh = runNumber > 0 ? new FreshKeys({ run: runNumber, lane, lanes, nowMs: Date.now }) : undefined;
  const domains = world && domainsOf(world, fresh);
  return {
    choice: new Stream(seed, 'queries').sequence(lane),
    sources: parts.map(({ query, lists }) => {
      const random = parameterStream(seed, query).sequence(lane);
      return new ParameterSource(query, { domains, random, lists, ...(stratum && { only: { stratum } }) });
    }),
  };
}

/** Further than any client's lane. */
const primingLane = 1_000_000;

/** Draws for connections that are being warmed, by query; undefined for those that write. */
export function primingSources(
  { seed, parts, share }: ThreadTask,
  world: World | undefined,
): (ParameterSource | undefined)[] {
  const domains = world && domainsOf(world);
  return parts.map(({ query, lists }) => {
    if (query.writes) return undefined;
    const random = parameterStream(seed, query).sequence(primingLane + share.index);
    return new ParameterSource(query, { domains, random, lists });
  });
}

function parameterStream(seed: number, { scenario, name }: Query): Stream {
  return new Stream(seed, `parameters/${scenario}/${name}`);
}
